import type { JobRecord, JobState, JobStatus } from '../job';
import type { Database } from './database';
import { type Condition, countChildren, countLinked, type FamilyLink, isChildOf, isTop } from './lineage';
import type { KnownContent, Records } from './records';
import { Search, type SearchWord } from './search';

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

/** Number of matches below which they are sorted instead of walking the list. */
const fewMatches = 5_000;

/** Queries over many jobs that read only the rows they return. Newest first everywhere. */
export class JobList {
  readonly #search: Search;

  readonly #db: Database;
  readonly #records: Records;

  constructor(db: Database, records: Records, rev: () => number) {
    this.#db = db;
    this.#records = records;
    this.#search = new Search(db, rev);
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
  byDay(words: readonly SearchWord[] = []): DayCount[] {
    const row = this.#db.one(
      `SELECT json_group_array(created_at) AS times,
         json_group_array(created_at) FILTER (WHERE ${activeOnly}) AS active
       FROM ${this.#facts(words)}`,
    );
    const times = newestFirstOf(row?.['times']);
    const active = newestFirstOf(row?.['active']);
    const days: DayCount[] = [];
    let next = 0;
    for (let before = Number.MAX_SAFE_INTEGER, start = 0; start < times.length;) {
      const from = startOfDay(times[start]!);
      const end = indexBelow(times, from, start);
      const activeEnd = indexBelow(active, from, next);
      days.push({ from, before, count: end - start, active: activeEnd - next });
      before = from;
      start = end;
      next = activeEnd;
    }
    return days;
  }

  /** Returns the number of children by parent key; parents without children are left out. */
  childCounts(keys: readonly string[], words: readonly SearchWord[] = []): Map<string, number> {
    if (words.length > 0) this.#search.run(words);
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

  #counts(column: 'provider' | 'state', words: readonly SearchWord[] = []): Map<string, JobCount> {
    const sql = `SELECT ${column} AS value, count(*) AS count, total(${activeOnly}) AS active
      FROM ${this.#facts(words)} GROUP BY ${column}`;
    return new Map(
      this.#db
        .all(sql)
        .map((row) => [String(row['value']), { count: Number(row['count']), active: Number(row['active']) }]),
    );
  }

  /** Table expression of the columns that are counted, read from a narrow index instead of the jobs' bodies. */
  #facts(words: readonly SearchWord[]): string {
    if (words.length === 0) return 'jobs INDEXED BY jobs_facts';
    this.#search.run(words);
    return 'temp.matches CROSS JOIN jobs INDEXED BY jobs_facts ON jobs.number = matches.number';
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
      // Few matches are fetched and sorted; of many, the newest are found sooner by walking the list.
      const few = this.#search.run(words) < fewMatches;
      add(`${few ? '' : '+'}number IN (SELECT number FROM temp.matches)`);
    }
    if (childrenOf) parts.push(isChildOf(childrenOf));
    if (tops) add(isTop(words.length > 0));
    return {
      sql: parts.map(({ sql }) => sql).join(' AND ') || 'TRUE',
      values: parts.flatMap(({ values }) => values),
    };
  }
}

/** Sorts a JSON array of times, newest first. */
const newestFirstOf = (json: unknown): Float64Array =>
  Float64Array.from(JSON.parse(typeof json === 'string' ? json : '[]') as number[])
    .sort()
    .reverse();

/** Returns the first index from `start` on whose time is before `limit`; times are sorted newest first. */
function indexBelow(times: Float64Array, limit: number, start: number): number {
  let [low, high] = [start, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! >= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns the start of the local day; a time out of `Date`'s range is returned as it is. */
function startOfDay(time: number): number {
  const start = new Date(time).setHours(0, 0, 0, 0);
  return Number.isNaN(start) ? time : start;
}

/** Pages (newest first) and counts. @throws VideoJobsError `disk` if the ledger cannot be read */
export type JobQueries = Pick<JobList, 'page' | 'count' | 'place' | 'byProvider' | 'byState' | 'byDay' | 'childCounts'>;
