import assert from 'node:assert/strict';
import { inFull } from '../support/effort';
import { Chance, seed } from '../support/random';
import { checkEnd, checkInstant } from './invariants';
import { Lane } from './lane';

const pairs = inFull ? 4 : 1;
const each = 5;

/** Both at work on one folder: they make jobs, follow them and fetch their clips. */
function beginPair(lane: Lane, name: number) {
  const prompts = (window: number) => Array.from({ length: each }, (_, index) => `job-${name}-${window}-${index}`);
  return [1, 2].map((window) => lane.begin([{ do: 'work', prompts: prompts(window) }], {}, { autoDownload: true })) as [
    ReturnType<Lane['begin']>,
    ReturnType<Lane['begin']>,
  ];
}

describe('two windows at once', () => {
  it('poll each job from one of them, and download each clip once', async () => {
    const lane = await Lane.start('opeai');
    try {
      const ended = await Promise.all(beginPair(lane, 1).map((window) => window.ended));
      assert.deepEqual(
        ended.flatMap(({ errors }) => errors),
        [],
      );
      const { made, uncertain, clips } = checkEnd(lane);
      assert.deepEqual({ made, uncertain, clips }, { made: 2 * each, uncertain: 0, clips: 2 * each });
      assert.deepEqual([...lane.given.values()], Array<number>(2 * each).fill(1));
      const askers = new Map<string, Set<string>>();
      for (const { operation, id = '', headers } of lane.sandbox.requests) {
        if (operation !== 'get') continue;
        askers.set(id, (askers.get(id) ?? new Set()).add(headers['user-agent']!));
      }
      assert.equal(askers.size, 2 * each);
      for (const [id, from] of askers) assert.equal(from.size, 1, `${id} was asked for by both`);
    } finally {
      await lane.close();
    }
  });

  it('lose nothing when one is killed, as the other takes over', async () => {
    const chance = new Chance(seed);
    const work = Array.from({ length: pairs }, async (_, number) => {
      const lane = await Lane.start(number % 2 ? 'chainhub' : 'opeai');
      try {
        const [one, other] = beginPair(lane, number);
        await Promise.all([one.armed, other.armed]);
        setTimeout(() => one.child.kill('SIGKILL'), chance.next() * 1500);
        await one.ended;
        checkInstant(lane);
        await other.ended;
        const { made, uncertain } = checkEnd(lane);
        assert.ok(made >= each);
        assert.ok(uncertain <= 1, 'only one request can have been on its way');
        // Two at a time are fetched, and begun again where the first window broke off.
        const again = [...lane.given.values()].reduce((sum, times) => sum + times - 1, 0);
        assert.ok(again <= 2, `${again} clips were fetched again`);
        return made;
      } finally {
        await lane.close();
      }
    });
    const made = await Promise.all(work);
    process.stdout.write(`      ${pairs} pairs, ${made.join(' + ')} jobs made (seed ${seed})\n`);
  });
});
