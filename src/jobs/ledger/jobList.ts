import type { Database } from './database';
import type { JobRecord, JobState, JobStatus } from '../job';
import { countChildren, countLinked, isChildOf, isTop, type Condition, type FamilyLink } from './lineage';
import type { Records, KnownContent } from './records';
import { fold } from './database';

/** A search term. It matches a job by a case-insensitive substring of one of these fields, or by provider or state. */
export interface SearchWord {
  text: string;
  in: readonly TextField[];
  providers: readonly string[];
  states: readonly JobState[];
}
export type TextField = 'prompt' | 'model' | 'id' | 'providerStatus';

/** Conditions a job must meet; all that are present apply. */
export interface JobFilter {
  provider?: string;
  statuses?: readonly JobStatus[];
  /** States as returned by `stateOf`. */
  states?: readonly JobState[];
  /** Lower bound of `createdAt`, inclusive, in ms since the epoch. */
  from?: number;
  /** Upper bound of `createdAt`, exclusive. */
  before?: number;
  words?: readonly SearchWord[];
  /** Jobs made from this one. */
  childrenOf?: FamilyLink;
  /** Jobs whose parent is missing or hidden by `words`. Combines with `words` only. */
  tops?: boolean;
}

export interface JobCount {
  count: number;
  /** Number of these still in progress. */
  active: number;
}
/** Counts of one local day; `from` and `before` as in `JobFilter`. */
export interface DayCount extends JobCount {
  from: number;
  before: number;
}

/** Sort key of a job in the list. */
export type Position = Pick<JobRecord, 'createdAt' | 'key'>;

const newestFirst = 'ORDER BY created_at DESC, key DESC';
const whole = 'SELECT key, rev, body FROM jobs';
/** SQL condition: sent or in progress, as opposed to due for a download. */
const activeOnly = `due = 1 AND status <> 'completed'`;

const texts: Record<TextField, string> = {
  prompt: `body ->> '$.prompt'`,
  model: `body ->> '$.model'`,
  id: 'id',
  providerStatus: `body ->> '$.providerStatus'`,
};

/** Queries over many jobs that read only the rows they return. Newest first everywhere. */
export class JobList {
  /** The search whose finds are in the temporary table, and the revision they are of. */
  #lastSearch: { words: string; rev: number } | undefined;

  readonly #db: Database;
  readonly #records: Records;
  readonly #rev: () => number;

  constructor(db: Database, records: Records, rev: () => number) {
    this.#db = db;
    this.#records = records;
    this.#rev = rev;
  }

