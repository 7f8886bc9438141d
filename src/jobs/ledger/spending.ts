import { isPlausible } from '../cost';
import type { Database, Row } from './database';

/** Cost of the jobs of one day, provider and model. */
export interface SpentOn extends Spent {
  /** The local calendar day, `2026-11-21`. */
  day: string;
  provider: string;
  model?: string;
  /** ISO 4217; absent if the cost of all these jobs is unknown. */
  currency?: string;
  jobs: number;
}

/**
 * Cost of jobs, removed ones included. Maintained by triggers (`schema.ts`), so that no writer can forget it.
 */
export class Spending {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Sums jobs sent in a period (ms since the epoch, `before` exclusive) in one currency. Jobs of unknown cost are counted
   * whatever their currency, all jobs or those of one provider or kind of asker. Jobs restored from sidecars are not: those files may come from anywhere.
   */
  between(
    [from, before]: readonly [number, number],
    currency: string,
    { provider, maker }: { provider?: string; maker?: string } = {},
  ): Spent {
    const row = this.#db.one(
      `SELECT
         total(CASE WHEN source = 'reported' AND currency = ?2 THEN amount END) AS reported,
         total(CASE WHEN source = 'estimated' AND currency = ?2 THEN amount END) AS estimated,
         sum(amount IS NULL) AS unknown
       FROM spending WHERE at >= ?1 AND at < ?4 AND NOT restored AND (?3 IS NULL OR provider = ?3)
         AND (?5 IS NULL OR maker = ?5)`,
      Math.trunc(from),
      currency,
      provider ?? null,
      Math.trunc(Math.min(before, Number.MAX_SAFE_INTEGER)),
      maker ?? null,
    );
    return spentOf(row ?? {});
  }

  /** Returns sums by local day, newest first. @param from ms since the epoch */
  byDay(from = 0): SpentOn[] {
    return this.#db
      .all(
        `SELECT coalesce(date(at / 1000, 'unixepoch', 'localtime'), '') AS day, provider, model, currency, count(*) AS jobs,
           total(CASE WHEN source = 'reported' THEN amount END) AS reported,
           total(CASE WHEN source = 'estimated' THEN amount END) AS estimated,
           sum(amount IS NULL) AS unknown
         FROM spending WHERE at >= ? GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 2, 3, 4`,
        Math.trunc(from),
      )
      .map((row) => ({
        ...spentOf(row),
        day: String(row['day']),
        provider: String(row['provider']),
        ...(typeof row['model'] === 'string' && { model: row['model'] }),
        ...(typeof row['currency'] === 'string' && { currency: row['currency'] }),
        jobs: Number(row['jobs']),
      }));
  }

  /** Inserts a row of a damaged file, unless its job is in the list. */
  keep(row: Row): void {
    const text = (name: string) => (typeof row[name] === 'string' ? row[name] : null);
    const number = (name: string) => (Number.isFinite(row[name]) ? Number(row[name]) : null);
    const [key, provider, at] = [text('key'), text('provider'), number('at')];
    if (key === null || provider === null || at === null) return;
    const [amount, currency, source] = [number('amount'), text('currency'), text('source')];
    const isKnown = isPlausible(amount) && currency !== null && (source === 'reported' || source === 'estimated');
    this.#db.run(
      `INSERT OR IGNORE INTO spending (key, provider, id, at, model, amount, currency, source, restored, maker)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      key,
      provider,
      text('id'),
      Math.trunc(at),
      text('model'),
      ...(isKnown ? [amount, currency, source] : [null, null, null]),
      row['restored'] === 1 ? 1 : 0,
      text('maker'),
    );
  }
}

const spentOf = (row: Row): Spent => ({
  reported: Number(row['reported'] ?? 0),
  estimated: Number(row['estimated'] ?? 0),
  unknown: Number(row['unknown'] ?? 0),
});

/** Amounts spent, or estimated for jobs that have not ended. */
export interface Spent {
  reported: number;
  estimated: number;
  /** Number of jobs of unknown cost. */
  unknown: number;
}
