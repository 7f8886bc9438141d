import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { Bench, calm, fail, few } from '../support';
import { stopClock } from '../../support/clock';

describe('a create without an answer', () => {
  let bench: Bench;
  let clock: SinonFakeTimers;

  beforeEach(() => {
    bench = new Bench();
    clock = stopClock();
  });

  afterEach(() => {
    bench.close();
    clock.restore();
  });

  const lose = async () => {
    const window = bench.window();
    bench.server.create.onFirstCall().rejects(fail('timeout', { mayHaveHappened: true }));
    await assert.rejects(window.create({ provider: 'lab', prompt: 'A red fox', model: 'sora-2' }));
    return window;
  };

  it('is never sent again automatically: not by restart, wake, focus, refresh or another window', async () => {
    bench.server.capabilities = few;
    const one = await lose();
    const two = bench.window();
    for (const window of [one, two]) {
      window.wake();
      await window.refresh('lab');
    }
    await clock.tickAsync(60 * 60_000);
    one.dispose();
    const three = bench.window();
    three.wake();
    bench.directory.change();
    await clock.tickAsync(60 * 60_000);
    await calm();
    assert.equal(bench.server.create.callCount, 1);
    assert.equal(three.find({ key: three.jobs[0]!.key })?.status, 'uncertain');
  });

  it('is searched for over several pages, and adopted if one job matches', async () => {
    const window = await lose();
    const made = bench.server.add({ prompt: 'A red fox', model: 'sora-2-2025-10-06' });
    for (let number = 0; number < 150; number++) bench.server.add({ id: `n${number}`, prompt: 'Other' });
    const { found } = await window.lookForUncertain(window.jobs.find(({ status }) => status === 'uncertain')!.key);
    assert.equal(found?.id, made.id);
    assert.equal(bench.server.create.callCount, 1);
  });

  it('is left to the user if several jobs match, on one page or on two', async () => {
    const window = await lose();
    bench.server.add({ id: 'a', prompt: 'A red fox' });
    for (let number = 0; number < 120; number++) bench.server.add({ id: `n${number}`, prompt: 'Other' });
    bench.server.add({ id: 'b', prompt: 'A red fox' });
    const { key } = window.jobs.find(({ status }) => status === 'uncertain')!;
    const { found, candidates } = await window.lookForUncertain(key);
    assert.equal(found, undefined);
    assert.deepEqual(candidates.map(({ id }) => id).sort(), ['a', 'b']);
    const chosen = await window.resolveUncertain(key, { id: 'a' });
    assert.equal(chosen?.id, 'a');
    assert.equal(window.find({ key })?.status, 'queued');
  });
});
