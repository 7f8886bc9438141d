import assert from 'node:assert/strict';
import type { SandboxSystem } from '../../../src/sandbox';
import { inFull } from '../support/effort';
import { Chance, seed } from '../support/random';
import { checkEnd, checkInstant } from './invariants';
import { type Death, type Ended, Lane } from './lane';
import type { Action } from './plan';

type Place = 'create' | 'create, on the wire' | 'poll' | 'download' | 'download, on the wire' | 'download, resumed';

/** How often windows die in each, per lane. */
const deaths: Readonly<Record<Place, number>> = inFull
  ? {
      create: 22,
      'create, on the wire': 10,
      poll: 11,
      download: 12,
      'download, on the wire': 7,
      'download, resumed': 7,
    }
  : { create: 3, 'create, on the wire': 2, poll: 2, download: 2, 'download, on the wire': 1, 'download, resumed': 1 };

/** About how many steps the action has, so that all of them are met. */
const steps = { create: 80, poll: 36, download: 74 };
/** Fewer than the clip has. */
const clipBytes = 39_000;

describe('a window that is killed', () => {
  // One server that lists its jobs, one that does not, one that keeps clips elsewhere. They take their turns at once.
  const systems = ['openai', 'opeai', 'chainhub'] as const;
  const lanes = new Map<SandboxSystem, Promise<string>>();

  before(() => {
    for (const system of systems) {
      const outcome = rounds(system);
      outcome.catch(() => {});
      lanes.set(system, outcome);
    }
  });

  for (const system of systems) {
    it(`loses no job of ${system}, pays none twice and leaves no half clip, whenever it happens`, async () => {
      process.stdout.write(`      ${system}: ${await lanes.get(system)!} (seed ${seed})\n`);
    });
  }
});

async function rounds(system: SandboxSystem): Promise<string> {
  const lane = await Lane.start(system);
  const chance = new Chance(seed + system.length);
  try {
    const places = (Object.keys(deaths) as Place[]).flatMap((place) => Array<Place>(deaths[place]).fill(place));
    let killed = 0;
    for (const [number, place] of places.entries()) {
      const ended = await round(lane, chance, place, number);
      assert.deepEqual(ended.errors, []);
      if (ended.killed) killed++;
      checkInstant(lane);
    }
    await lane.run([{ do: 'finish' }], {}, { autoDownload: true });
    const { made, uncertain, clips } = checkEnd(lane);
    assert.ok(made > places.length / 2 && clips > 0, 'there was too little to lose');
    const after = places.length - killed;
    return `killed ${killed} times, ${after} times after the end; ${made} jobs made, once each; ${uncertain} uncertain; ${clips} whole clips`;
  } finally {
    await lane.close();
  }
}

/** One window from its start to its death. */
async function round(lane: Lane, chance: Chance, place: Place, number: number): Promise<Ended> {
  const create: Action = { do: 'create', prompt: `job-${number}` };
  // Most die before some step; some while the clock of another decides, which is in the middle of one as well.
  const death = (most: number): Death =>
    chance.next() < 0.75 ? { atStep: 1 + chance.below(most) } : { afterMs: chance.next() * most };
  switch (place) {
    case 'create':
      return lane.run([create], death(steps.create));
    case 'poll':
      return lane.run([create, { do: 'poll' }], death(steps.poll));
    case 'download':
      return lane.run([create, { do: 'poll' }, { do: 'download' }], death(steps.download));
    case 'create, on the wire': {
      const padding = 'x'.repeat(100_000);
      const way = chance.pick(['up', 'down'] as const);
      const running = lane.begin([{ ...create, extra: { padding } }]);
      const after = chance.below(way === 'up' ? 100_300 : 600);
      lane.wire.snips.push({ request: /^POST /, way, after, then: () => running.child.kill('SIGKILL') });
      return finished(lane, running.ended);
    }
    case 'download, on the wire':
    case 'download, resumed': {
      // There the clip comes by another line.
      if (lane.system === 'chainhub') return round(lane, chance, 'download', number);
      const running = lane.begin([create, { do: 'poll' }, { do: 'download' }]);
      const request = /^GET [^ ]*\/content/;
      const first = chance.below(clipBytes);
      const kill = () => running.child.kill('SIGKILL');
      if (place === 'download, on the wire') {
        lane.wire.snips.push({ request, way: 'down', after: first, then: kill });
      } else {
        lane.wire.snips.push({ request, way: 'down', after: first, then: () => {} });
        lane.wire.snips.push({ request, way: 'down', after: chance.below(clipBytes - first), then: kill });
      }
      return finished(lane, running.ended);
    }
  }
}

/** A cut that did not come is not one for the next. */
async function finished<T>(lane: Lane, ended: Promise<T>): Promise<T> {
  const result = await ended;
  lane.wire.snips.length = 0;
  return result;
}
