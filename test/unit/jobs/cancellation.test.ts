import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { createClient } from '../../../src/api/client';
import { capabilitiesOf } from '../../../src/api/dialects';
import type { Capabilities, RemoteJob } from '../../../src/api/types';
import { chargeChanged, tooLate } from '../../../src/jobs/cancellation';
import type { JobRecord } from '../../../src/jobs/job';
import type { LiveJobService } from '../../../src/jobs/service';
import type { SandboxSystem } from '../../../src/sandbox';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox';
import { typeOf } from '../../support/sandbox/systems';
import { transportFor } from '../api/support/connect';
import { clipsFolder } from '../sandbox/helpers';
import { stopClock } from '../support/clock';
import { all, Bench, fail, until } from './support';

/** A server that cancels queued jobs only, and deletes finished ones with the same request. */
const destroying: Capabilities = {
  ...all,
  cancelTerms: { when: ['queued'], destroys: true, refund: ['queued'], except: ['v1/'] },
};

describe('Canceling a job', () => {
  let bench: Bench;
  let clock: SinonFakeTimers;
  let window: LiveJobService;
  const job = { provider: 'lab', id: 'video_1' };

  beforeEach(() => {
    bench = new Bench();
    clock = stopClock();
    window = bench.window();
  });
  afterEach(() => {
    bench.close();
    clock.restore();
  });

  const create = () => window.create({ provider: 'lab', prompt: 'A fox' });
  const known = (): JobRecord => window.find(job)!;
  /** Requests to the server in their order, without those before. */
  const requests = async (run: () => Promise<unknown>): Promise<string[]> => {
    const names = ['get', 'cancel', 'delete', 'list', 'create'] as const;
    for (const name of names) bench.server[name].resetHistory();
    await run();
    const calls = names.flatMap((name) => bench.server[name].getCalls().map((call) => ({ name, call })));
    return calls.sort((a, b) => (a.call.calledBefore(b.call) ? -1 : 1)).map(({ name }) => name);
  };

  it('asks how the job stands, cancels it, and asks what became of it', async () => {
    await create();
    assert.deepEqual(await requests(() => window.cancel(job)), ['get', 'cancel', 'get']);
    assert.deepEqual([known().status, known().watching, known().error], ['cancelled', false, undefined]);
  });

  it('takes the word of a response that describes the job', async () => {
    await create();
    bench.server.cancel.callsFake(async (id) => {
      bench.server.set(id, { status: 'cancelled' });
      return bench.server.jobs.get(id);
    });
    assert.deepEqual(await requests(() => window.cancel(job)), ['get', 'cancel']);
    assert.equal(known().status, 'cancelled');
  });

  it('follows on a job whose cancellation was only accepted', async () => {
    await create();
    bench.server.cancel.resolves(undefined);
    const after = await window.cancel(job);
    assert.deepEqual([after.status, after.watching, typeof after.cancelSent], ['queued', true, 'number']);
    bench.server.set('video_1', { status: 'cancelled' });
    await clock.tickAsync(60_000);
    await until(() => known().status === 'cancelled');
    assert.equal(bench.server.cancel.callCount, 1);
  });

  it('follows a job again that was not followed, until it has ended', async () => {
    await create();
    window.stopWatching(job);
    bench.server.cancel.resolves(undefined);
    assert.equal((await window.cancel(job)).watching, true);
  });

  describe('sends nothing', () => {
    const unsent = async (kind: string | undefined, run: () => Promise<unknown>) => {
      if (kind === undefined) await run();
      else await assert.rejects(run(), { kind });
      assert.equal(bench.server.cancel.callCount, 0);
    };

    it('for a job that has finished meanwhile, whose clip is downloaded', async () => {
      bench.server.capabilities = destroying;
      await create();
      bench.server.set('video_1', { status: 'completed' });
      await unsent(undefined, async () => assert.equal((await window.cancel(job)).status, 'completed'));
      await until(() => known().media.length > 0);
    });

    it('not even a question, for a job that is known to have ended', async () => {
      await create();
      bench.server.set('video_1', { status: 'failed', error: { message: 'No.' } });
      await window.refresh('lab');
      assert.deepEqual(await requests(() => window.cancel(job)), []);
    });

    it('for a running job, where only queued ones are canceled; and goes on following it', async () => {
      bench.server.capabilities = destroying;
      await create();
      bench.server.set('video_1', { status: 'in_progress' });
      await assert.rejects(window.cancel(job), { kind: 'rejected', code: tooLate });
      assert.equal(bench.server.cancel.callCount, 0);
      assert.deepEqual([known().status, known().watching], ['in_progress', true]);
    });

    it('for a status that is not known, where the request may destroy a clip', async () => {
      bench.server.capabilities = { ...destroying, cancelTerms: { when: ['queued', 'in_progress'], destroys: true } };
      await create();
      bench.server.set('video_1', { status: 'in_progress', statusUnknown: true, providerStatus: 'BAKED' });
      await assert.rejects(window.cancel(job), (error: Error) => /BAKED/.test(error.message));
      await unsent('rejected', () => window.cancel(job));
    });

    it('where the server cannot cancel at all, or not this job', async () => {
      await create();
      bench.server.add({ id: 'v1/7' });
      bench.server.capabilities = destroying;
      await unsent('unsupported', () => window.cancel({ provider: 'lab', id: 'v1/7' }));
      bench.server.capabilities = { ...all, cancel: false };
      await unsent('unsupported', () => window.cancel(job));
      assert.equal(bench.server.get.callCount, 0);
    });

    it('where it cannot be learned how the job stands', async () => {
      await create();
      bench.server.get.rejects(fail('network', { mayHaveHappened: false }));
      await unsent('network', () => window.cancel(job));
      assert.equal(known().status, 'queued');
    });

    it('for a job that is being sent, or may not exist', async () => {
      let answer: (job: RemoteJob) => void = () => {};
      bench.server.create.returns(new Promise((resolve) => (answer = resolve)));
      const sending = create();
      await until(() => bench.server.create.callCount === 1);
      const { key } = window.jobs[0]!;
      await unsent('rejected', () => window.cancel({ key }));
      answer(bench.server.add());
      await sending;
      bench.server.create.rejects(fail('timeout', { mayHaveHappened: true }));
      bench.server.list.resolves({ jobs: [] });
      const lost = await create().catch((error: { job: string }) => error.job);
      await unsent('rejected', () => window.cancel({ key: lost as string }));
    });

    it('if the job left the queue, and its charge with it, since the user agreed', async () => {
      await create();
      bench.server.set('video_1', { status: 'in_progress' });
      await assert.rejects(window.cancel(job, { agreed: 'queued' }), { code: chargeChanged });
      assert.equal(bench.server.cancel.callCount, 0);
      assert.equal((await window.cancel(job, { agreed: 'in_progress' })).status, 'cancelled');
    });
  });

  describe('after a refusal', () => {
    it('tells the server’s own words, and follows the job on', async () => {
      await create();
      const serverMessage = 'the task is not PENDING';
      bench.server.cancel.rejects(fail('rejected', { httpStatus: 400, code: 'Unsupported', serverMessage }));
      const cancel = window.cancel(job);
      await assert.rejects(cancel, (error: Error) =>
        /the task is not PENDING.*Unsupported.*followed/.test(error.message),
      );
      assert.deepEqual([known().watching, known().cancelSent], [true, undefined]);
    });

    it('tells that the job has ended, if it has', async () => {
      await create();
      bench.server.cancel.callsFake(async (id) => {
        bench.server.set(id, { status: 'completed' });
        throw fail('rejected', { httpStatus: 400 });
      });
      assert.equal((await window.cancel(job)).status, 'completed');
      await until(() => known().media.length > 0);
    });

    it('asks nothing more where the key or the account is at fault', async () => {
      await create();
      bench.server.cancel.rejects(fail('auth', { httpStatus: 401 }));
      assert.deepEqual(await requests(() => assert.rejects(window.cancel(job), { kind: 'auth' })), ['get', 'cancel']);
    });

    it('offers no second try for a while where the server lacks the operation', async () => {
      await create();
      bench.server.cancel.rejects(fail('unsupported', { httpStatus: 405 }));
      await assert.rejects(window.cancel(job), { kind: 'unsupported' });
      assert.equal(window.capabilities('lab').cancel, false);
    });
  });

  describe('after a lost response', () => {
    const lost = fail('timeout', { mayHaveHappened: true });

    it('asks how the job stands, and takes its end', async () => {
      await create();
      bench.server.cancel.callsFake(async (id) => {
        bench.server.set(id, { status: 'cancelled' });
        throw lost;
      });
      assert.deepEqual(await requests(() => window.cancel(job)), ['get', 'cancel', 'get']);
      assert.equal(known().status, 'cancelled');
    });

    it('never sends a second request by itself', async () => {
      await create();
      bench.server.cancel.rejects(lost);
      await assert.rejects(window.cancel(job), { kind: 'timeout', mayHaveHappened: true });
      await clock.tickAsync(10 * 60_000);
      assert.equal(bench.server.cancel.callCount, 1);
      assert.equal(known().watching, true);
    });

    it('takes a job that is gone then for a canceled one, also in the next window', async () => {
      await create();
      bench.server.cancel.rejects(lost);
      bench.server.get.onCall(1).rejects(fail('network'));
      await assert.rejects(window.cancel(job), (error: Error) => /unknown whether/.test(error.message));
      window.dispose();
      bench.server.jobs.clear();
      const next = bench.window();
      next.wake();
      await clock.tickAsync(60_000);
      await until(() => next.find(job)?.status === 'cancelled');
    });
  });

  it('takes a job that is gone after its cancellation for a canceled one', async () => {
    await create();
    bench.server.cancel.callsFake(async (id) => void bench.server.jobs.delete(id));
    assert.equal((await window.cancel(job)).status, 'cancelled');
  });

  it('sends one request for two clicks, and none from a second window meanwhile', async () => {
    await create();
    let answer = () => {};
    bench.server.cancel.callsFake(async (id) => {
      await new Promise<void>((resolve) => (answer = resolve));
      bench.server.set(id, { status: 'cancelled' });
      return undefined;
    });
    const clicks = [window.cancel(job), window.cancel(job)];
    await until(() => bench.server.cancel.callCount === 1);
    const other = bench.window();
    await assert.rejects(other.cancel(job), { kind: 'rejected' });
    answer();
    assert.deepEqual(
      (await Promise.all(clicks)).map(({ status }) => status),
      ['cancelled', 'cancelled'],
    );
    assert.equal(bench.server.cancel.callCount, 1);
    await until(() => other.find(job)?.status === 'cancelled');
  });

  it('is not undone by a poll that was under way', async () => {
    await create();
    const ends: JobRecord[] = [];
    window.onDidEnd((ended) => ends.push(ended));
    await window.cancel(job);
    bench.server.set('video_1', { status: 'in_progress' });
    await window.refresh('lab');
    assert.equal(known().status, 'cancelled');
    assert.equal(ends.length, 1);
  });

  it('is undone by a job that is still in progress minutes later', async () => {
    await create();
    await window.cancel(job);
    await clock.tickAsync(3 * 60_000);
    bench.server.set('video_1', { status: 'in_progress' });
    await window.refresh('lab');
    assert.deepEqual([known().status, known().watching], ['in_progress', true]);
  });

  it('cancels a job that is not in the list, and adds it', async () => {
    bench.server.add({ id: 'theirs' });
    const asked = await requests(() => window.cancel({ provider: 'lab', id: 'theirs' }));
    assert.deepEqual(asked, ['get', 'cancel', 'get']);
    assert.equal(window.find({ provider: 'lab', id: 'theirs' })?.status, 'cancelled');
  });

  it('is not held up by the wait that a refused create was told', async () => {
    await create();
    bench.server.create.rejects(fail('rateLimited', { httpStatus: 429, retryAfterMs: 3600_000 }));
    await assert.rejects(create());
    assert.equal((await window.cancel(job)).status, 'cancelled');
  });

  it('leaves no timer and no claim behind', async () => {
    await create();
    await window.cancel(job);
    await clock.tickAsync(100);
    assert.equal(clock.countTimers(), 0);
    await bench.window().cancel(job);
  });
});

