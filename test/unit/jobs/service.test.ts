import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SinonFakeTimers } from 'sinon';
import type { JobRecord } from '../../../src/jobs/job';
import { ledgerHasActiveJobs } from '../../../src/jobs/ledger/file';
import { stopClock } from '../support/clock';
import { Bench, calm, fail, few, until } from './support';

describe('job service', () => {
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

  it('downloads the clip of a created job automatically, and notifies once', async () => {
    const window = bench.window();
    const ends: JobRecord[] = [];
    window.onDidEnd((job) => ends.push(job));
    const job = await window.create({ provider: 'lab', prompt: 'A red fox', model: 'm-1', seconds: 4 });
    assert.equal(job.status, 'queued');
    assert.equal(job.id, 'video_1');
    assert.equal(job.mine, true);

    bench.server.set('video_1', { status: 'in_progress', progress: 40 });
    await clock.tickAsync(30_000);
    await until(() => window.jobs[0]?.progress === 40);

    bench.server.set('video_1', { status: 'completed', progress: 100 });
    await clock.tickAsync(30_000);
    await until(() => ends.length === 1);
    const [media] = ends[0]!.media;
    assert.equal(media?.path, path.join(bench.clips, 'A red fox video_1.mp4'));
    assert.ok(existsSync(media.path));
    assert.equal(window.jobs[0]?.watching, false);
    await until(() => window.jobs[0]?.media.length === 2);
    assert.deepEqual(readdirSync(bench.clips).sort(), [
      'A red fox video_1-thumbnail.webp',
      'A red fox video_1.mp4',
      'A red fox video_1.mp4.json',
    ]);
    const asked = bench.server.get.callCount;
    await clock.tickAsync(10 * 60_000);
    assert.equal(bench.server.get.callCount, asked, 'no request after the end');
    assert.equal(ends.length, 1);
    assert.equal(bench.server.create.callCount, 1);
  });

  it('opens nothing and starts no timer before the first use', () => {
    const window = bench.window();
    window.wake();
    assert.equal(clock.countTimers(), 0);
    assert.deepEqual(readdirSync(bench.ledger), []);
    assert.equal(ledgerHasActiveJobs(bench.ledger), false);
  });

  it('runs no timer when there is no job in progress', async () => {
    const window = bench.window();
    assert.deepEqual(window.jobs, []);
    await calm();
    assert.equal(clock.countTimers(), 0);
    await window.create({ provider: 'lab', prompt: 'One' });
    assert.ok(clock.countTimers() > 0);
    window.stopWatching({ provider: 'lab', id: 'video_1' });
    await clock.tickAsync(100);
    assert.equal(clock.countTimers(), 0);
  });

  it('detects unfinished jobs without opening the ledger', async () => {
    const window = bench.window();
    await window.create({ provider: 'lab', prompt: 'One' });
    assert.equal(ledgerHasActiveJobs(bench.ledger), true);
    window.stopWatching({ provider: 'lab', id: 'video_1' });
    assert.equal(ledgerHasActiveJobs(bench.ledger), false);
  });

  it('follows a job in progress again after a restart', async () => {
    const before = bench.window();
    await before.create({ provider: 'lab', prompt: 'One' });
    before.dispose();
    bench.server.set('video_1', { status: 'completed' });
    const after = bench.window();
    const ends: JobRecord[] = [];
    after.onDidEnd((job) => ends.push(job));
    after.wake();
    await until(() => ends.length === 1);
    assert.equal(ends[0]!.media.length, 1);
  });

  it('downloads a clip that a closed window did not finish', async () => {
    const before = bench.window();
    bench.server.content.rejects(fail('network'));
    await before.create({ provider: 'lab', prompt: 'One' });
    bench.server.set('video_1', { status: 'completed' });
    await clock.tickAsync(30_000);
    await until(() => before.jobs[0]?.status === 'completed');
    before.dispose();
    bench.server.content.reset();
    bench.server.content.callsFake(async (_id, { variant }) => {
      if (variant !== 'video') throw fail('notFound');
      return (await import('./support')).contentOf((await import('./support')).mp4());
    });
    assert.equal(ledgerHasActiveJobs(bench.ledger), true);
    const after = bench.window();
    after.wake();
    await until(() => after.jobs[0]?.media.length === 1);
    await until(() => !ledgerHasActiveJobs(bench.ledger));
  });

  describe('lists', () => {
    it('follows no job again whose provider is gone: nothing would be polled', async () => {
      const window = bench.window();
      const { key } = await window.create({ provider: 'lab', prompt: 'One' });
      window.stopWatching({ key });
      const { all } = bench.directory;
      bench.directory.all = [];
      assert.throws(() => window.resumeWatching({ key }), { kind: 'notFound' });
      assert.equal(window.find({ key })?.watching, false);
      bench.directory.all = all;
      window.resumeWatching({ key });
      assert.equal(window.find({ key })?.watching, true);
    });

    it('adds listed jobs and follows active ones, without downloading foreign clips', async () => {
      bench.server.add({ id: 'old', status: 'completed', prompt: 'Old' });
      bench.server.add({ id: 'new', status: 'in_progress', prompt: 'New' });
      const window = bench.window();
      await window.refresh('lab');
      assert.deepEqual(new Set(window.jobs.map(({ id }) => id)), new Set(['old', 'new']));
      assert.ok(window.jobs.every((job) => !job.mine));
      assert.equal(window.find({ provider: 'lab', id: 'new' })?.watching, true);
      await calm();
      assert.equal(bench.server.content.callCount, 0);
    });

    it("does not download clips of others' jobs of the same account, also when they end later", async () => {
      bench.server.add({ id: 'theirs', status: 'in_progress' });
      bench.server.add({ id: 'ours', status: 'in_progress' });
      const window = bench.window();
      let ends = 0;
      window.onDidEnd(() => ends++);
      await window.import({ provider: 'lab', id: 'ours' });
      await window.refresh('lab');
      bench.server.set('theirs', { status: 'completed' });
      bench.server.set('ours', { status: 'completed' });
      await clock.tickAsync(20_000);
      await until(() => window.find({ provider: 'lab', id: 'ours' })!.media.length > 0);
      assert.equal(window.find({ provider: 'lab', id: 'theirs' })?.status, 'completed');
      assert.deepEqual(window.find({ provider: 'lab', id: 'theirs' })?.media, []);
      assert.equal(ends, 0, 'only what the user made here is worth a notification');
      await until(() => !ledgerHasActiveJobs(bench.ledger));
    });

    it('loads older pages until the last one', async () => {
      for (let number = 1; number <= 120; number++) {
        bench.server.add({ id: `v${number}`, status: 'completed', createdAt: Date.now() + number });
      }
      const window = bench.window();
      assert.equal(window.hasMore('lab'), true);
      await window.refresh('lab');
      assert.equal(window.jobs.length, 50);
      assert.equal(await window.loadMore('lab'), true);
      await window.refresh('lab');
      assert.equal(await window.loadMore('lab'), true);
      assert.equal(window.jobs.length, 120);
      assert.equal(window.hasMore('lab'), false);
      assert.equal(await window.loadMore('lab'), false);
      assert.equal(window.jobs[0]?.id, 'v120', 'newest first');
    });

    it('keeps removed jobs away until they are imported', async () => {
      bench.server.add({ id: 'old', status: 'completed' });
      const window = bench.window();
      await window.refresh('lab');
      await window.remove({ provider: 'lab', id: 'old' }, 'here');
      await window.refresh('lab');
      assert.equal(window.jobs.length, 0);
      await window.import({ provider: 'lab', id: ' old ' });
      assert.equal(window.jobs.length, 1);
      await window.refresh('lab');
      assert.equal(window.jobs.length, 1);
    });

    it('learns that a server cannot list, and polls one by one', async () => {
      const window = bench.window();
      await window.create({ provider: 'lab', prompt: 'One' });
      bench.server.list.rejects(fail('unsupported', { httpStatus: 404 }));
      bench.server.set('video_1', { status: 'in_progress' });
      await window.refresh('lab');
      assert.equal(window.jobs[0]?.status, 'in_progress');
      assert.equal(window.capabilities('lab').list, false);
      assert.equal(window.hasMore('lab'), false);
      clock.setSystemTime(Date.now() + 24 * 3600_000);
      assert.equal(window.capabilities('lab').list, false);
      assert.equal(bench.window().capabilities('lab').list, true, 'known to windows that opened the list');
    });

    it('retries a list that worked before after minutes', async () => {
      await bench.window().refresh('lab');
      const window = bench.window();
      await window.create({ provider: 'lab', prompt: 'One' });
      bench.server.list.rejects(fail('unsupported', { httpStatus: 404 }));
      await window.refresh('lab');
      assert.equal(window.capabilities('lab').list, false);
      clock.setSystemTime(Date.now() + 9 * 60_000);
      assert.equal(window.capabilities('lab').list, false);
      clock.setSystemTime(Date.now() + 2 * 60_000);
      assert.equal(window.capabilities('lab').list, true);
    });

    it('polls one by one if the list cannot be read, and reports the failure', async () => {
      const window = bench.window();
      const job = await window.create({ provider: 'lab', prompt: 'One' });
      bench.server.set(job.id!, { status: 'in_progress' });
      bench.server.list.rejects(fail('badResponse'));
      await assert.rejects(window.refresh('lab'), { kind: 'badResponse' });
      assert.equal(window.find({ key: job.key })?.status, 'in_progress');
    });

    it('shares one pass among simultaneous refreshes', async () => {
      const window = bench.window();
      await Promise.all([window.refresh('lab'), window.refresh(), window.refresh('lab')]);
      assert.equal(bench.server.list.callCount, 1);
    });

    it('names the provider that could not be refreshed, and keeps the jobs', async () => {
      bench.server.add({ id: 'old', status: 'completed' });
      const window = bench.window();
      await window.refresh();
      bench.server.list.rejects(fail('auth', { httpStatus: 401 }));
      await assert.rejects(window.refresh(), { kind: 'auth' });
      assert.equal(window.problems.get('lab')?.kind, 'auth');
      assert.equal(window.jobs.length, 1);
      bench.server.list.resolves({ jobs: [] });
      await window.refresh();
      assert.equal(window.problems.size, 0);
      await assert.rejects(window.refresh('nobody'), { kind: 'notFound' });
    });
  });

  describe('rate limits', () => {
    it('bind every window and manual refreshes, and show their end', async () => {
      const one = bench.window();
      const two = bench.window();
      bench.server.list.onFirstCall().rejects(fail('rateLimited', { httpStatus: 429, retryAfterMs: 90_000 }));
      await assert.rejects(one.refresh('lab'), { kind: 'rateLimited' });
      const at = new Date(Date.now() + 90_000).toLocaleTimeString();
      assert.deepEqual(two.jobs, []);
      await assert.rejects(two.refresh('lab'), (error: Error) => error.message.includes(at));
      assert.equal(bench.server.list.callCount, 1);
      await clock.tickAsync(90_001);
      await two.refresh('lab');
      assert.equal(bench.server.list.callCount, 2);
    });

    it('apply to their own operations: a limit on creates does not stop downloads', async () => {
      const window = bench.window();
      bench.server.add({ id: 'done', status: 'completed' });
      bench.server.create.onFirstCall().rejects(fail('rateLimited', { httpStatus: 429, retryAfterMs: 90_000 }));
      await assert.rejects(window.create({ provider: 'lab', prompt: 'One' }), { kind: 'rateLimited' });
      await assert.rejects(window.create({ provider: 'lab', prompt: 'Two' }), { kind: 'rateLimited' });
      assert.equal(bench.server.create.callCount, 1, 'the second was not sent');
      await window.refresh('lab');
      await window.download({ provider: 'lab', id: 'done' });
    });
  });

  describe('removing', () => {
    it('deletes a removed job at the provider first, and keeps the clips', async () => {
      const window = bench.window();
      bench.server.add({ id: 'done', status: 'completed' });
      await window.import({ provider: 'lab', id: 'done' });
      const media = await window.download({ provider: 'lab', id: 'done' });
      await window.remove({ provider: 'lab', id: 'done' }, 'both');
      assert.equal(bench.server.delete.callCount, 1);
      assert.equal(window.jobs.length, 0);
      assert.ok(existsSync(media.path));
    });

    it('keeps the record if the provider refuses to delete the job', async () => {
      const window = bench.window();
      bench.server.add({ id: 'done', status: 'completed' });
      await window.refresh('lab');
      bench.server.delete.rejects(fail('server', { httpStatus: 500 }));
      await assert.rejects(window.remove({ provider: 'lab', id: 'done' }, 'both'), { kind: 'server' });
      assert.equal(window.jobs.length, 1);
    });

    it('removes the record of a job that is already deleted at the provider', async () => {
      const window = bench.window();
      bench.server.add({ id: 'done', status: 'completed' });
      await window.refresh('lab');
      bench.server.jobs.clear();
      await window.remove({ provider: 'lab', id: 'done' }, 'both');
      assert.equal(window.jobs.length, 0);
    });

    it('rejects deletion at a provider that cannot delete', async () => {
      bench.server.capabilities = few;
      const window = bench.window();
      await window.create({ provider: 'lab', prompt: 'One' });
      await assert.rejects(window.remove({ provider: 'lab', id: 'video_1' }, 'provider'), { kind: 'unsupported' });
      await assert.rejects(window.remove({ provider: 'lab', id: 'video_1' }, 'both'), { kind: 'unsupported' });
      assert.equal(bench.server.delete.callCount, 0);
      assert.equal(window.jobs.length, 1);
    });

    it('stops following a job deleted only at the provider', async () => {
      const window = bench.window();
      await window.create({ provider: 'lab', prompt: 'One' });
      await window.remove({ provider: 'lab', id: 'video_1' }, 'provider');
      assert.equal(window.jobs[0]?.status, 'cancelled');
      assert.equal(window.jobs[0]?.watching, false);
    });
  });

  it('sends nothing to a provider whose base URL was changed', async () => {
    const window = bench.window();
    await window.create({ provider: 'lab', prompt: 'One' });
    bench.directory.all = [{ ...bench.directory.all[0]!, baseUrl: 'https://other.example/v1' }];
    bench.directory.change();
    await clock.tickAsync(60_000);
    await calm();
    assert.equal(bench.server.get.callCount, 0);
    assert.match(window.jobs[0]?.pollError?.message ?? '', /https:\/\/lab\.example/);
    assert.equal(window.jobs[0]?.status, 'queued');
    await assert.rejects(window.download({ provider: 'lab', id: 'video_1' }), /lab\.example/);
    await assert.rejects(window.remix({ provider: 'lab', id: 'video_1', prompt: 'More' }), /lab\.example/);
    assert.equal(bench.server.remix.callCount, 0);
  });

  it('imports a finished job with its clip', async () => {
    bench.server.add({ id: 'a/b:c=', status: 'completed', prompt: 'Found' });
    const window = bench.window();
    const job = await window.import({ provider: 'lab', id: 'a/b:c=' });
    assert.equal(job.mine, false);
    await until(() => window.jobs[0]!.media.length > 0);
    assert.equal(path.dirname(window.jobs[0]!.media[0]!.path), bench.clips);
    await assert.rejects(window.import({ provider: 'lab', id: 'nope' }), { kind: 'notFound' });
    await assert.rejects(window.import({ provider: 'lab', id: ' \n' }), { kind: 'rejected' });
    assert.equal(window.jobs.length, 1);
  });

  it('imports a finished job whose result the provider no longer has', async () => {
    const job = bench.server.add({ id: 'old', status: 'completed', prompt: 'Found' });
    bench.server.get.rejects(fail('expired', { httpStatus: 410 }));
    const window = bench.window();
    await assert.rejects(window.import({ provider: 'lab', id: 'old' }), { kind: 'expired' });
    Object.assign(bench.server, { status: async () => job });
    assert.equal((await window.import({ provider: 'lab', id: 'old' })).status, 'completed');
    bench.server.get.rejects(fail('server', { httpStatus: 500 }));
    await assert.rejects(window.import({ provider: 'lab', id: 'other' }), { kind: 'server' });
  });

  it('keeps the last response unchanged', async () => {
    const window = bench.window();
    await window.create({ provider: 'lab', prompt: 'One' });
    bench.server.jobs.set('video_1', { ...bench.server.jobs.get('video_1')!, raw: { id: 'video_1', odd: ['x'] } });
    await window.refresh('lab');
    assert.deepEqual(window.raw({ provider: 'lab', id: 'video_1' }), { id: 'video_1', odd: ['x'] });
    assert.equal(window.raw({ key: 'none' }), undefined);
  });

  it('never persists the key', async () => {
    const window = bench.window();
    await window.create({ provider: 'lab', prompt: 'One' });
    bench.server.set('video_1', { status: 'completed' });
    await clock.tickAsync(30_000);
    await until(() => window.jobs[0]!.media.length > 0);
    await calm();
    for (const folder of [bench.ledger, bench.clips]) {
      for (const name of readdirSync(folder)) {
        assert.ok(!readFileSync(path.join(folder, name)).includes('sk-canary'), name);
      }
    }
    assert.ok(!bench.log.lines.join('\n').includes('sk-canary'));
  });
});
