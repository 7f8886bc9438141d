import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import type { RemoteJob } from '../../../../src/api/types';
import { Ledger } from '../../../../src/jobs/ledger/ledger';
import type { CreateRequest } from '../../../../src/jobs/requests';
import type { LiveJobService } from '../../../../src/jobs/service';
import { stopClock } from '../../support/clock';
import { Bench, calm, fail, few, until } from '../support';

const fox: CreateRequest = { provider: 'lab', prompt: 'A red fox', model: 'm-1', seconds: 4, size: '1280x720' };

describe('responses to paid creates that collide', () => {
  let bench: Bench;
  let clock: SinonFakeTimers;

  beforeEach(() => {
    bench = new Bench();
    clock = stopClock();
    bench.server.capabilities = few;
    bench.settings = {
      ...bench.settings,
      autoDownload: false,
      prices: [{ provider: 'lab', amount: 0.1, currency: 'USD', per: 'second' }],
    };
  });

  afterEach(() => {
    bench.close();
    clock.restore();
  });

  const spent = (window: LiveJobService) =>
    window.costs.byDay().reduce((sum, { estimated, reported }) => sum + estimated + reported, 0);

  describe('two creates that get the same id', () => {
    it('keep both records; the second one names the job that already has the id', async () => {
      const window = bench.window();
      const first = await window.create(fox);
      bench.server.create.callsFake(async () => bench.server.add({ id: first.id, prompt: 'Not a fox' }));
      await assert.rejects(window.create({ ...fox, prompt: 'An owl' }), (error: Error & { job?: string }) => {
        assert.match(error.message, /ID video_1, which belongs to another job/);
        const second = window.find({ key: error.job! });
        assert.equal(second?.status, 'uncertain');
        assert.equal(second?.prompt, 'An owl');
        assert.equal(second?.id, undefined);
        assert.equal(second?.error?.code, 'duplicate_id');
        assert.deepEqual(window.raw({ key: second?.key ?? '' }), { id: 'video_1' });
        return true;
      });
      assert.equal(window.find({ key: first.key })?.prompt, 'A red fox');
      assert.equal(window.find({ provider: 'lab', id: 'video_1' })?.key, first.key);
      assert.equal(window.jobs.length, 2);
    });

    it('both count against a budget', async () => {
      const window = bench.window();
      bench.settings = {
        ...bench.settings,
        budgets: [{ amount: 1, currency: 'USD', over: 'refuse', unknown: 'allow' }],
      };
      bench.server.create.callsFake(async () => bench.server.add({ id: 'same' }));
      let sent = 0;
      for (let number = 0; number < 20; number++) {
        await window.create(fox).catch(() => undefined);
        sent = bench.server.create.callCount;
      }
      assert.equal(sent, 2, 'two requests of 0.40 fit into 1 USD');
    });

    it('keep both records if sent from two windows, or as remixes', async () => {
      bench.server.capabilities = { ...few, remix: true };
      const one = bench.window();
      const two = bench.window();
      const first = await one.create(fox);
      bench.server.create.callsFake(async () => bench.server.add({ id: first.id }));
      bench.server.remix.callsFake(async () => bench.server.add({ id: first.id }));
      await assert.rejects(two.create(fox), { code: 'duplicate_id' });
      await assert.rejects(two.remix({ provider: 'lab', id: first.id!, prompt: 'In snow' }), { code: 'duplicate_id' });
      assert.equal(two.jobs.length, 3);
      assert.equal(two.jobs.filter(({ status }) => status === 'uncertain').length, 2);
    });

    it('let the user enter the id once the other job is removed', async () => {
      const window = bench.window();
      const first = await window.create(fox);
      bench.server.create.callsFake(async () => bench.server.add({ id: first.id }));
      const { job } = (await window.create({ ...fox, prompt: 'An owl' }).catch((error: unknown) => error)) as {
        job: string;
      };
      await assert.rejects(window.resolveUncertain(job, { id: first.id! }), { kind: 'rejected' });
      await window.remove({ key: first.key }, 'here');
      await window.resolveUncertain(job, { id: first.id! });
      assert.equal(window.find({ provider: 'lab', id: first.id! })?.prompt, 'An owl');
    });
  });

  describe('a window that freezes during a create', () => {
    /** Answers of create requests, in the order in which they were sent. */
    let answers: ((answer: Partial<RemoteJob> | Error) => void)[];

    beforeEach(() => {
      answers = [];
      bench.server.create.callsFake(async () => {
        const answer = await new Promise<Partial<RemoteJob> | Error>((resolve) => answers.push(resolve));
        if (answer instanceof Error) throw answer;
        return bench.server.add(answer);
      });
    });

    /** Lets the claim of a request in flight expire, as in a window that does not run. */
    const expireClaims = (key: string) => {
      const ledger = new Ledger(bench.ledger);
      ledger.write(() => ledger.setClaim(`submit:${key}`, 'frozen|1|x', Date.now() - 1));
      ledger.close();
    };

    /** A request that one window sends, and the other sends again while the first is frozen. */
    const sendTwice = async () => {
      const frozen = bench.window();
      const other = bench.window();
      const first = frozen.create(fox);
      await until(() => answers.length === 1);
      const { key } = other.jobs[0]!;
      expireClaims(key);
      await clock.tickAsync(1_000);
      other.wake();
      assert.equal(other.find({ key })?.status, 'uncertain');
      const second = other.resolveUncertain(key, 'sendAgain');
      await until(() => answers.length === 2);
      return { frozen, other, first, second, key };
    };

    it('keeps both responses if the second came first', async () => {
      const { other, first, second } = await sendTwice();
      answers[1]!({ id: 'again' });
      assert.equal((await second)?.id, 'again');
      answers[0]!({ id: 'late' });
      const late = await first;
      assert.equal(late.id, 'late');
      assert.equal(late.prompt, 'A red fox');
      assert.equal(late.mine, true);
      await calm();
      assert.deepEqual(other.jobs.map(({ id }) => id).sort(), ['again', 'late']);
      assert.ok(Math.abs(spent(other) - 0.8) < 1e-9, 'both are paid for');
    });

    it('keeps both responses if the first came first', async () => {
      const { other, first, second } = await sendTwice();
      answers[0]!({ id: 'late' });
      assert.equal((await first).id, 'late');
      answers[1]!({ id: 'again' });
      assert.equal((await second)?.id, 'again');
      assert.deepEqual(other.jobs.map(({ id }) => id).sort(), ['again', 'late']);
      assert.ok(other.jobs.every(({ status, prompt }) => status === 'queued' && prompt === 'A red fox'));
    });

    it('keeps one job if both responses name it', async () => {
      const { other, first, second } = await sendTwice();
      answers[0]!({ id: 'same' });
      answers[1]!({ id: 'same' });
      assert.equal((await first).id, 'same');
      assert.equal((await second)?.id, 'same');
      assert.equal(other.jobs.length, 1);
    });

    it('keeps a create without a response beside the one that got it', async () => {
      const { other, first, second } = await sendTwice();
      answers[0]!({ id: 'late' });
      await first;
      answers[1]!(fail('timeout', { mayHaveHappened: true }));
      await assert.rejects(second, { kind: 'timeout' });
      assert.deepEqual(other.jobs.map(({ status }) => status).sort(), ['queued', 'uncertain']);
    });

    it('does not fail the other window’s create when its own fails', async () => {
      const { other, first, second, key } = await sendTwice();
      answers[0]!(fail('network'));
      await assert.rejects(first, { kind: 'network' });
      assert.equal(other.find({ key })?.status, 'submitting');
      answers[1]!({ id: 'again' });
      await second;
      assert.equal(other.find({ key })?.id, 'again');
      assert.equal(other.jobs.length, 1);
      assert.ok(Math.abs(spent(other) - 0.4) < 1e-9);
    });

    it('restores the record of a job that was removed before its response', async () => {
      const frozen = bench.window();
      const other = bench.window();
      const first = frozen.create(fox);
      await until(() => answers.length === 1);
      const { key } = other.jobs[0]!;
      expireClaims(key);
      await clock.tickAsync(1_000);
      other.wake();
      await other.resolveUncertain(key, 'forget');
      answers[0]!({ id: 'late' });
      const job = await first;
      assert.equal(job.prompt, 'A red fox');
      assert.equal(job.mine, true);
      assert.equal(other.find({ provider: 'lab', id: 'late' })?.key, key);
    });

    it('stores its late response in the record that waits for it', async () => {
      const frozen = bench.window();
      const other = bench.window();
      const first = frozen.create(fox);
      await until(() => answers.length === 1);
      const { key } = other.jobs[0]!;
      expireClaims(key);
      await clock.tickAsync(1_000);
      other.wake();
      assert.equal(other.find({ key })?.status, 'uncertain');
      answers[0]!(fail('rejected', { httpStatus: 400 }));
      await assert.rejects(first, { kind: 'rejected' });
      assert.equal(other.find({ key })?.status, 'failed', 'it is known now that nothing was created');
    });
  });
});
