import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { SinonFakeTimers } from 'sinon';
import { publicJob } from '../../../../src/jobs/job';
import { Ledger } from '../../../../src/jobs/ledger/ledger';
import { stopClock } from '../../support/clock';
import { Bench, fail, FakeServer, lab, until } from '../support';

describe('source of a job', () => {
  let bench: Bench;
  let clock: SinonFakeTimers;

  beforeEach(() => {
    bench = new Bench();
    bench.servers['other'] = new FakeServer();
    bench.directory.all.push({ ...lab, id: 'other', baseUrl: 'https://other.example/v1' });
    clock = stopClock();
  });

  afterEach(() => {
    bench.close();
    clock.restore();
  });

  /** What another process would read at this moment. */
  const onDisk = () => {
    const ledger = new Ledger(bench.ledger);
    try {
      return ledger.list.all();
    } finally {
      ledger.close();
    }
  };

  const parentIn = async (window: ReturnType<Bench['window']>) => {
    const { key } = await window.create({ provider: 'lab', prompt: 'A heron' });
    bench.server.set('video_1', { status: 'completed' });
    await window.refresh();
    await until(() => window.find({ key })?.media.length === 2);
    return window.find({ key })!;
  };

  it('is stored with the intent, and not sent', async () => {
    const window = bench.window();
    const parent = await parentIn(window);
    let during: ReturnType<typeof onDisk> = [];
    bench.servers['other']!.create.callsFake(async () => {
      during = onDisk();
      return bench.servers['other']!.add();
    });
    const madeFrom = { key: parent.key, relation: 'continue', at: 3.2 } as const;
    const { key } = await window.create({ provider: 'other', prompt: 'It lands', reference: undefined, madeFrom });
    const intent = during.find((job) => job.key === key)!;
    assert.deepEqual([intent.status, intent.madeFrom], ['submitting', madeFrom]);
    assert.deepEqual(intent.parent, { id: 'video_1', relation: 'continue', at: 3.2 });
    assert.deepEqual(intent.request, { prompt: 'It lands' });
    assert.deepEqual(bench.servers['other']!.create.firstCall.args, [{ prompt: 'It lands' }]);
    const told = publicJob(window.find({ key })!);
    assert.deepEqual(told.parent, { id: 'video_1', relation: 'continue', at: 3.2 });
    assert.equal('madeFrom' in told, false);
  });

  it('is private for a job that reuses settings', async () => {
    const window = bench.window();
    const parent = await parentIn(window);
    const madeFrom = { key: parent.key, relation: 'again' } as const;
    const job = await window.create({ provider: 'lab', prompt: 'A heron', madeFrom });
    assert.deepEqual([job.madeFrom, job.parent], [madeFrom, undefined]);
  });

  for (const relation of ['remix', 'edit', 'extend'] as const) {
    it(`is known of what is made by ${relation}, also where that fails`, async () => {
      const window = bench.window();
      const parent = await parentIn(window);
      const request = { provider: 'lab', id: 'video_1', prompt: 'By night' };
      const made = await window[relation](request);
      assert.deepEqual(made.madeFrom, { key: parent.key, relation });
      bench.server[relation].rejects(fail('rejected'));
      await assert.rejects(window[relation](request));
      assert.deepEqual(window.jobs.find(({ status }) => status === 'failed')?.madeFrom, { key: parent.key, relation });
    });
  }

  it('keeps a continued job continued when it is sent again', async () => {
    const window = bench.window();
    const parent = await parentIn(window);
    bench.server.create.onSecondCall().rejects(fail('network'));
    const madeFrom = { key: parent.key, relation: 'continue', at: 0 } as const;
    await assert.rejects(window.create({ provider: 'lab', prompt: 'It lands', madeFrom }));
    const failed = window.jobs.find(({ status }) => status === 'failed')!;
    const again = await window.sendAgain(failed.key);
    assert.deepEqual([again.key, again.madeFrom], [failed.key, madeFrom]);
    assert.equal(bench.server.create.callCount, 3);
    assert.deepEqual(bench.server.create.lastCall.args, [{ prompt: 'It lands' }]);
  });

  it('is restored from the sidecars', async () => {
    const window = bench.window();
    const parent = await parentIn(window);
    const madeFrom = { key: parent.key, relation: 'continue', at: 1.5 } as const;
    const { key } = await window.create({ provider: 'lab', prompt: 'It lands', madeFrom });
    bench.server.set('video_2', { status: 'completed' });
    await window.refresh();
    await until(() => window.find({ key })?.media.length === 2);
    window.dispose();
    rmSync(bench.ledger, { recursive: true });
    const next = bench.window();
    await next.rebuild(new AbortController().signal);
    const job = next.find({ key })!;
    assert.deepEqual([job.madeFrom, job.parent], [madeFrom, { id: 'video_1', relation: 'continue', at: 1.5 }]);
    assert.ok(next.find({ key: madeFrom.key }));
  });

  it('survives removing and importing the source', async () => {
    const window = bench.window();
    const parent = await parentIn(window);
    const child = await window.remix({ provider: 'lab', id: 'video_1', prompt: 'By night' });
    await window.remove({ key: parent.key }, 'here');
    const back = await window.import({ provider: 'lab', id: 'video_1' });
    assert.equal(back.key, child.madeFrom?.key);
    assert.equal(window.jobs.length, 2);
  });
});
