import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SinonFakeTimers } from 'sinon';
import { Ledger } from '../../../../src/jobs/ledger/ledger';
import type { CreateRequest } from '../../../../src/jobs/requests';
import { stopClock } from '../../support/clock';
import { Bench, calm, fail, few, until } from '../support';

const fox: CreateRequest = { provider: 'lab', prompt: 'A red fox', model: 'm-1', seconds: 4, size: '1280x720' };

describe('paid requests', () => {
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

  /** What another process would read at this moment. */
  const onDisk = () => {
    const ledger = new Ledger(bench.ledger);
    try {
      return ledger.list.all();
    } finally {
      ledger.close();
    }
  };

  it('persists the intent before the request leaves, and the id as soon as it is known', async () => {
    let during: ReturnType<typeof onDisk> = [];
    bench.server.create.callsFake(async () => {
      during = onDisk();
      return bench.server.add();
    });
    await bench.window().create({ ...fox, extra: { seed: 7 } });
    assert.equal(during.length, 1);
    assert.equal(during[0]!.status, 'submitting');
    assert.equal(during[0]!.id, undefined);
    assert.deepEqual(during[0]!.request, {
      prompt: 'A red fox',
      model: 'm-1',
      seconds: 4,
      size: '1280x720',
      extra: { seed: 7 },
    });
    const [after] = onDisk();
    assert.equal(after!.id, 'video_1');
    assert.equal(after!.key, during[0]!.key);
    assert.equal(after!.origin, 'https://lab.example');
  });

  it('keeps a refused request with its reason, so that the prompt is not lost', async () => {
    const window = bench.window();
    bench.server.create.rejects(fail('rejected', { code: 'moderation_blocked', requestId: 'req_1', httpStatus: 400 }));
    await assert.rejects(window.create(fox), { kind: 'rejected', code: 'moderation_blocked' });
    const [job] = window.jobs;
    assert.equal(job?.status, 'failed');
    assert.equal(job?.prompt, 'A red fox');
    assert.deepEqual(job?.error, { code: 'moderation_blocked', message: 'It failed: rejected', requestId: 'req_1' });
    await clock.tickAsync(60_000);
    assert.equal(bench.server.create.callCount, 1);
  });

  it('never repeats a request automatically that may have been executed', async () => {
    bench.server.capabilities = few;
    const window = bench.window();
    bench.server.create.onFirstCall().rejects(fail('timeout', { mayHaveHappened: true }));
    await assert.rejects(window.create(fox), { kind: 'timeout' });
    assert.equal(window.jobs[0]?.status, 'uncertain');
    assert.equal(window.jobs[0]?.error?.message, 'It failed: timeout');
    await clock.tickAsync(60 * 60_000);
    await window.refresh();
    window.dispose();
    const next = bench.window();
    assert.equal(next.jobs[0]?.status, 'uncertain');
    await clock.tickAsync(60 * 60_000);
    assert.equal(bench.server.create.callCount, 1);
  });

  it('treats an internal fault of the client as a request that may have been executed', async () => {
    bench.server.capabilities = few;
    const window = bench.window();
    bench.server.create.rejects(new TypeError('oops'));
    await assert.rejects(window.create(fox), { name: 'VideoJobsError' });
    assert.equal(window.jobs[0]?.status, 'uncertain');
  });

  it('finds a job without an answer in the list', async () => {
    const window = bench.window();
    bench.server.create.callsFake(async ({ prompt }) => {
      bench.server.add({ id: 'other', prompt: 'Another', status: 'completed' });
      bench.server.add({ id: 'made', prompt });
      throw fail('network', { mayHaveHappened: true });
    });
    const job = await window.create(fox);
    assert.equal(job.id, 'made');
    assert.equal(job.status, 'queued');
    assert.equal(job.watching, true);
    assert.equal(job.error, undefined);
    assert.deepEqual(window.jobs.map(({ id }) => id).sort(), ['made', 'other']);
  });

  it('does not choose between two jobs that look alike', async () => {
    const window = bench.window();
    bench.server.create.callsFake(async ({ prompt }) => {
      bench.server.add({ prompt });
      bench.server.add({ prompt });
      throw fail('network', { mayHaveHappened: true });
    });
    await assert.rejects(window.create(fox), { kind: 'network' });
    assert.equal(window.jobs.filter(({ status }) => status === 'uncertain').length, 1);
  });

  it('marks a request uncertain after a crash between request and answer', async () => {
    bench.server.capabilities = few;
    const ledger = new Ledger(bench.ledger);
    ledger.write(() => {
      ledger.put({
        key: 'k1',
        provider: 'lab',
        status: 'submitting',
        prompt: 'A red fox',
        createdAt: Date.now(),
        media: [],
        watching: true,
        origin: 'https://lab.example',
        mine: true,
        updatedAt: Date.now(),
      });
      // As its window left it: a claim that nobody renews.
      ledger.setClaim('submit:k1', 'elsewhere|1|x', Date.now() + 10_000);
    });
    ledger.close();
    const window = bench.window();
    window.wake();
    assert.equal(window.jobs[0]?.status, 'submitting', 'its window may be alive');
    await clock.tickAsync(10_200);
    assert.equal(window.jobs[0]?.status, 'uncertain');
    assert.match(window.jobs[0]?.error?.message ?? '', /closed before/);
    assert.equal(bench.server.create.callCount, 0);
  });

  it('marks a request of a crashed window uncertain in one that stayed open', async () => {
    bench.server.capabilities = few;
    const window = bench.window();
    assert.equal(window.jobs.length, 0);
    const ledger = new Ledger(bench.ledger);
    ledger.write(() => {
      const now = Date.now();
      const facts = { media: [], watching: true, mine: true, origin: 'https://lab.example' };
      const times = { createdAt: now, updatedAt: now };
      ledger.setClaim('submit:k1', 'elsewhere|1|x', now + 10_000);
      ledger.put({ key: 'k1', provider: 'lab', status: 'submitting', prompt: 'A red fox', ...facts, ...times });
    });
    ledger.close();
    await until(() => clock.countTimers() > 0);
    await clock.tickAsync(100);
    assert.equal(window.jobs[0]?.status, 'submitting');
    await clock.tickAsync(10_200);
    assert.equal(window.jobs[0]?.status, 'uncertain');
    assert.equal(clock.countTimers(), 0);
  });

  it('leaves the request of a live window alone, however long it takes', async () => {
    let answer: () => void = () => undefined;
    bench.server.create.callsFake(async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return bench.server.add();
    });
    const one = bench.window();
    const created = one.create(fox);
    await until(() => bench.server.create.callCount === 1);
    const two = bench.window();
    assert.equal(two.jobs[0]?.status, 'submitting');
    await clock.tickAsync(5 * 60_000);
    assert.equal(two.jobs[0]?.status, 'submitting');
    await assert.rejects(two.remove({ key: two.jobs[0].key }, 'here'), { kind: 'rejected' });
    answer();
    assert.equal((await created).id, 'video_1');
  });

  it('persists an answer that arrives while the window closes', async () => {
    let answer: () => void = () => undefined;
    bench.server.create.callsFake(async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return bench.server.add();
    });
    const window = bench.window();
    const created = window.create(fox);
    await until(() => bench.server.create.callCount === 1);
    window.dispose();
    answer();
    await created;
    await calm();
    assert.equal(onDisk()[0]?.id, 'video_1');
  });

  it('merges the two records if the list was quicker than the answer', async () => {
    const window = bench.window();
    const other = bench.window();
    bench.server.create.callsFake(async () => {
      const job = bench.server.add({ status: 'in_progress' });
      await other.refresh('lab');
      return job;
    });
    const job = await window.create(fox);
    assert.equal(window.jobs.length, 1);
    assert.equal(job.mine, true);
    assert.equal(job.prompt, 'A red fox');
    await until(() => {
      other.find({ key: job.key });
      return other.jobs.length === 1 || (clock.tick(50), false);
    });
  });

  it('remixes, edits and extends, with the source for servers that need its fields', async () => {
    const window = bench.window();
    await window.create(fox);
    const remixed = await window.remix({ provider: 'lab', id: 'video_1', prompt: 'At night' });
    assert.deepEqual(bench.server.remix.firstCall.args.slice(0, 2), [
      'video_1',
      { prompt: 'At night', source: { model: 'm-1', seconds: 4, size: '1280x720' } },
    ]);
    assert.deepEqual(remixed.parent, { id: 'video_1', relation: 'remix' });
    assert.equal(remixed.prompt, 'At night');
    const edited = await window.edit({ provider: 'lab', id: 'video_1', prompt: 'Blue' });
    assert.deepEqual(edited.parent, { id: 'video_1', relation: 'edit' });
    const extended = await window.extend({ provider: 'lab', id: 'unknown', prompt: 'On', seconds: 8 });
    assert.deepEqual(extended.parent, { id: 'unknown', relation: 'extend' });
    assert.deepEqual(bench.server.extend.firstCall.args[1], { prompt: 'On', seconds: 8, source: {} });
    assert.equal(window.jobs.length, 4);
  });

  it('learns that a server cannot remix', async () => {
    const window = bench.window();
    await window.create(fox);
    bench.server.remix.rejects(fail('unsupported', { httpStatus: 404 }));
    await assert.rejects(window.remix({ provider: 'lab', id: 'video_1', prompt: 'At night' }), { kind: 'unsupported' });
    assert.equal(window.capabilities('lab').remix, false);
    assert.equal(window.capabilities('lab').edit, true);
    await assert.rejects(window.remix({ provider: 'lab', id: 'video_1', prompt: 'Again' }), { kind: 'unsupported' });
    assert.equal(bench.server.remix.callCount, 1);
    assert.equal(window.jobs.filter(({ prompt }) => prompt === 'At night').length, 1, 'the prompt is kept');
    clock.setSystemTime(Date.now() + 8 * 24 * 3600_000);
    assert.equal(window.capabilities('lab').remix, true, 'servers are updated');
  });

  describe('an uncertain job', () => {
    const lost = async (window = bench.window()) => {
      bench.server.capabilities = few;
      bench.server.create.onFirstCall().rejects(fail('timeout', { mayHaveHappened: true }));
      await assert.rejects(window.create({ ...fox, extra: { seed: 7 } }));
      return { window, key: window.jobs[0]!.key };
    };

    it('becomes the job whose id the user enters', async () => {
      const { window, key } = await lost();
      bench.server.add({ id: 'real', status: 'in_progress' });
      const job = await window.resolveUncertain(key, { id: ' real ' });
      assert.equal(job?.key, key);
      assert.equal(job?.status, 'in_progress');
      assert.equal(job?.watching, true);
      await assert.rejects(window.resolveUncertain(key, { id: 'real' }), { kind: 'rejected' });
    });

    it('stays uncertain if the entered id is wrong or taken', async () => {
      const { window, key } = await lost();
      await assert.rejects(window.resolveUncertain(key, { id: 'nope' }), { kind: 'notFound' });
      await window.create({ ...fox, prompt: 'Mine' });
      await assert.rejects(window.resolveUncertain(key, { id: 'video_1' }), { kind: 'rejected' });
      assert.equal(window.find({ key })?.status, 'uncertain');
      assert.equal(window.jobs.length, 2);
    });

    it("is sent again unchanged, once, on the user's request", async () => {
      const { window, key } = await lost();
      const two = bench.window();
      const both = await Promise.allSettled([
        window.resolveUncertain(key, 'sendAgain'),
        two.resolveUncertain(key, 'sendAgain'),
      ]);
      assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      assert.equal(bench.server.create.callCount, 2);
      assert.deepEqual(bench.server.create.secondCall.args[0], bench.server.create.firstCall.args[0]);
      assert.equal(window.find({ key })?.status, 'queued');
      assert.equal(window.jobs.length, 1);
    });

    it('stays uncertain if sending it again certainly fails', async () => {
      const { window, key } = await lost();
      const { createdAt } = window.find({ key })!;
      clock.setSystemTime(Date.now() + 3600_000);
      bench.server.create.onSecondCall().rejects(fail('network', { code: 'ECONNREFUSED' }));
      await assert.rejects(window.resolveUncertain(key, 'sendAgain'), { kind: 'network' });
      const job = window.find({ key });
      assert.equal(job?.status, 'uncertain', 'the first request may have been billed');
      assert.equal(job?.createdAt, createdAt, 'by which it can still be found in a list');
      assert.equal(job?.error?.code, 'ECONNREFUSED');
    });

    it("is deleted on the user's request", async () => {
      const { window, key } = await lost();
      assert.equal(await window.resolveUncertain(key, 'forget'), undefined);
      assert.equal(window.jobs.length, 0);
    });
  });

  it('sends nothing that it could not persist', async () => {
    writeFileSync(path.join(bench.ledger, 'file'), '');
    const window = bench.window({ folder: path.join(bench.ledger, 'file', 'below') });
    assert.deepEqual(window.jobs, []);
    assert.equal(bench.told.length, 1);
    assert.equal(bench.told[0]!.kind, 'disk');
    await assert.rejects(window.create(fox), { kind: 'disk' });
    assert.equal(bench.server.create.callCount, 0);
  });
});
