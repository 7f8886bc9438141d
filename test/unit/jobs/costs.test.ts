import assert from 'node:assert/strict';
import type sinon from 'sinon';
import type { Price, RemoteJob } from '../../../src/api/types';
import type { Budget } from '../../../src/jobs/costs/budget';
import type { LiveJobService } from '../../../src/jobs/service';
import { stopClock } from '../support/clock';
import { Bench, calm, fail, until } from './support';

const noon = new Date(2026, 10, 21, 12).getTime();
const price: Price & { provider: string } = { provider: 'lab', amount: 0.1, currency: 'USD', per: 'second' };
const budget: Budget = { provider: 'lab', amount: 1, currency: 'USD', over: 'ask', unknown: 'ask' };
const request = { provider: 'lab', prompt: 'A heron', model: 'm', seconds: 4 };

describe('costs', () => {
  let bench: Bench;
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => {
    clock = stopClock(noon);
    bench = new Bench();
    bench.settings = { ...bench.settings, autoDownload: false, prices: [price], budgets: [budget] };
  });
  afterEach(() => {
    bench.close();
    clock.restore();
  });

  const settle = (jobs: LiveJobService, id: string, answer: Partial<RemoteJob>) => {
    bench.server.set(id, answer);
    return jobs.refresh('lab');
  };
  const left = (jobs: LiveJobService) => Math.round(jobs.costs.budgets()[0]!.left * 100) / 100;
  const refusal = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => assert.fail('It was sent.'),
      (caught: unknown) => caught,
    );
    return error as { kind: string; code: string; message: string };
  };

  it('estimates what a job costs, and takes the provider’s word when there is one', async () => {
    const jobs = bench.window();
    const { key, id } = await jobs.create(request);
    assert.deepEqual(jobs.find({ key })?.cost, { amount: 0.4, currency: 'USD', source: 'estimated' });
    await settle(jobs, id!, { status: 'completed', cost: { amount: 0.32, currency: 'USD', source: 'reported' } });
    assert.deepEqual(jobs.find({ key })?.cost, { amount: 0.32, currency: 'USD', source: 'reported' });
    const [day, ...others] = jobs.costs.byDay();
    assert.deepEqual(
      { ...day },
      {
        day: '2026-11-21',
        provider: 'lab',
        model: 'm',
        currency: 'USD',
        jobs: 1,
        reported: 0.32,
        estimated: 0,
        unknown: 0,
      },
    );
    assert.equal(others.length, 0);
  });

  it('asks before a budget is exceeded, and sends when that was agreed to', async () => {
    const jobs = bench.window();
    await jobs.create(request);
    await jobs.create(request);
    const error = await refusal(jobs.create(request));
    assert.equal(error.kind, 'payment');
    assert.equal(error.code, 'BUDGET_ASKS');
    assert.match(error.message, /\$1\.00.*\$0\.80.*\$0\.40/);
    assert.equal(jobs.jobs.length, 2);
    assert.equal(bench.server.create.callCount, 2);
    await jobs.create(request, { consent: { overBudget: true } });
    assert.equal(left(jobs), -0.2);
  });

  it('refuses whatever is agreed to, where the budget says so', async () => {
    bench.settings = { ...bench.settings, budgets: [{ ...budget, amount: 0.3, over: 'refuse' }] };
    const jobs = bench.window();
    assert.equal((await refusal(jobs.create(request, { consent: { overBudget: true } }))).code, 'BUDGET_REFUSES');
    assert.equal(bench.server.create.callCount, 0);
  });

  it('holds every way of making a job to it', async () => {
    const jobs = bench.window();
    const { id } = await jobs.create(request);
    await settle(jobs, id!, { status: 'completed' });
    bench.server.create.onCall(1).rejects(fail('network'));
    bench.server.create.onCall(2).rejects(fail('timeout', { mayHaveHappened: true }));
    await refusal(jobs.create(request));
    await refusal(jobs.create(request));
    const [uncertain] = jobs.list.page({ statuses: ['uncertain'] }, 1);
    const [failed] = jobs.list.page({ statuses: ['failed'] }, 1);
    bench.settings = { ...bench.settings, budgets: [{ ...budget, amount: 0.5 }] };
    const sent = bench.server.create.callCount;
    const derived = { provider: 'lab', id: id!, prompt: 'More', seconds: 4 };
    for (const way of [
      () => jobs.create(request),
      () => jobs.create({ ...request, madeFrom: { key: uncertain!.key, relation: 'continue' } }),
      () => jobs.remix(derived),
      () => jobs.edit(derived),
      () => jobs.extend(derived),
      () => jobs.sendAgain(failed!.key),
      () => jobs.resolveUncertain(uncertain!.key, 'sendAgain'),
    ]) {
      assert.equal((await refusal(way())).code, 'BUDGET_ASKS', way.toString());
    }
    assert.equal(bench.server.create.callCount, sent);
    assert.equal(bench.server.remix.callCount + bench.server.edit.callCount + bench.server.extend.callCount, 0);
    assert.equal(jobs.find({ key: failed!.key })?.status, 'failed');
    assert.equal(jobs.find({ key: uncertain!.key })?.status, 'uncertain');
  });

  it('holds what is sent at an agreed time to it, and says in the list why it was not sent', async () => {
    const jobs = bench.window();
    bench.server.create.onCall(0).rejects(fail('rateLimited', { retryAfterMs: 60_000 }));
    await refusal(jobs.create(request));
    const { key } = jobs.list.page({}, 1)[0]!;
    assert.ok(jobs.sendLater(key));
    bench.settings = { ...bench.settings, budgets: [{ ...budget, amount: 0.1 }] };
    await clock.tickAsync(61_000);
    await until(() => jobs.find({ key })?.error?.code === 'BUDGET_ASKS');
    assert.equal(bench.server.create.callCount, 1);
    assert.ok(jobs.find({ key })?.sendable);
    assert.ok(jobs.sendLater(key, { overBudget: true }) === undefined);
    await jobs.sendAgain(key, { overBudget: true });
    assert.equal(bench.server.create.callCount, 2);
  });

  it('lets only one of two windows spend what is left', async () => {
    bench.settings = { ...bench.settings, budgets: [{ ...budget, amount: 0.5, over: 'refuse' }] };
    const windows = [bench.window(), bench.window()];
    const outcomes = await Promise.allSettled(windows.map((jobs) => jobs.create(request)));
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.equal(bench.server.create.callCount, 1);
  });

  it('does not give a budget back for jobs that are removed, imported again, or may have been made', async () => {
    const jobs = bench.window();
    const { key, id } = await jobs.create(request);
    await jobs.remove({ key }, 'here');
    assert.equal(left(jobs), 0.6);
    await jobs.import({ provider: 'lab', id: id! });
    assert.equal(left(jobs), 0.6);
    bench.server.create.onCall(1).rejects(fail('timeout', { mayHaveHappened: true }));
    await refusal(jobs.create(request));
    assert.equal(left(jobs), 0.2);
    await calm();
  });

  it('gives it back for what came to nothing, and says of a failed job that its cost is not known', async () => {
    const jobs = bench.window();
    bench.server.create.onCall(0).rejects(fail('rejected', { httpStatus: 400 }));
    await refusal(jobs.create(request));
    assert.equal(left(jobs), 1);
    assert.equal(jobs.list.page({}, 1)[0]!.cost, undefined);
    const { id } = await jobs.create(request);
    await settle(jobs, id!, { status: 'failed' });
    assert.equal(left(jobs), 1);
    assert.equal(jobs.costs.budgets()[0]!.unknown, 1);
  });

  it('asks where the cost is not known, or is in another currency, unless told not to', async () => {
    const jobs = bench.window();
    const unpriced = { provider: 'lab', prompt: 'A heron' };
    assert.equal((await refusal(jobs.create(unpriced))).code, 'BUDGET_ASKS');
    bench.settings = { ...bench.settings, prices: [{ ...price, currency: 'CNY' }] };
    assert.match((await refusal(jobs.create(request))).message, /unknown/);
    bench.settings = { ...bench.settings, budgets: [{ ...budget, unknown: 'allow' }] };
    await jobs.create(request);
    await jobs.create(unpriced);
    assert.equal(left(jobs), 1);
    assert.deepEqual(
      jobs.costs.byDay().map(({ currency, estimated, unknown }) => [currency, estimated, unknown]),
      [
        [undefined, 0, 1],
        ['CNY', 0.4, 0],
      ],
    );
  });

  it('begins anew at midnight, and not because a clock was set back', async () => {
    const jobs = bench.window();
    await jobs.create(request);
    clock.setSystemTime(noon - 3 * 3600_000);
    assert.equal(left(jobs), 0.6);
    clock.setSystemTime(new Date(2026, 10, 21, 23, 59, 59).getTime());
    assert.equal(left(jobs), 0.6);
    clock.setSystemTime(new Date(2026, 10, 22).getTime());
    assert.equal(left(jobs), 1);
  });

  it('says of several requests whether they would be too much together', async () => {
    const jobs = bench.window();
    assert.equal(await jobs.costs.checkBudget([request, request]), undefined);
    assert.equal((await jobs.costs.checkBudget([request, request, request]))?.code, 'BUDGET_ASKS');
    bench.settings = { ...bench.settings, budgets: [{ ...budget, provider: undefined, over: 'refuse' }, budget] };
    assert.equal((await jobs.costs.checkBudget([request, request, request]))?.code, 'BUDGET_REFUSES');
    assert.deepEqual(await jobs.costs.estimate(request), { amount: 0.4, currency: 'USD', source: 'estimated' });
  });
});
