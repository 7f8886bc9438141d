import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import type { JobRecord } from '../../../../src/jobs/job';
import { openLedger } from '../../../../src/jobs/ledger/openLedger';
import { stopClock } from '../../support/clock';
import { Bench, calm, fail, FakeDirectory, FakeServer, few, until } from '../support';

describe('poller', () => {
  let bench: Bench;
  let clock: SinonFakeTimers;

  beforeEach(() => {
    bench = new Bench();
    clock = stopClock();
    bench.settings = { ...bench.settings, autoDownload: false };
  });

  afterEach(() => {
    bench.close();
    clock.restore();
  });

  const create = async (count = 1, window = bench.window()) => {
    for (let number = 1; number <= count; number++) await window.create({ provider: 'lab', prompt: `No ${number}` });
    return window;
  };

  /** Lets time pass in small steps, with room for what the steps set off. */
  const pass = async (ms: number, step = 1_000) => {
    for (let gone = 0; gone < ms; gone += step) {
      await clock.tickAsync(Math.min(step, ms - gone));
      await calm(8);
    }
  };

  it('polls soon after the start, and rarely if a job takes unusually long', async () => {
    await create();
    await pass(9_000);
    assert.equal(bench.server.get.callCount, 1);
    await pass(60 * 60_000, 4_000);
    const before = bench.server.get.callCount;
    await pass(10 * 60_000, 4_000);
    const later = (bench.server.get.callCount - before) / 10;
    assert.ok(later >= 1.9 && later <= 2.6, `${later} requests a minute after an hour`);
  });

  it('polls all jobs by one list request if the provider lists', async () => {
    await create(6);
    await pass(9_000);
    assert.equal(bench.server.list.callCount, 1);
    assert.equal(bench.server.get.callCount, 0);
  });

  it('polls one by one, at most four at a time, if the provider does not list', async () => {
    bench.server.capabilities = few;
    await create(9);
    const held: (() => void)[] = [];
    let open = 0;
    let most = 0;
    bench.server.get.callsFake(async (id) => {
      most = Math.max(most, ++open);
      await new Promise<void>((resolve) => held.push(resolve));
      open--;
      return bench.server.jobs.get(id)!;
    });
    await pass(9_000);
    await until(() => held.length >= 4);
    await calm();
    assert.equal(held.length, 4);
    await until(() => {
      for (const answer of held.splice(0)) answer();
      return bench.server.get.callCount >= 9 && open === 0;
    });
    assert.equal(most, 4);
    assert.equal(bench.server.list.callCount, 0);
  });

  it('polls jobs by themselves that the list does not contain', async () => {
    await create(3);
    bench.server.list.callsFake(async () => ({ jobs: [bench.server.jobs.get('video_3')!] }));
    await pass(9_000);
    assert.deepEqual(bench.server.get.args.map(([id]) => id).sort(), ['video_1', 'video_2']);
  });

  it('reads older pages of the list for older jobs', async () => {
    await create(2);
    for (let number = 0; number < 150; number++) bench.server.add({ id: `n${number}`, status: 'completed' });
    bench.server.set('video_1', { status: 'completed' });
    await pass(9_000);
    assert.equal(bench.server.list.callCount, 2);
    assert.equal(bench.server.get.callCount, 0);
  });

  it('has one request in flight at a time, however slow', async () => {
    const window = await create();
    let answer: () => void = () => undefined;
    bench.server.get.callsFake(async (id) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return bench.server.jobs.get(id)!;
    });
    await pass(10 * 60_000, 5_000);
    window.wake();
    await pass(5_000);
    assert.equal(bench.server.get.callCount, 1);
    answer();
    await pass(40_000);
    assert.equal(bench.server.get.callCount, 2);
  });

  it('keeps the minimum interval, however often it is woken', async () => {
    const window = await create();
    for (let second = 0; second < 40; second++) {
      window.wake();
      await pass(500, 500);
    }
    assert.ok(bench.server.get.callCount <= 6, `${bench.server.get.callCount} requests in 20 s`);
  });

  it('polls other providers while one is slow', async () => {
    bench.servers['slow'] = new FakeServer(few);
    bench.directory.all = [...bench.directory.all, { id: 'slow', type: 'openai', baseUrl: 'https://slow.example' }];
    const window = await create();
    await window.create({ provider: 'slow', prompt: 'One' });
    bench.servers['slow'].get.callsFake(() => new Promise(() => undefined));
    await pass(60_000);
    assert.ok(bench.server.get.callCount > 3);
    assert.equal(bench.servers['slow'].get.callCount, 1);
  });

  it('backs off from failures, and never ends a job for one', async () => {
    const window = await create();
    bench.server.get.rejects(fail('server', { httpStatus: 502, requestId: 'req_9' }));
    await pass(30 * 60_000, 4_000);
    const count = bench.server.get.callCount;
    assert.ok(count >= 8 && count <= 16, `${count} requests in half an hour of failures`);
    assert.equal(window.jobs[0]?.status, 'queued');
    assert.equal(window.jobs[0]?.watching, true);
    assert.deepEqual(window.jobs[0]?.pollError, { message: 'It failed: server', requestId: 'req_9' });
    assert.equal(window.problems.get('lab')?.kind, 'server');
    bench.server.get.resetBehavior();
    bench.server.get.callsFake(async (id) => bench.server.jobs.get(id)!);
    window.wake();
    // The check before it may have been just now, and 4 s lie between two.
    await pass(5_000);
    assert.equal(window.jobs[0]?.pollError, undefined);
    assert.equal(window.problems.size, 0);
  });

  const limited = (retryAfterMs: number) => fail('rateLimited', { httpStatus: 429, retryAfterMs });

  it('keeps to Retry-After exactly in all windows, also when woken or refreshed by hand', async () => {
    const window = await create();
    const other = bench.window();
    assert.equal(other.jobs.length, 1);
    const wait = 40 * 60_000;
    let until = 0;
    bench.server.get.onFirstCall().callsFake(async () => {
      until = Date.now() + wait;
      throw limited(wait);
    });
    await pass(10_000, 100);
    assert.equal(bench.server.get.callCount, 1);
    assert.equal(window.pausedUntil('lab'), until);
    assert.equal(other.pausedUntil('lab'), until);
    for (const each of [window, other]) {
      each.wake();
      await assert.rejects(each.refresh('lab'), { kind: 'rateLimited', message: /until \d.* Nothing was sent/ });
    }
    await pass(until - Date.now() - 1_500, 10_000);
    window.wake();
    other.wake();
    await calm();
    assert.equal(bench.server.get.callCount, 1);
    assert.equal(bench.server.list.callCount, 0);
    await pass(2_000, 250);
    assert.equal(bench.server.get.callCount, 2);
    assert.equal(window.pausedUntil('lab'), undefined);
  });

  it('does not lengthen a wait when the clock is set back', async () => {
    const window = await create();
    bench.server.get.onFirstCall().rejects(limited(120_000));
    await pass(10_000, 500);
    clock.setSystemTime(Date.now() - 5 * 3600_000);
    await pass(100_000);
    assert.equal(bench.server.get.callCount, 1);
    await pass(25_000);
    assert.ok(bench.server.get.callCount >= 2);
    assert.equal(window.pausedUntil('lab'), undefined);
  });

  it('bounds Retry-After on both sides: 0, and a year', async () => {
    const window = await create();
    bench.server.get.rejects(limited(0));
    await pass(60_000, 500);
    assert.ok(bench.server.get.callCount <= 16, `${bench.server.get.callCount} requests`);
    bench.server.get.rejects(limited(1e15));
    await pass(10_000, 500);
    const wait = window.pausedUntil('lab')! - Date.now();
    assert.ok(wait > 24 * 3600_000 - 10_000 && wait <= 24 * 3600_000, `${wait} ms`);
  });

  it('polls seldom with a refused key, and at once with a new one', async () => {
    const window = await create();
    bench.server.get.onFirstCall().rejects(fail('auth', { httpStatus: 401 }));
    await pass(120_000);
    assert.equal(bench.server.get.callCount, 1);
    assert.equal(window.problems.get('lab')?.kind, 'auth');
    bench.directory.change();
    await pass(1_000);
    assert.equal(bench.server.get.callCount, 2);
    assert.equal(window.problems.size, 0);
  });

  it('stops a pass over many jobs at the first refused key', async () => {
    bench.server.capabilities = few;
    await create(12);
    bench.server.get.rejects(fail('auth', { httpStatus: 401 }));
    await pass(10_000);
    assert.ok(bench.server.get.callCount <= 4, `${bench.server.get.callCount} requests`);
  });

  it('stops following a job after enough 404s over enough time', async () => {
    const window = await create();
    bench.server.jobs.clear();
    await pass(90_000);
    assert.ok(bench.server.get.callCount >= 3);
    assert.equal(window.jobs[0]?.watching, true);
    assert.ok(window.jobs[0]?.missingSince);
    await pass(90_000);
    assert.equal(window.jobs[0]?.watching, false);
    assert.equal(window.jobs[0]?.status, 'queued', 'the status is what the provider said last');
    assert.match(window.jobs[0]?.pollError?.message ?? '', /no longer has this job/);
    const asked = bench.server.get.callCount;
    await pass(120_000);
    assert.equal(bench.server.get.callCount, asked);

    bench.server.add({ id: 'video_1', status: 'in_progress' });
    window.resumeWatching({ provider: 'lab', id: 'video_1' });
    await pass(1_000);
    assert.equal(window.jobs[0]?.status, 'in_progress');
    assert.equal(window.jobs[0]?.missingSince, undefined);
    assert.equal(window.jobs[0]?.pollError, undefined);
  });

  it('tolerates a 404 right after a create', async () => {
    const window = await create();
    bench.server.get.onFirstCall().rejects(fail('notFound', { httpStatus: 404 }));
    await pass(40_000);
    assert.ok(bench.server.get.callCount >= 2);
    assert.equal(window.jobs[0]?.watching, true);
    assert.equal(window.jobs[0]?.missingSince, undefined);
  });

  it('keeps following a job with an unknown status', async () => {
    const window = await create();
    bench.server.set('video_1', { status: 'in_progress', providerStatus: 'WARMING_UP' });
    await pass(3 * 60 * 60_000, 60_000);
    assert.equal(window.jobs[0]?.providerStatus, 'WARMING_UP');
    assert.equal(window.jobs[0]?.watching, true);
  });

  it("notifies once of a job's end, failures included", async () => {
    const window = await create(3);
    const ends: JobRecord[] = [];
    window.onDidEnd((job) => ends.push(job));
    bench.server.set('video_1', { status: 'failed', error: { code: 'blocked', message: 'Refused.' } });
    bench.server.set('video_2', { status: 'expired' });
    bench.server.set('video_3', { status: 'cancelled' });
    await pass(20_000);
    assert.deepEqual(ends.map(({ status }) => status).sort(), ['cancelled', 'expired', 'failed']);
    assert.deepEqual(window.find({ provider: 'lab', id: 'video_1' })?.error, { code: 'blocked', message: 'Refused.' });
    assert.equal(clock.countTimers(), 0);
  });

  describe('without a network', () => {
    it('suspends polls and reports it, then polls at once when the network is back', async () => {
      let online = false;
      const window = await create(1, bench.window({ isOnline: () => online }));
      await pass(4 * 60_000);
      assert.equal(bench.server.get.callCount, 0);
      assert.match(window.problems.get('lab')?.message ?? '', /offline/);
      online = true;
      await pass(3_000);
      assert.equal(bench.server.get.callCount, 1);
      assert.equal(window.problems.size, 0);
    });
  });

  it('polls at once after sleep, and continues when the clock is set back', async () => {
    await create();
    await pass(60_000);
    let before = bench.server.get.callCount;
    clock.setSystemTime(Date.now() + 3 * 3600_000);
    await pass(3_000);
    assert.equal(bench.server.get.callCount, before + 1, 'once, not for each question that was missed');
    await pass(60_000);
    before = bench.server.get.callCount;
    clock.setSystemTime(Date.now() - 5 * 3600_000);
    await pass(10_000);
    assert.ok(bench.server.get.callCount > before && bench.server.get.callCount <= before + 3);
  });

  it("estimates a job's end from others of its kind", async () => {
    const window = await create(12);
    await pass(100_000);
    for (let number = 1; number <= 12; number++) {
      const createdAt = Date.now() - 100_000;
      bench.server.set(`video_${number}`, {
        status: 'completed',
        createdAt,
        completedAt: createdAt + 100_000 + number,
      });
    }
    assert.equal(window.estimate({ provider: 'lab', id: 'video_12' }), undefined, 'nothing is known yet');
    await pass(40_000);
    const learned = await window.create({ provider: 'lab', prompt: 'Another' });
    const { endsAt, low, high, overdue } = window.estimate({ key: learned.key })!;
    assert.ok(low <= endsAt && endsAt <= high && !overdue);
    assert.ok(endsAt - Date.now() > 60_000 && endsAt - Date.now() < 130_000, `${endsAt - Date.now()} ms`);
    await pass(600_000, 4_000);
    assert.equal(window.estimate({ key: learned.key })?.overdue, true);
  });

  describe('with two windows', () => {
    it('continues in the other within a lease when the polling one crashed', async () => {
      const two = bench.window();
      await create(1, two);
      await pass(9_000);
      const ledger = openLedger(bench.ledger).ledger;
      // As a window of another machine leaves it: nobody there renews or releases it.
      ledger.write(() => ledger.setClaim('poll:lab https://lab.example', 'elsewhere|1|x', Date.now() + 15_000));
      ledger.close();
      await pass(6_000);
      const before = bench.server.get.callCount;
      await pass(40_000);
      assert.ok(bench.server.get.callCount > before);
    });

    it('polls in one of them, and both see every change', async () => {
      const one = await create(1);
      const two = bench.window();
      assert.equal(two.jobs.length, 1);
      await pass(60_000);
      const count = bench.server.get.callCount;
      assert.ok(count <= 15, `${count} requests, as with one window`);
      bench.server.set('video_1', { status: 'in_progress', progress: 77 });
      await pass(10_000);
      await until(() => one.jobs[0]?.progress === 77);
      await until(() => (clock.tick(50), two.jobs[0]?.progress === 77));
    });

    it('leaves a provider that only one of them knows to that one', async () => {
      const stranger = new FakeDirectory([]);
      const other = bench.window({ providers: stranger });
      const one = await create(1);
      await pass(9_000);
      one.dispose();
      // Nobody can ask, and nobody says that the job is gone or that asking failed.
      await pass(10 * 60_000, 4_000);
      const { status, watching, pollError, missingSince } = other.jobs[0]!;
      assert.deepEqual([status, watching, pollError, missingSince], ['queued', true, undefined, undefined]);
      assert.equal(other.problems.size, 0);
      const again = bench.window();
      assert.equal(again.jobs.length, 1);
      bench.server.set('video_1', { status: 'completed' });
      await pass(60_000);
      assert.equal(other.find({ key: other.jobs[0]!.key })?.status, 'completed');
    });

    it('continues in the other when the polling one closes', async () => {
      const one = await create(1);
      const two = bench.window();
      assert.equal(two.jobs.length, 1);
      await pass(9_000);
      one.dispose();
      const before = bench.server.get.callCount;
      await pass(20_000);
      assert.ok(bench.server.get.callCount > before);
      bench.server.set('video_1', { status: 'completed' });
      await pass(10_000);
      assert.equal(two.jobs[0]?.status, 'completed');
    });

    it('notifies of an end in one of them only', async () => {
      const one = await create(1);
      const two = bench.window();
      assert.equal(two.jobs.length, 1);
      let ends = 0;
      one.onDidEnd(() => ends++);
      two.onDidEnd(() => ends++);
      bench.server.set('video_1', { status: 'completed' });
      await Promise.all([one.refresh('lab'), two.refresh('lab')]);
      await pass(60_000);
      assert.equal(ends, 1);
    });

    it('keeps simultaneous changes of both', async () => {
      const one = await create(1);
      const two = bench.window();
      assert.equal(two.jobs.length, 1);
      two.stopWatching({ provider: 'lab', id: 'video_1' });
      bench.server.set('video_1', { status: 'in_progress', progress: 10 });
      await one.refresh('lab');
      assert.equal(one.jobs[0]?.watching, false);
      assert.equal(one.jobs[0]?.progress, 10);
    });

    it('sees jobs appear and disappear in both', async () => {
      const one = bench.window();
      const two = bench.window();
      assert.equal(two.jobs.length, 0);
      const removed: string[] = [];
      two.onDidChange((change) => removed.push(...change.removed));
      const job = await one.create({ provider: 'lab', prompt: 'One' });
      await until(() => (clock.tick(50), two.jobs.length === 1));
      await one.remove({ key: job.key }, 'here');
      await until(() => (clock.tick(50), removed.length > 0));
      assert.deepEqual(removed, [job.key]);
      assert.equal(two.jobs.length, 0);
    });
  });
});
