import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import type { RemoteJob } from '../../../../src/api/types';
import { stopClock } from '../../support/clock';
import { Bench, calm, fail, few, until } from '../support';

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

  it('is searched for when a window opens, by one list request per provider, however many there are', async () => {
    const first = bench.window();
    bench.server.create.rejects(fail('timeout', { mayHaveHappened: true }));
    for (const prompt of ['A red fox', 'An owl', 'A hare']) {
      await assert.rejects(first.create({ provider: 'lab', prompt }));
      await clock.tickAsync(60_000);
    }
    const keys = first.jobs.map(({ key }) => key);
    first.dispose();
    const createdAt = Date.now() - 60_000;
    bench.server.add({ id: 'owl', prompt: 'An owl', createdAt: createdAt - 60_000 });
    bench.server.add({ id: 'hare', prompt: 'A hare', createdAt });
    bench.server.list.resetHistory();
    const second = bench.window();
    second.wake();
    await until(() => second.find({ provider: 'lab', id: 'owl' })?.mine === true);
    await calm();
    assert.equal(bench.server.list.callCount, 1);
    assert.deepEqual(
      keys.map((key) => second.find({ key })?.id).sort(),
      ['hare', 'owl', undefined],
      'the third was not created',
    );
    assert.equal(bench.server.create.callCount, 3);
  });

  describe('at a provider that finds jobs by the key of their create', () => {
    const key = () => bench.server.create.firstCall.args[0].idempotencyKey!;

    beforeEach(() => {
      bench.server.capabilities = { ...few, takesKey: true, finds: true };
    });

    it('is found by its key, which was written down before anything was sent', async () => {
      let written: string | undefined;
      bench.server.create.callsFake(async () => {
        written = bench.window().jobs[0]?.idempotencyKey;
        throw fail('timeout', { mayHaveHappened: true });
      });
      const made = bench.server.add({ id: 'made' });
      Object.assign(bench.server, { find: async (wanted: string) => (wanted === key() ? made : undefined) });
      const job = await bench.window().create({ provider: 'lab', prompt: 'A red fox' });
      assert.deepEqual([job.id, job.status], ['made', 'queued']);
      assert.match(String(written), /^[\da-f-]{36}$/);
      assert.equal(written, key());
    });

    it('is sent again with the same key, and only if the provider does not have it', async () => {
      const answer: { made?: RemoteJob } = {};
      Object.assign(bench.server, { find: async () => answer.made });
      const window = await lose();
      const record = window.jobs[0]!;
      bench.server.create.onSecondCall().rejects(fail('timeout', { mayHaveHappened: true }));
      await assert.rejects(window.resolveUncertain(record.key, 'sendAgain'));
      assert.equal(bench.server.create.callCount, 2);
      assert.equal(bench.server.create.secondCall.args[0].idempotencyKey, key());
      answer.made = bench.server.add({ id: 'made' });
      const found = await window.resolveUncertain(record.key, 'sendAgain');
      assert.deepEqual([found?.id, bench.server.create.callCount], ['made', 2]);
    });

    it('is sent again where it cannot be asked for, as the user wants', async () => {
      Object.assign(bench.server, { find: async () => Promise.reject(fail('server', { httpStatus: 500 })) });
      const window = await lose();
      bench.server.create.onSecondCall().callsFake(async () => bench.server.add({ id: 'second' }));
      const job = await window.resolveUncertain(window.jobs[0]!.key, 'sendAgain');
      assert.equal(job?.id, 'second');
    });
  });

  it('is adopted by its ID although the provider no longer has its result', async () => {
    const window = await lose();
    const made = bench.server.add({ id: 'made', status: 'completed' });
    bench.server.get.rejects(fail('notFound', { httpStatus: 404 }));
    Object.assign(bench.server, { status: async () => made });
    const { key } = window.jobs[0]!;
    const adopted = await window.resolveUncertain(key, { id: 'made' });
    assert.deepEqual([adopted?.id, adopted?.status, adopted?.key], ['made', 'completed', key]);
  });

  it('stays uncertain when a window opens and the list cannot be read', async () => {
    const first = await lose();
    first.dispose();
    bench.server.list.rejects(fail('server', { httpStatus: 500 }));
    const second = bench.window();
    second.wake();
    await calm();
    assert.equal(second.jobs[0]?.status, 'uncertain');
    assert.equal(second.jobs[0]?.error?.message, 'It failed: timeout');
  });
});