  /** @param limit Infinity for all @param after returns the jobs that follow this position */
  page(filter: JobFilter, limit: number, after?: Position): JobRecord[] {
    const { sql, values } = this.#where(filter);
    const next = after ? ' AND (created_at, key) < (?, ?)' : '';
    if (after) values.push(Math.trunc(after.createdAt), after.key);
    return this.#select(
      `${whole} WHERE ${sql}${next} ${newestFirst} LIMIT ?`,
      ...values,
      limit === Infinity ? -1 : limit,
    );
  }

  count({ tops, ...filter }: JobFilter = {}): number {
    const { sql, values } = this.#where(filter);
    const count = Number(this.#db.one(`SELECT count(*) AS count FROM jobs WHERE ${sql}`, ...values)?.['count']);
    return tops ? count - Number(this.#db.one(countLinked((filter.words ?? []).length > 0))?.['count']) : count;
  }

  /** Returns the number of jobs before this position, or undefined if no such job matches the filter. */
  place({ createdAt, key }: Position, filter: JobFilter): number | undefined {
    const { sql, values } = this.#where(filter);
    if (!this.#db.one(`SELECT 1 FROM jobs WHERE key = ? AND ${sql}`, key, ...values)) return undefined;
    const before = `SELECT count(*) AS count FROM jobs WHERE (created_at, key) > (?, ?) AND ${sql}`;
    return Number(this.#db.one(before, Math.trunc(createdAt), key, ...values)?.['count']);
  }

  byProvider(words?: readonly SearchWord[]): Map<string, JobCount> {
    return this.#counts('provider', words);
  }

  byState(words?: readonly SearchWord[]): Map<JobState, JobCount> {
    return this.#counts('state', words) as Map<JobState, JobCount>;
  }

  /** Counts by local day; days without jobs are left out. */
  byDay(words?: readonly SearchWord[]): DayCount[] {
    const { sql, values } = this.#where({ words });
    const activeTimes = this.#db
      .all(`SELECT created_at FROM jobs WHERE ${activeOnly} AND ${sql}`, ...values)
      .map((row) => Number(row['created_at']));
    const days: DayCount[] = [];
    for (let before = Number.MAX_SAFE_INTEGER; ;) {
      const newest = `SELECT max(created_at) AS time FROM jobs WHERE created_at < ? AND ${sql}`;
      const time = this.#db.one(newest, before, ...values)?.['time'];
      if (typeof time !== 'number') return days;
      const from = startOfDay(time);
      const count = this.count({ from, before, words });
      const active = activeTimes.filter((one) => one >= from && one < before).length;
      days.push({ from, before, count, active });
      before = from;
    }
  }

  /** Returns the number of children by parent key; parents without children are left out. */
  childCounts(keys: readonly string[], words: readonly SearchWord[] = []): Map<string, number> {
    if (words.length > 0) this.#search(words);
    const rows = this.#db.all(countChildren(words.length > 0), JSON.stringify(keys));
    return new Map(rows.map((row) => [String(row['parent']), Number(row['count'])]));
  }

  /** Returns jobs to be sent, followed, or downloaded. */
  due(): JobRecord[] {
    return this.#select(`${whole} WHERE due = 1 ${newestFirst}`);
  }

  /** Returns jobs with files on disk. */
  withMedia(): JobRecord[] {
    return this.#select(`${whole} WHERE json_array_length(body, '$.media') > 0 ${newestFirst}`);
  }

  mediaBytes(): number {
    const sql = `SELECT sum(media.value ->> '$.bytes') AS bytes FROM jobs, json_each(jobs.body, '$.media') AS media WHERE json_valid(body)`;
    return Number(this.#db.one(sql)?.['bytes'] ?? 0);
  }

  all(): JobRecord[] {
    return this.#select(`${whole} ${newestFirst}`);
  }

  /** Returns requests to this provider without an answer. */
  unanswered(provider: string): JobRecord[] {
    const sql = `${whole} WHERE status IN ('submitting', 'uncertain') AND provider = ? AND id IS NULL ${newestFirst}`;
    return this.#select(sql, provider);
  }

  /** Returns alternative IDs of this provider's jobs. Scans all its answers, so call it only for a job not seen before. */
  otherIds(provider: string): Set<string> {
    const rows = this.#db.all(
      `SELECT known FROM answers JOIN jobs USING (key) WHERE provider = ? AND known LIKE '%"otherIds"%'`,
      provider,
    );
    return new Set(rows.flatMap((row) => (JSON.parse(String(row['known'])) as KnownContent).otherIds ?? []));
  }

  #select(sql: string, ...values: (string | number)[]): JobRecord[] {
    return this.#db.all(sql, ...values).map((row) => this.#records.of(row));
  }

  #counts(column: 'provider' | 'state', words: readonly SearchWord[] | undefined): Map<string, JobCount> {
    const { sql, values } = this.#where({ words });
    const grouped = (condition: string) =>
      this.#db
        .all(`SELECT ${column} AS value, count(*) AS count FROM jobs WHERE ${condition} GROUP BY ${column}`, ...values)
        .map((row) => [String(row['value']), Number(row['count'])] as const);
    const active = new Map(grouped(`${activeOnly} AND ${sql}`));
    return new Map(grouped(sql).map(([value, count]) => [value, { count, active: active.get(value) ?? 0 }]));
  }

  #where({ provider, statuses, states, from, before, words = [], childrenOf, tops }: JobFilter): Condition {
    const parts: Condition[] = [];
    const add = (sql: string, ...values: (string | number)[]) => parts.push({ sql, values });
    if (provider !== undefined) add('provider = ?', provider);
    const oneOf = (column: string, values: readonly string[]) =>
      add(`${column} IN (${values.map(() => '?').join(', ')})`, ...values);
    if (statuses) oneOf('status', statuses);
    if (states) oneOf('state', states);
    if (from !== undefined) add('created_at >= ?', from);
    if (before !== undefined) add('created_at < ?', before);
    if (words.length > 0) {
      this.#search(words);
      add('key IN (SELECT key FROM temp.matches)');
    }
    if (childrenOf) parts.push(isChildOf(childrenOf));
    if (tops) add(isTop(words.length > 0));
    return {
      sql: parts.map(({ sql }) => sql).join(' AND ') || 'TRUE',
      values: parts.flatMap(({ values }) => values),
    };
  }

  /** Reads through all texts once for a search; after that through those that changed. */
  #search(words: readonly SearchWord[]): void {
    const search = { words: JSON.stringify(words), rev: this.#rev() };
    const previous = this.#lastSearch?.words === search.words ? this.#lastSearch.rev : undefined;
    if (previous === search.rev) return;
    this.#lastSearch = undefined;
    this.#db.run('CREATE TEMP TABLE IF NOT EXISTS matches (key TEXT PRIMARY KEY) WITHOUT ROWID');
    const { sql, values } = conditionOf(words);
    if (previous === undefined) {
      this.#db.run('DELETE FROM temp.matches');
      this.#db.run(`INSERT INTO temp.matches SELECT key FROM jobs WHERE ${sql}`, ...values);
    } else {
      // What was removed is no row of `jobs` any more.
      this.#db.run('DELETE FROM temp.matches WHERE key IN (SELECT key FROM jobs WHERE rev > ?)', previous);
      this.#db.run(`INSERT INTO temp.matches SELECT key FROM jobs WHERE rev > ? AND ${sql}`, previous, ...values);
    }
    this.#lastSearch = search;
  }
}

