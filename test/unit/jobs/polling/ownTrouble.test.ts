import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import type { VideoJobsError } from '../../../../src/api/errors';
import type { LiveJobService } from '../../../../src/jobs/service';
import { stopClock } from '../../support/clock';
import { Bench, calm, fail, few } from '../support';

describe("one job's trouble", () => {
  let bench: Bench;
  let clock: SinonFakeTimers;

  beforeEach(() => {
    bench = new Bench();
    clock = stopClock();
    bench.server.capabilities = few;
    bench.settings = { ...bench.settings, autoDownload: false };
  });

  afterEach(() => {
    bench.close();
    clock.restore();
  });

  const create = async (count: number, window = bench.window()) => {
    for (let number = 1; number <= count; number++) await window.create({ provider: 'lab', prompt: `No ${number}` });
    return window;
  };

  const pass = async (ms: number, step = 1_000) => {
    for (let gone = 0; gone < ms; gone += step) {
      await clock.tickAsync(Math.min(step, ms - gone));
      await calm(8);
    }
  };

  const refuse = (id: string, error: () => VideoJobsError | Promise<never>) =>
    bench.server.get.callsFake(async (asked) => {
      if (asked === id) throw await error();
      return bench.server.jobs.get(asked)!;
    });

  const pollsOf = (id: string) => bench.server.get.args.filter(([asked]) => asked === id).length;
  const jobOf = (window: LiveJobService, id: string) => window.find({ provider: 'lab', id })!;

  for (const [name, kind, httpStatus] of [
    ['401', 'auth', 401],
    ['402', 'payment', 402],
    ['403', 'forbidden', 403],
    ['500', 'server', 500],
    ['503', 'server', 503],
    ['a timeout', 'timeout', undefined],
  ] as const) {
    it(`is its own with ${name}: the others are polled on, and the provider has no problem`, async () => {
      const window = await create(3);
      refuse('video_1', () => fail(kind, { httpStatus }));
      await pass(5 * 60_000);
      for (const id of ['video_2', 'video_3']) assert.ok(pollsOf(id) >= 10, `${pollsOf(id)} polls of ${id}`);
      assert.ok(pollsOf('video_1') < pollsOf('video_2') && pollsOf('video_1') >= 1, `${pollsOf('video_1')} polls`);
      assert.equal(window.problems.size, 0);
      assert.equal(jobOf(window, 'video_1').pollError?.message, `It failed: ${kind}`);
      assert.equal(jobOf(window, 'video_1').status, 'queued');
      bench.server.get.callsFake(async (id) => bench.server.jobs.get(id)!);
      await pass(7 * 60_000);
      assert.equal(jobOf(window, 'video_1').pollError, undefined);
    });
  }

  it('does not keep the others from being polled while it is not answered at all', async () => {
    await create(3);
    refuse('video_1', () => new Promise(() => undefined));
    await pass(3 * 60_000);
    assert.equal(pollsOf('video_1'), 1);
    for (const id of ['video_2', 'video_3']) assert.ok(pollsOf(id) >= 6, `${pollsOf(id)} polls of ${id}`);
  });

  it('is its own with several jobs that are refused, as long as one is answered', async () => {
    const window = await create(12);
    bench.server.get.callsFake(async (id) => {
      if (id !== 'video_12') throw fail('forbidden', { httpStatus: 403 });
      return bench.server.jobs.get(id)!;
    });
    await pass(30 * 60_000, 2_000);
    assert.equal(window.problems.size, 0);
    assert.ok(pollsOf('video_12') >= 20, `${pollsOf('video_12')} polls of the job that is answered`);
  });

  it("is the provider's where every job is refused", async () => {
    const window = await create(3);
    bench.server.get.callsFake(async () => {
      throw fail('auth', { httpStatus: 401 });
    });
    await pass(60_000);
    assert.equal(window.problems.get('lab')?.kind, 'auth');
    assert.equal(bench.server.get.callCount, 3);
    bench.directory.change();
    bench.server.get.callsFake(async (id) => bench.server.jobs.get(id)!);
    await pass(2_000);
    assert.equal(window.problems.size, 0);
  });

  it("is the list's where only that is refused: jobs are polled by themselves", async () => {
    bench.server.capabilities = { ...few, list: true };
    const window = await create(3);
    bench.server.list.callsFake(async () => {
      throw fail('forbidden', { httpStatus: 403 });
    });
    await pass(60_000);
    assert.equal(bench.server.list.callCount, 1);
    for (const id of ['video_1', 'video_2', 'video_3']) assert.ok(pollsOf(id) >= 2, `${pollsOf(id)} polls of ${id}`);
    assert.equal(window.problems.size, 0);
  });

  describe('a poll that is refused for good', () => {
    for (const [name, error, refusal] of [
      [
        '400',
        () => fail('rejected', { httpStatus: 400, serverMessage: 'vertex_project is required' }),
        'vertex_project is required',
      ],
      ['422', () => fail('rejected', { httpStatus: 422, code: 'no_status' }), 'no_status'],
      ['405', () => fail('unsupported', { httpStatus: 405 }), 'HTTP 405'],
      ['403 of one job', () => fail('forbidden', { httpStatus: 403 }), 'HTTP 403'],
    ] as const) {
      it(`ends following after a while with ${name}, says why, and is resumed by the user`, async () => {
        const window = await create(2);
        refuse('video_1', error);
        await pass(9 * 60_000, 2_000);
        assert.equal(jobOf(window, 'video_1').watching, true, 'a server may be misconfigured for a moment');
        await pass(60 * 60_000, 5_000);
        const stopped = jobOf(window, 'video_1');
        assert.equal(stopped.watching, false);
        assert.equal(stopped.status, 'queued');
        assert.equal(stopped.missingSince, undefined);
        assert.match(
          stopped.pollError?.message ?? '',
          /does not report the status of this job, so it is not followed: It failed/,
        );
        assert.equal(stopped.pollError?.refusal, refusal);
        const before = pollsOf('video_1');
        await pass(10 * 60_000, 5_000);
        assert.equal(pollsOf('video_1'), before);
        assert.equal(jobOf(window, 'video_2').watching, true);

        bench.server.get.callsFake(async (id) => bench.server.jobs.get(id)!);
        window.resumeWatching({ key: stopped.key });
        await pass(10_000);
        assert.equal(pollsOf('video_1'), before + 1);
        assert.equal(jobOf(window, 'video_1').pollError, undefined);
      });
    }

    it('goes on where the refusals are not in a row', async () => {
      const window = await create(1);
      let polls = 0;
      bench.server.get.callsFake(async (id) => {
        if (++polls % 3 !== 0) throw fail('rejected', { httpStatus: 400 });
        return bench.server.jobs.get(id)!;
      });
      await pass(60 * 60_000, 5_000);
      assert.equal(jobOf(window, 'video_1').watching, true);
    });

    it('goes on with failures of the server or the network', async () => {
      for (const kind of ['server', 'network', 'timeout', 'badResponse'] as const) {
        const window = bench.window();
        const job = await window.create({ provider: 'lab', prompt: kind });
        bench.server.get.callsFake(async () => {
          throw fail(kind, { httpStatus: kind === 'server' ? 502 : undefined });
        });
        await pass(60 * 60_000, 10_000);
        assert.equal(window.find({ key: job.key })?.watching, true, kind);
      }
    });
  });
});
