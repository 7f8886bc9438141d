import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDue } from '../due';
import { type JobRecord } from '../job';
import { Answers } from './answers';
import { Database, type Journal } from './database';
import { Families } from './families';
import { ledgerFile } from './file';
import { markDue, markIdle } from './idle';
import { JobList } from './jobList';
import { type KnownContent, Records } from './records';
import { withoutSecrets } from './secrets';
import { Spending } from './spending';

interface LedgerChanges {
  rev: number;
  changed: JobRecord[];
  removed: string[];
}

/** Written after each change to notify the other windows: file watchers do not reliably report an open database's files. */
export const signalFile = 'jobs.rev';

/** Running time of one job: `took` in ms, `at` its end in ms since the epoch; `''` and 0 for an unknown model or length. */
export interface Duration {
  model: string;
  seconds: number;
  took: number;
  at: number;
}

/** Samples kept per provider, origin, model and length: enough for a distribution. */
export const durationsKept = 100;
/** Age in ms at which samples are dropped. */
const maxDurationAge = 180 * 24 * 3600_000;

/** All jobs, on disk, shared by all windows. Synchronous, as SQLite is; a call takes well under a millisecond. */
export class Ledger {
  readonly #db: Database;
  readonly #records = new Records();
  readonly list: JobList;
  readonly families: Families;
  readonly spending: Spending;
  readonly #answers: Answers;

  readonly #folder: string;