function conditionOf(words: readonly SearchWord[]): Condition {
  const parts = words.map((word): Condition => {
    const text = fold(word.text);
    // Only where a letter beyond ASCII has a case is SQLite's own function, which is faster, not enough.
    const lower = /^[\0-\x7f]*$/.test(text) || text.toUpperCase() === text ? 'lower' : 'folded';
    const has = (column: string) => `instr(${lower}(${column}), ?) > 0`;
    const within = word.in.map((field) => has(texts[field]));
    // What is not in the body is in none of its fields, and need not be looked for there; but JSON writes some signs otherwise.
    const first = lower === 'lower' && !/["\\\0-\x1f\x7f]/.test(text) ? has('body') : 'TRUE';
    const byText = within.length > 0 ? [`(${first} AND (${within.join(' OR ')}))`] : [];
    const byValue = ['provider IN (SELECT value FROM json_each(?))', 'state IN (SELECT value FROM json_each(?))'];
    const texted = within.length > 0 ? within.length + (first === 'TRUE' ? 0 : 1) : 0;
    return {
      sql: `(${[...byText, ...byValue].join(' OR ')})`,
      values: [
        ...Array.from({ length: texted }, () => text),
        JSON.stringify(word.providers),
        JSON.stringify(word.states),
      ],
    };
  });
  return { sql: parts.map(({ sql }) => sql).join(' AND '), values: parts.flatMap(({ values }) => values) };
}

/** Returns the start of the local day; a time out of `Date`'s range is returned as it is. */
function startOfDay(time: number): number {
  const start = new Date(time).setHours(0, 0, 0, 0);
  return Number.isNaN(start) ? time : start;
}

/** Pages (newest first) and counts. @throws VideoJobsError `disk` if the ledger cannot be read */
export type JobQueries = Pick<JobList, 'page' | 'count' | 'place' | 'byProvider' | 'byState' | 'byDay' | 'childCounts'>;
