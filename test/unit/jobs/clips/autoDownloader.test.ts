import assert from 'node:assert/strict';
import sinon, { type SinonFakeTimers } from 'sinon';
import { clipName } from '../../../../src/jobs/clips/partialDownloads';
import type { JobRecord } from '../../../../src/jobs/job';
import { ledgerHasActiveJobs } from '../../../../src/jobs/ledger/file';
import { Ledger } from '../../../../src/jobs/ledger/ledger';
import type { LiveJobService } from '../../../../src/jobs/service';
import { stopClock } from '../../support/clock';
import { Bench, calm, contentOf, fail, FakeDirectory, few, mp4, until } from '../support';

const minute = 60_000;

describe('fetching clips unasked', () => {
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
    for (let left = ms; left > 0; left -= 1000) {
      await clock.tickAsync(Math.min(left, 1000));
      await calm(3);
    }
  };
  const completed = async (window: LiveJobService): Promise<string> => {
    const job = await window.create({ provider: 'lab', prompt: 'A fox' });
    bench.server.set(job.id!, { status: 'completed' });
    await window.refresh('lab');
    await calm();
    return job.key;
  };
  const tries = () => bench.server.content.callCount;

  it('is left alone by a window that does not know the provider', async () => {
    bench.server.content.rejects(fail('server', { httpStatus: 502 }));
    const window = bench.window();
    const key = await completed(window);
    await pass(minute);
    const before = window.find({ key })!.downloadRetry;
    assert.ok(before);
    window.dispose();
    const other = bench.window({ providers: new FakeDirectory([]) });
    await pass(60 * minute);
    const { downloadDue, downloadRetry, transfer } = other.find({ key })!;
    assert.deepEqual([downloadDue, downloadRetry, transfer?.error?.kind], [true, before, 'server']);
  });

  describe('after another window', () => {
    let other: Ledger;
    let key: string;
    /** A window that began with the clip, as the ledger shows it, and whether it lives. */
    const beats = () => {
      const claim = clipName(key, { variant: 'video', index: 0 });
      other.write(() => other.setClaim(claim, 'elsewhere|1|x', Date.now() + 15_000));
    };
    beforeEach(async () => {
      bench.settings = { ...bench.settings, autoDownload: false };
      const first = bench.window();
      key = await completed(first);
      first.dispose();
      other = new Ledger(bench.ledger);
      other.write(() => other.put({ ...other.get(key)!, downloadDue: true }));
      beats();
      bench.settings = { ...bench.settings, autoDownload: true };
    });
    afterEach(() => other.close());

    it('died: takes its clip over when its claim ends, with nobody looking', async () => {
      const window = bench.window();
      window.wake();
      await pass(14_000);
      assert.equal(tries(), 0);
      await pass(3_000);
      await until(() => window.find({ key })!.media.length === 1);
      assert.equal(tries(), 1);
      await pass(1_000);
      assert.equal(clock.countTimers(), 0, 'nothing is left to wait for');
    });

    it('lives: leaves its clip to it', async () => {
      bench.window().wake();
      for (let beat = 0; beat < 24; beat++) {
        beats();
        await pass(5_000);
      }
      assert.equal(tries(), 0);
    });

    it('died, but never where clips are fetched by hand only', async () => {
      bench.settings = { ...bench.settings, autoDownload: false };
      const window = bench.window();
      window.wake();
      await calm();
      assert.equal(clock.countTimers(), 0);
    });
  });

  for (const kind of ['noMedia', 'notFound', 'expired', 'rejected'] as const) {
    it(`${kind}: is not the last word of a server that only needs a moment`, async () => {
      bench.server.content.onFirstCall().rejects(fail(kind, { httpStatus: 404 }));
      bench.server.content.onSecondCall().rejects(fail(kind, { httpStatus: 404 }));
      const window = bench.window();
      const ends: JobRecord[] = [];
      window.onDidEnd((job) => ends.push(job));
      const key = await completed(window);
      assert.equal(window.find({ key })!.transfer?.error?.kind, kind, 'the list says what is wrong meanwhile');
      await pass(5 * minute);
      await until(() => window.find({ key })!.media.length === 1);
      await calm();
      const job = window.find({ key })!;
      assert.deepEqual([job.downloadDue, job.downloadRetry, job.noClip], [undefined, undefined, undefined]);
      assert.deepEqual(
        ends.map(({ transfer }) => transfer),
        [undefined],
        'told once, of the clip',
      );
    });
  }

  it('takes "no clip" for an answer when it was said for minutes, tells of it once, and asks again only by hand', async () => {
    bench.server.content.rejects(fail('noMedia'));
    const window = bench.window();
    const ends: JobRecord[] = [];
    window.onDidEnd((job) => ends.push(job));
    const key = await completed(window);
    await pass(2 * minute);
    assert.equal(ends.length, 0);
    assert.ok(window.find({ key })!.noClip, 'the list says so from the beginning');
    await pass(15 * minute);
    assert.equal(tries(), 4);
    assert.deepEqual(
      ends.map(({ status, transfer, downloadDue }) => [status, transfer?.error?.kind, downloadDue]),
      [['completed', 'noMedia', undefined]],
    );
    assert.ok(!ledgerHasActiveJobs(bench.ledger));
    await pass(60 * minute);
    assert.equal(tries(), 4);
    bench.server.content.callsFake(async () => contentOf(mp4()));
    await window.download({ provider: 'lab', id: window.find({ key })!.id! });
    assert.equal(window.find({ key })!.transfer, undefined);
  });

  it('does not take for an answer what other failures lie between', async () => {
    bench.server.content.rejects(fail('noMedia'));
    bench.server.content.onSecondCall().rejects(fail('forbidden'));
    bench.server.content.onCall(3).rejects(fail('forbidden'));
    const window = bench.window();
    const key = await completed(window);
    await pass(12 * minute);
    assert.ok(tries() >= 4);
    assert.equal(window.find({ key })!.downloadDue, true);
  });
});