  /** @throws SQLite's errors, or VideoJobsError `disk` for a file of a newer release */
  constructor(folder: string, journal?: Journal) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    this.#db = new Database(ledgerFile(folder), journal);
    this.list = new JobList(this.#db, this.#records, () => this.rev);
    this.families = new Families(this.#db, this.list, this);
    this.spending = new Spending(this.#db);
    this.#answers = new Answers(this.#db, folder);
  }

  close(): void {
    if (!this.isOpen) return;
    try {
      this.#db.write(() => {
        if (!this.#anyDue) markIdle(this.#folder);
      }, false);
    } catch {
      // The next window queries the ledger.
    }
    this.#db.close();
  }

  /** Writes the database to a new file, even if its own file was deleted meanwhile. @throws VideoJobsError `disk` */
  copyTo(file: string): void {
    this.#db.run('VACUUM INTO ?', file);
  }

  get isOpen(): boolean {
    return this.#db.isOpen;
  }

  /**
   * Runs `work` in one transaction. `durable` waits until the commit survives a power cut.
   * @throws VideoJobsError `disk`
   */
  write<T>(work: () => T, { durable = false } = {}): T {
    let before = 0;
    try {
      const result = this.#db.write(() => {
        before = this.rev;
        return work();
      }, durable);
      this.#answers.committed();
      if (this.rev !== before) this.signal();
      return result;
    } catch (error) {
      // A rollback lets revisions repeat.
      this.#records.clear();
      this.#answers.rolledBack();
      throw error;
    }
  }

  /** Notifies the other windows. */
  signal(): void {
    try {
      writeFileSync(path.join(this.#folder, signalFile), String(this.rev));
    } catch {
      // They sync on focus, too.
    }
  }

  /** Revision, increased by each change of a job. */
  get rev(): number {
    return Number(this.#db.one('SELECT value FROM revision')?.['value'] ?? 0);
  }

  changedSince(rev: number): LedgerChanges {
    const now = this.rev;
    if (now === rev) return { rev, changed: [], removed: [] };
    return {
      rev: now,
      changed: this.#db.all('SELECT key, rev, body FROM jobs WHERE rev > ?', rev).map((row) => this.#records.of(row)),
      removed: this.#db.all('SELECT key FROM removed WHERE rev > ?', rev).map((row) => String(row['key'])),
    };
  }

  get(key: string): JobRecord | undefined {
    return this.#record('key = ?', key);
  }

  getById(provider: string, id: string): JobRecord | undefined {
    return this.#record('provider = ? AND id = ?', provider, id);
  }

  /** Returns the jobs with this spec, the latest first. */
  withSpec(spec: string): JobRecord[] {
    return this.#db
      .all('SELECT key, rev, body FROM jobs WHERE spec = ? ORDER BY created_at DESC, key DESC', spec)
      .map((row) => this.#records.of(row));
  }

  put(record: JobRecord): void {
    const job = withoutSecrets(this.families.withoutCycle(record));
    const due = isDue(job);
    if (due) markDue(this.#folder);
    this.#db.run(
      `INSERT INTO jobs (key, provider, id, created_at, due, rev, body) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET provider = excluded.provider, id = excluded.id,
         created_at = excluded.created_at, due = excluded.due, rev = excluded.rev, body = excluded.body`,
      job.key,
      job.provider,
      job.id ?? null,
      Math.trunc(job.createdAt),
      due ? 1 : 0,
      this.#nextRev(),
      JSON.stringify(job),
    );
    this.#db.run('DELETE FROM removed WHERE key = ?', job.key);
  }

  remove(job: Pick<JobRecord, 'key' | 'provider' | 'id'>): void {
    this.#answers.forget(job.key);
    this.#db.run('DELETE FROM jobs WHERE key = ?', job.key);
    this.#db.run(
      'INSERT OR REPLACE INTO removed (key, provider, id, rev) VALUES (?, ?, ?, ?)',
      job.key,
      job.provider,
      job.id ?? null,
      this.#nextRev(),
    );
  }

  wasRemoved(provider: string, id: string): boolean {
    return this.tombstone(provider, id) !== undefined;
  }

  /** Returns the key of a removed job, which it gets back on import to keep its place in the family. */
  tombstone(provider: string, id: string): string | undefined {
    const sql = 'SELECT key FROM removed WHERE provider = ? AND id = ? ORDER BY rev DESC LIMIT 1';
    return this.#db.one(sql, provider, id)?.['key'] as string | undefined;
  }

  /** Lets a removed job return. The row stays for windows that have yet to process the removal. */
  clearTombstone(provider: string, id: string): void {
    this.#db.run('UPDATE removed SET id = NULL WHERE provider = ? AND id = ?', provider, id);
  }

  /** Stores a response that was read as a job, whole. @throws VideoJobsError `disk`, as does the next */
  saveAnswer(key: string, raw: unknown, known: KnownContent): void {
    this.#answers.save(key, raw, known);
  }

  /**
   * Stores a response as it came (JSON, text, or bytes), whether it could be read or not. What was read before stays.
   * @param key of a job in the ledger
   */
  keepAnswer(key: string, raw: unknown): void {
    this.#answers.keep(key, raw);
  }

  /** Returns the last response about a job; `raw` of bytes is `{ file }`, and undefined if its file was deleted. */
  answer(key: string): { raw: unknown; known: KnownContent } | undefined {
    return this.#answers.get(key);
  }

  /** Returns when a remembered fact about a server (it lacks an operation) expires, in ms since the epoch. */
  providerState(provider: string, origin: string, name: string): number | undefined {
    const row = this.#db.one(
      'SELECT until FROM provider_state WHERE provider = ? AND origin = ? AND name = ?',
      provider,
      origin,
      name,
    );
    return row && Number(row['until']);
  }

  setProviderState(provider: string, origin: string, name: string, until: number): void {
    this.#db.run('INSERT OR REPLACE INTO provider_state VALUES (?, ?, ?, ?)', provider, origin, name, Math.ceil(until));
  }

  /** Returns the stored state of a partial download, as JSON. */
  part(name: string): string | undefined {
    const row = this.#db.one('SELECT body FROM parts WHERE name = ?', name);
    return row && String(row['body']);
  }

  parts(): string[] {
    return this.#db.all('SELECT body FROM parts').map((row) => String(row['body']));
  }

  setPart(name: string, body: string | undefined): void {
    if (body === undefined) this.#db.run('DELETE FROM parts WHERE name = ?', name);
    else this.#db.run('INSERT OR REPLACE INTO parts VALUES (?, ?)', name, body);
  }

  /** Returns the rate limit of one class of requests, in ms since the epoch. */
  wait(provider: string, origin: string, name: string): { since: number; until: number } | undefined {
    const row = this.#db.one(
      'SELECT since, until FROM waits WHERE provider = ? AND origin = ? AND name = ?',
      provider,
      origin,
      name,
    );
    return row && { since: Number(row['since']), until: Number(row['until']) };
  }

  setWait(provider: string, origin: string, name: string, { since, until }: { since: number; until: number }): void {
    this.#db.run(
      'INSERT OR REPLACE INTO waits (provider, origin, name, since, until) VALUES (?, ?, ?, ?, ?)',
      provider,
      origin,
      name,
      Math.trunc(since),
      Math.ceil(until),
    );
  }

  /** Returns the latest running times at a server, oldest first. */
  durations(provider: string, origin: string): Duration[] {
    return this.#db
      .all(
        'SELECT model, seconds, took, at FROM durations WHERE provider = ? AND origin = ? ORDER BY number',
        provider,
        origin,
      )
      .map((row) => ({
        model: String(row['model']),
        seconds: Number(row['seconds']),
        took: Number(row['took']),
        at: Number(row['at']),
      }));
  }

  addDuration(provider: string, origin: string, { model, seconds, took, at }: Duration): void {
    const kind = [provider, origin, model, seconds] as const;
    this.#db.run(
      'INSERT INTO durations (provider, origin, model, seconds, took, at) VALUES (?, ?, ?, ?, ?, ?)',
      ...kind,
      Math.round(took),
      Math.round(at),
    );
    this.#db.run(
      `DELETE FROM durations WHERE provider = ?1 AND origin = ?2 AND model = ?3 AND seconds = ?4 AND number NOT IN (
         SELECT number FROM durations WHERE provider = ?1 AND origin = ?2 AND model = ?3 AND seconds = ?4
         ORDER BY number DESC LIMIT ${durationsKept})`,
      ...kind,
    );
  }

  claim(name: string): { holder: string; expires: number } | undefined {
    const row = this.#db.one('SELECT holder, expires FROM claims WHERE name = ?', name);
    return row && { holder: String(row['holder']), expires: Number(row['expires']) };
  }

  setClaim(name: string, holder: string, expires: number): void {
    this.#db.run('INSERT OR REPLACE INTO claims VALUES (?, ?, ?)', name, holder, Math.ceil(expires));
  }

  /** Returns false if another holder has taken the claim. */
  renewClaim(name: string, holder: string, expires: number): boolean {
    return (
      this.#db.run('UPDATE claims SET expires = ? WHERE name = ? AND holder = ?', Math.ceil(expires), name, holder) > 0
    );
  }

  dropClaim(name: string, holder: string): void {
    this.#db.run('DELETE FROM claims WHERE name = ? AND holder = ?', name, holder);
  }

  /** Deletes entries that expired before this time (ms since the epoch): claims of crashed windows, past rate limits. */
  sweep(before: number): void {
    this.#db.run('DELETE FROM claims WHERE expires < ?', Math.trunc(before));
    this.#db.run('DELETE FROM provider_state WHERE until < ?', Math.trunc(before));
    this.#db.run('DELETE FROM waits WHERE until < ?', Math.trunc(before));
    this.#db.run('DELETE FROM durations WHERE at < ?', Math.trunc(before - maxDurationAge));
    this.#answers.sweep(before);
  }

  get #anyDue(): boolean {
    return this.#db.one('SELECT 1 FROM jobs WHERE due = 1 LIMIT 1') !== undefined;
  }

  #nextRev(): number {
    return Number(this.#db.one('UPDATE revision SET value = value + 1 RETURNING value')?.['value']);
  }

  #record(condition: string, ...values: string[]): JobRecord | undefined {
    const row = this.#db.one(`SELECT key, rev, body FROM jobs WHERE ${condition}`, ...values);
    return row && this.#records.of(row);
  }
}
