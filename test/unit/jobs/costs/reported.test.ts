import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import type sinon from 'sinon';
import { sidecarPath } from '../../../../src/jobs/clips/sidecar';
import type { Budget } from '../../../../src/jobs/costs/budget';
import type { LiveJobService } from '../../../../src/jobs/service';
import { stopClock } from '../../support/clock';
import { Bench, until } from '../support';

const noon = new Date(2026, 10, 21, 12).getTime();
const price = { provider: 'lab', amount: 0.1, currency: 'USD', per: 'second' } as const;
const budget: Budget = { provider: 'lab', amount: 1, currency: 'USD', over: 'refuse', unknown: 'allow' };
const request = { provider: 'lab', prompt: 'A heron', model: 'm', seconds: 4 };

describe('a cost reported by a server', () => {
  let bench: Bench;
  let clock: sinon.SinonFakeTimers;
  let jobs: LiveJobService;
  beforeEach(() => {
    clock = stopClock(noon);
    bench = new Bench();
    bench.settings = { ...bench.settings, autoDownload: false, prices: [price], budgets: [budget] };
    jobs = bench.window();
  });
  afterEach(() => {
    bench.close();
    clock.restore();
  });
  const reported = (amount: number, currency = 'USD') => ({ amount, currency, source: 'reported' as const });
  const report = async (id: string, amount: number, status: 'in_progress' | 'completed' | 'failed' = 'completed') => {
    bench.server.set(id, { status, cost: reported(amount) });
    await jobs.refresh('lab');
    return jobs.find({ provider: 'lab', id })!;
  };
  const left = () => Math.round(jobs.costs.budgets()[0]!.left * 100) / 100;
  const make = async () => (await jobs.create(request)).id!;

  for (const amount of [-100, -0.01, NaN, Infinity, -Infinity, 1e12, 1_000_001, Number.MAX_VALUE]) {
    it(`of ${amount} is not counted, is kept to be seen, and leaves the estimate in the budget`, async () => {
      const job = await report(await make(), amount);
      assert.deepEqual(job.cost, { amount: 0.4, currency: 'USD', source: 'estimated' });
      assert.deepEqual(job.costDoubt, { amount: String(amount), currency: 'USD' });
      assert.equal(left(), 0.6);
      await make();
      await assert.rejects(make(), { code: 'BUDGET_REFUSES' });
    });

    it(`of ${amount} is unknown where there is no estimate`, async () => {
      bench.settings = { ...bench.settings, prices: [] };
      const job = await report(await make(), amount);
      assert.equal(job.cost, undefined);
      assert.equal(jobs.costs.budgets()[0]!.unknown, 1);
    });
  }

  it('replaces a doubtful cost', async () => {
    const id = await make();
    await report(id, -1);
    const job = await report(id, 0.3);
    assert.deepEqual([job.cost, job.costDoubt], [reported(0.3), undefined]);
  });

  it('is a placeholder if it is 0 before the job has ended', async () => {
    const id = await make();
    assert.equal((await report(id, 0, 'in_progress')).cost?.amount, 0.4);
    assert.equal(left(), 0.6);
    assert.deepEqual((await report(id, 0)).cost, reported(0));
    assert.equal(left(), 1);
  });

  it('does not replace an amount reported before if it is 0', async () => {
    const id = await make();
    await report(id, 0.2, 'in_progress');
    assert.deepEqual((await report(id, 0, 'in_progress')).cost, reported(0.2));
  });

  it('counts for a failed job even if it is 0', async () => {
    assert.deepEqual((await report(await make(), 0, 'failed')).cost, reported(0));
  });
});

describe('a job that is read from a sidecar', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
    bench.settings = { ...bench.settings, prices: [price], budgets: [budget], fileNameTemplate: 'clip' };
  });
  afterEach(() => bench.close());

  /** A library with one clip, whose sidecar is changed; the list begins new. */
  const rebuilt = async (change: (text: string) => string) => {
    const window = bench.window();
    const { id, key } = await window.create(request);
    bench.server.set(id!, { status: 'completed' });
    await window.refresh();
    await until(() => window.find({ key })!.media.length === 1);
    const file = sidecarPath(window.find({ key })!.media[0]!.path);
    window.dispose();
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    const other = bench.window({ folder: bench.folders.make() });
    await other.rebuild(new AbortController().signal);
    return { window: other, job: other.jobs[0] };
  };
  const today = new Date().toISOString();

  for (const [what, change] of [
    ['of today', (text: string) => text],
    ['of an absurd cost', (text: string) => text.replace(/"amount": [\d.]+/, '"amount": 1e300')],
    ['of a reported cost', (text: string) => text.replace('"estimated"', '"reported"').replace('0.4', '9999')],
    [
      'dated 275760',
      (text: string) => text.replaceAll(/"(created|completed)At": "[^"]+"/g, '"$1At": "+275760-09-13T00:00:00.000Z"'),
    ],
    [
      'dated tomorrow',
      (text: string) =>
        text.replaceAll(
          /"createdAt": "[^"]+"/g,
          `"createdAt": "${new Date(Date.parse(today) + 86_400_000).toISOString()}"`,
        ),
    ],
  ] as const) {
    it(`${what} uses up no budget, and is in the list`, async () => {
      const { window, job } = await rebuilt(change);
      assert.equal(job?.prompt, 'A heron');
      assert.ok(job.createdAt <= Date.now());
      const [state] = window.costs.budgets();
      assert.deepEqual([state!.left, state!.unknown], [1, 0]);
      await window.create(request);
      assert.equal(Math.round(window.costs.budgets()[0]!.left * 100), 60);
    });
  }

  it('stays in the overview of costs, by its day', async () => {
    const { window } = await rebuilt((text) => text);
    assert.equal(
      window.costs.byDay().reduce((sum, { jobs }) => sum + jobs, 0),
      1,
    );
  });
});

describe('a job that a server dates far ahead', () => {
  it('uses up no budget of any day', async () => {
    const bench = new Bench();
    try {
      bench.settings = { ...bench.settings, autoDownload: false, budgets: [budget] };
      bench.server.add({
        id: 'x',
        status: 'completed',
        createdAt: 8.64e15,
        cost: { amount: 50, currency: 'USD', source: 'reported' },
      });
      const jobs = bench.window();
      await jobs.refresh();
      assert.equal(jobs.jobs.length, 1);
      assert.equal(jobs.costs.budgets()[0]!.left, 1);
      assert.equal(jobs.costs.byDay().length, 1);
    } finally {
      bench.close();
    }
  });
});
