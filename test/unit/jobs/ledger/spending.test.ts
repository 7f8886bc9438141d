import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { JobRecord } from '../../../../src/jobs/job';
import { ledgerFile } from '../../../../src/jobs/ledger/file';
import { Ledger } from '../../../../src/jobs/ledger/ledger';
import { Folders } from '../support';

const at = new Date(2026, 10, 21, 12).getTime();
const job = (change: Partial<JobRecord>): JobRecord => ({
  key: 'k',
  provider: 'lab',
  status: 'completed',
  createdAt: at,
  media: [],
  watching: false,
  origin: 'https://lab.example',
  mine: true,
  updatedAt: at,
  ...change,
});
const usd = (amount: number, source: 'reported' | 'estimated' = 'reported') => ({ amount, currency: 'USD', source });

describe('What jobs cost, in the ledger', () => {
  const folders = new Folders();
  let folder: string;
  let ledger: Ledger;

  beforeEach(() => {
    folder = folders.make();
    ledger = new Ledger(folder);
  });
  afterEach(() => {
    ledger.close();
    folders.clear();
  });

  const put = (...jobs: JobRecord[]) => ledger.write(() => jobs.forEach((one) => ledger.put(one)));
  const since = (from = 0, currency = 'USD') => ledger.spending.between([from, Infinity], currency);

  it('is summed by day, provider, model and currency, each kind by itself', () => {
    const day = 24 * 3600_000;
    put(
      job({ key: 'a', model: 'm', cost: usd(1) }),
      job({ key: 'b', model: 'm', cost: usd(2, 'estimated') }),
      job({ key: 'c', model: 'm', cost: { amount: 7, currency: 'CNY', source: 'reported' } }),
      job({ key: 'd', model: 'm' }),
      job({ key: 'e', createdAt: at - day, cost: usd(4) }),
      job({ key: 'f', mine: false }),
    );
    const rows = ledger.spending.byDay();
    assert.deepEqual(
      rows.map(({ day, model, currency, jobs, reported, estimated, unknown }) => [
        ...[day, model, currency, jobs, reported, estimated, unknown],
      ]),
      [
        ['2026-11-21', 'm', undefined, 1, 0, 0, 1],
        ['2026-11-21', 'm', 'CNY', 1, 7, 0, 0],
        ['2026-11-21', 'm', 'USD', 2, 1, 2, 0],
        ['2026-11-20', undefined, 'USD', 1, 4, 0, 0],
      ],
    );
    assert.deepEqual(since(at), { reported: 1, estimated: 2, unknown: 1 });
    assert.deepEqual(ledger.spending.between([0, Infinity], 'USD', { provider: 'other' }), {
      reported: 0,
      estimated: 0,
      unknown: 0,
    });
  });

  it('counts a job once that a list told of before its own answer did', () => {
    put(job({ key: 'listed', id: 'v1', mine: false, cost: usd(3) }));
    put(job({ key: 'own', cost: usd(2, 'estimated') }));
    ledger.write(() => {
      ledger.remove({ key: 'listed', provider: 'lab', id: 'v1' });
      ledger.put(job({ key: 'own', id: 'v1', cost: usd(3) }));
    });
    assert.deepEqual(since(), { reported: 3, estimated: 0, unknown: 0 });
  });

  it('takes whatever a body holds', () => {
    for (const cost of [
      { amount: 'x' },
      { amount: 1 },
      { amount: 1, currency: 5, source: 'reported' },
      'free',
      null,
      [],
    ]) {
      put({ ...job({ key: JSON.stringify(cost) }), cost: cost as never, model: {} as never });
    }
    assert.deepEqual(since(), { reported: 0, estimated: 0, unknown: 6 });
  });

  it('is kept by triggers, for a window of another release as well, and a damaged body makes none fail', () => {
    const db = new DatabaseSync(ledgerFile(folder));
    const insert = 'INSERT INTO jobs (key, provider, id, created_at, due, rev, body) VALUES (?, ?, ?, ?, 0, 1, ?)';
    const write = (key: string, body: string) => db.prepare(insert).run(key, 'lab', key, at, body);
    write('a', JSON.stringify(job({ key: 'a', cost: usd(1) })));
    write('damaged', '{"cost"');
    write('b', JSON.stringify(job({ key: 'b', cost: usd(2) })));
    write('damaged too', 'not JSON');
    db.close();
    assert.deepEqual(since(), { reported: 3, estimated: 0, unknown: 0 });
  });

  it('is read by its indexes at 20 000 jobs', () => {
    const db = new DatabaseSync(path.join(folder, 'jobs.sqlite'));
    const plan = db.prepare('EXPLAIN QUERY PLAN SELECT total(amount) FROM spending WHERE at >= ?').all(0);
    db.close();
    assert.match(String(plan[0]?.['detail']), /USING INDEX spending_by_time/);
    ledger.write(() => {
      for (let number = 0; number < 20_000; number++) {
        ledger.put(
          job({ key: `k${number}`, createdAt: at - number * 600_000, model: `m${number % 5}`, cost: usd(0.1) }),
        );
      }
    });
    const rows = ledger.spending.byDay();
    assert.equal(
      rows.reduce((sum, { jobs }) => sum + jobs, 0),
      20_000,
    );
    assert.ok(Math.abs(since().reported - 2000) < 1e-6);
  });
});
