import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { stopClock } from '../../support/clock';
import { Bench, fail } from '../support';

describe('a request that must not be sent twice', () => {
  let bench: Bench;
  let clock: SinonFakeTimers;

  beforeEach(() => {
    bench = new Bench();
    bench.settings = {
      ...bench.settings,
      agentsBudget: { maker: 'agent', amount: 10, currency: 'USD', over: 'ask', unknown: 'allow' },
    };
    clock = stopClock();
  });

  afterEach(() => {
    bench.close();
    clock.restore();
  });

  const request = { provider: 'lab', prompt: 'A red fox', model: 'sora-2' };
  const by = { kind: 'agent', client: 'Copilot' } as const;

  it('is sent once, and says who asked', async () => {
    const window = bench.window();
    const first = await window.createOnce(request, { by });
    const second = await window.createOnce({ ...request, prompt: 'A red fox ' }, { by });
    assert.deepEqual([first.existed, second.existed], [false, true]);
    assert.equal(first.job.key, second.job.key);
    assert.deepEqual(first.job.by, by);
    assert.equal(bench.server.create.callCount, 1);
  });

  it('is sent once when twenty ask at once, in two windows', async () => {
    const windows = [bench.window(), bench.window()];
    const asked = Array.from({ length: 20 }, (_, at) => windows[at % 2]!.createOnce(request, { by }));
    const keys = (await Promise.all(asked)).map(({ job }) => job.key);
    assert.equal(new Set(keys).size, 1);
    assert.equal(bench.server.create.callCount, 1);
    assert.equal(windows[0]!.costs.byDay()[0]?.jobs, 1);
  });

  it('is another job as another take', async () => {
    const window = bench.window();
    const first = await window.createOnce(request);
    const second = await window.createOnce(request, { take: 2 });
    assert.deepEqual([first.job.take, second.job.take, second.existed], [undefined, 2, false]);
    assert.equal((await window.createOnce(request, { take: 2 })).job.key, second.job.key);
    assert.equal(bench.server.create.callCount, 2);
  });

  it('leaves people free to send the same again, each as the next take', async () => {
    const window = bench.window();
    const { job } = await window.createOnce(request, { by });
    const again = await window.create(request);
    const third = await window.create(request);
    assert.deepEqual([job.take, again.take, third.take, again.by], [undefined, 2, 3, undefined]);
    assert.equal((await window.createOnce(request)).job.key, job.key);
  });

  it('is not sent again where the first got no answer', async () => {
    const window = bench.window();
    bench.server.create.onFirstCall().rejects(fail('timeout', { mayHaveHappened: true }));
    await assert.rejects(window.createOnce(request, { by }));
    const { job, existed } = await window.createOnce(request, { by });
    assert.deepEqual([job.status, existed], ['uncertain', true]);
    assert.equal(bench.server.create.callCount, 1);
  });

  it('is sent again in its record where it came to nothing', async () => {
    const window = bench.window();
    bench.server.create.onFirstCall().rejects(fail('auth', { httpStatus: 401 }));
    await assert.rejects(window.createOnce(request, { by }));
    const { key } = window.jobs[0]!;
    const { job, existed } = await window.createOnce(request, { by });
    assert.deepEqual([job.key, job.status, existed], [key, 'queued', false]);
    assert.equal(window.jobs.length, 1);
  });

  it('is sent again once when twenty ask at once, after it came to nothing', async () => {
    const windows = [bench.window(), bench.window()];
    bench.server.create.onFirstCall().rejects(fail('auth', { httpStatus: 401 }));
    await assert.rejects(windows[0]!.createOnce(request, { by }));
    const asked = Array.from({ length: 20 }, (_, at) => windows[at % 2]!.createOnce(request, { by }));
    const jobs = await Promise.all(asked);
    assert.equal(new Set(jobs.map(({ job }) => job.key)).size, 1);
    assert.equal(jobs.filter(({ existed }) => !existed).length, 1);
    assert.equal(bench.server.create.callCount, 2);
  });

  it('is not sent again where it was refused', async () => {
    const window = bench.window();
    bench.server.create.onFirstCall().rejects(fail('rejected', { httpStatus: 400 }));
    await assert.rejects(window.createOnce(request, { by }));
    const { job, existed } = await window.createOnce(request, { by });
    assert.deepEqual([job.status, existed, bench.server.create.callCount], ['failed', true, 1]);
  });

  it('is sent anew once its job was removed', async () => {
    const window = bench.window();
    const first = await window.createOnce(request, { by });
    await window.remove({ key: first.job.key }, 'here');
    const second = await window.createOnce(request, { by });
    assert.notEqual(first.job.key, second.job.key);
    assert.equal(second.existed, false);
  });
});
