import assert from 'node:assert/strict';
import sinon, { type SinonFakeTimers } from 'sinon';
import type { RemoteJob } from '../../../../src/api/types';
import { isExpiring } from '../../../../src/jobs/due';
import type { JobRecord } from '../../../../src/jobs/job';
import { ledgerHasActiveJobs } from '../../../../src/jobs/ledger/file';
import type { LiveJobService } from '../../../../src/jobs/service';
import { stopClock } from '../../support/clock';
import { Bench, calm, contentOf, fail, few, mp4 } from '../support';

const minute = 60_000;
const hour = 60 * minute;

describe('clips that expire', () => {
  let bench: Bench;
  let clock: SinonFakeTimers;

  beforeEach(() => {
    clock = stopClock();
    bench = new Bench();
    bench.server.capabilities = few;
  });
  afterEach(() => {
    bench.close();
    clock.restore();
    sinon.restore();
  });

  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= minute) {
      await clock.tickAsync(Math.min(left, minute));
      await calm(5);
    }
  };
  /** Made here, and completed a moment later. */
  const completed = async (window: LiveJobService, remote: Partial<RemoteJob>): Promise<string> => {
    const job = await window.create({ provider: 'lab', prompt: 'A fox' });
    bench.server.set(job.id!, { status: 'completed', ...remote });
    await window.refresh('lab');
    await calm();
    return job.key;
  };

  describe('and are not fetched', () => {
    beforeEach(() => {
      bench.settings = { ...bench.settings, autoDownload: false };
    });

    it('are told of an hour before, once, in one of two windows', async () => {
      const [one, two] = [bench.window(), bench.window()];
      const told: JobRecord[] = [];
      for (const window of [one, two]) window.onExpiring((job) => told.push(job));
      const key = await completed(one, { completedAt: Date.now(), expiresAt: Date.now() + 5 * hour });
      two.wake();
      await pass(4 * hour - minute);
      assert.equal(told.length, 0);
      assert.ok(!isExpiring(one.find({ key })!, Date.now()));
      await pass(2 * minute);
      assert.deepEqual(
        told.map((job) => job.key),
        [key],
      );
      assert.ok(isExpiring(one.find({ key })!, Date.now()));
      await pass(30 * minute);
      assert.equal(told.length, 1);
      assert.ok(ledgerHasActiveJobs(bench.ledger), 'a window that is opened now looks after it');
      await pass(40 * minute);
      assert.ok(!isExpiring(one.find({ key })!, Date.now()));
      assert.ok(!ledgerHasActiveJobs(bench.ledger), 'it is too late for anything');
      assert.equal(told.length, 1);
    });

    it('are told of at half of a short life', async () => {
      const window = bench.window();
      const told = sinon.spy();
      window.onExpiring(told);
      await completed(window, { completedAt: Date.now(), expiresAt: Date.now() + 20 * minute });
      await pass(9 * minute);
      assert.equal(told.callCount, 0);
      await pass(2 * minute);
      assert.equal(told.callCount, 1);
    });

    it('are not told of once they are on disk, nor without a time, nor where another made them', async () => {
      const window = bench.window();
      const told = sinon.spy();
      window.onExpiring(told);
      const key = await completed(window, { completedAt: Date.now(), expiresAt: Date.now() + 2 * hour });
      const { provider, id } = window.find({ key })!;
      await window.download({ provider, id: id! });
      await completed(window, {});
      bench.server.add({ id: 'theirs', status: 'completed', expiresAt: Date.now() + 2 * hour });
      await window.import({ provider: 'lab', id: 'theirs' });
      assert.ok(!ledgerHasActiveJobs(bench.ledger));
      await pass(2 * hour);
      assert.equal(told.callCount, 0);
    });
  });

  it('are tried again by themselves, ever more seldom, until they are there', async () => {
    bench.server.content.rejects(fail('forbidden'));
    const window = bench.window();
    const told = sinon.spy();
    window.onExpiring(told);
    const key = await completed(window, { completedAt: Date.now(), expiresAt: Date.now() + 10 * hour });
    assert.equal(bench.server.content.callCount, 1);
    await pass(70 * minute);
    const early = bench.server.content.callCount;
    assert.ok(early >= 5 && early <= 9, `${early} tries in the first hour`);
    await pass(8 * hour);
    const late = bench.server.content.callCount - early;
    assert.ok(late >= 13 && late <= 21, `${late} tries in the next eight hours`);
    assert.equal(told.callCount, 1);
    const before = bench.server.content.callCount;
    bench.server.content.callsFake(async () => contentOf(mp4()));
    await pass(40 * minute);
    // A disk has a time of its own.
    for (let turn = 0; turn < 20_000 && window.find({ key })!.media.length === 0; turn++) await calm(1);
    await calm();
    const job = window.find({ key })!;
    assert.equal(job.media.length, 1);
    assert.equal(job.downloadRetry, undefined);
    assert.equal(bench.server.content.callCount, before + 1);
    assert.equal(bench.server.create.callCount, 1, 'the generation is not touched');
    await pass(hour);
    assert.equal(bench.server.content.callCount, before + 1);
    assert.ok(!ledgerHasActiveJobs(bench.ledger));
  });

  it('are tried by one window at a time', async () => {
    bench.server.content.rejects(fail('forbidden'));
    const one = bench.window();
    await completed(one, { completedAt: Date.now(), expiresAt: Date.now() + 10 * hour });
    bench.window().wake();
    bench.window().wake();
    await calm();
    const before = bench.server.content.callCount;
    await pass(30 * minute);
    const tries = bench.server.content.callCount - before;
    assert.ok(tries >= 3 && tries <= 8, `${tries} tries of three windows`);
  });
});