describe('Canceling a job at each server that can', () => {
  const transport = transportFor();
  let bench: Bench;
  let sandbox: TestSandbox;
  let time: number;

  beforeEach(async () => {
    bench = new Bench();
    bench.settings = { ...bench.settings, minPollSeconds: 3600, maxPollSeconds: 3600 };
    time = Date.now();
    sandbox = await startTestSandbox({ clipsFolder, now: () => ++time });
  });
  afterEach(async () => {
    bench.close();
    await sandbox.close();
  });
  after(() => transport.close());

  function windowAt(system: SandboxSystem): LiveJobService {
    bench.directory.all = [{ id: system, type: typeOf(system), baseUrl: sandbox.baseUrl(system) }];
    return bench.window({
      clientFor: (connection) => createClient({ ...connection, key: sandbox.key }, transport),
      capabilitiesOf,
    });
  }

  const made = async (system: SandboxSystem) => {
    const window = windowAt(system);
    const model = system === 'fal' ? 'owner/sandbox-slow' : 'sandbox-slow';
    const { id } = await window.create({ provider: system, prompt: 'A fox', model, seconds: 5 });
    return { window, job: { provider: system, id: id! } };
  };
  const cancels = () => sandbox.requests.filter(({ operation }) => operation === 'cancel' || operation === 'delete');

  for (const system of ['fal', 'replicate', 'runway', 'interactions', 'ark', 'minimax', 'dashscope'] as const) {
    const runs = system === 'ark' || system === 'minimax' || system === 'dashscope';

    it(`${system}: a queued job`, async () => {
      const { window, job } = await made(system);
      assert.equal((await window.cancel(job)).status, 'cancelled');
      assert.equal(cancels().length, 1);
    });

    it(`${system}: ${runs ? 'nothing is sent for a running job' : 'a running job'}`, async () => {
      const { window, job } = await made(system);
      time += 30_000;
      if (runs) await assert.rejects(window.cancel(job), { code: tooLate });
      else assert.equal((await window.cancel(job)).status, 'cancelled');
      assert.equal(cancels().length, runs ? 0 : 1);
      assert.equal(window.find(job)?.watching, runs);
    });

    it(`${system}: a job that has finished is left alone, and its clip comes`, async () => {
      const { window, job } = await made(system);
      time += 95_000;
      assert.equal((await window.cancel(job)).status, 'completed');
      assert.equal(cancels().length, 0);
      await until(() => window.find(job)?.media.length === 1);
    });
  }
});
