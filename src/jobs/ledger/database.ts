import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ledgerError } from './diskError';
import { sqlite } from './file';
import { assertNotNewer, migrate } from './schema';

export type Journal = 'WAL' | 'DELETE';
export type Row = Record<string, unknown>;
type Value = string | number | null;

/**
 * Values of `PRAGMA synchronous` (sqlite.org/pragma.html#pragma_synchronous). With a write-ahead log, NORMAL may lose the
 * newest commits at a power cut and FULL loses none. A rollback journal needs FULL to avoid corruption, and EXTRA to keep its
 * last commit.
 */
const levels = {
  wal: { usual: 'NORMAL', durable: 'FULL' },
  rollback: { usual: 'FULL', durable: 'EXTRA' },
} as const;

/** The ledger's SQLite file, migrated to the current schema: statements, transactions, and errors users can read. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #levels: (typeof levels)[keyof typeof levels];
  /** SQLite's journal mode in lower case: `wal`, or `delete` where the file system does not support WAL. */
  readonly journal: string;

  readonly #file: string;

  /**
   * @param journal journal mode of a new file; tests set it
   * @throws SQLite's errors, or VideoJobsError `disk` for a file of a newer release, which is not written to
   */
  constructor(file: string, journal: Journal = 'WAL') {
    this.#file = file;
    this.#db = connect(file, journal);
    try {
      this.journal = read(this.#db, 'journal_mode');
      this.#levels = levels[this.journal === 'wal' ? 'wal' : 'rollback'];
      this.#db.exec(`PRAGMA synchronous = ${this.#levels.usual}`);
      migrate(this.#db, file);
      this.#db.function('folded', { deterministic: true }, (text) => (text === null ? null : fold(String(text))));
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  get isOpen(): boolean {
    return this.#db.isOpen;
  }

  /**
   * Runs `work` in one transaction. `durable` waits until the commit survives a power cut.
   * @throws VideoJobsError `disk`
   */
  write<T>(work: () => T, durable: boolean): T {
    try {
      if (durable) this.#db.exec(`PRAGMA synchronous = ${this.#levels.durable}`);
      this.#db.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#db.exec('COMMIT');
        return result;
      } catch (error) {
        if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
        throw error;
      }
    } catch (error) {
      throw ledgerError(error, this.#file);
    } finally {
      if (durable && this.#db.isOpen) this.#db.exec(`PRAGMA synchronous = ${this.#levels.usual}`);
    }
  }

  /** @throws VideoJobsError `disk`, as do the next two */
  one(sql: string, ...values: Value[]): Row | undefined {
    return this.#guard(() => this.#statement(sql).get(...values));
  }

  all(sql: string, ...values: Value[]): Row[] {
    return this.#guard(() => this.#statement(sql).all(...values));
  }

  /** Returns the number of changed rows. */
  run(sql: string, ...values: Value[]): number {
    return this.#guard(() => Number(this.#statement(sql).run(...values).changes));
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw ledgerError(error, this.#file);
    }
  }
}

/** Folds the case of any script; SQLite's own `lower` folds ASCII only. Registered in SQL as `folded(text)`. */
export const fold = (text: string): string => text.toLowerCase();

const read = (db: DatabaseSync, pragma: string) => String(Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);

/**
 * Opens the file. A write-ahead log lets windows read while one writes, but needs shared memory, which some network file
 * systems lack (sqlite.org/wal.html#noshm). SQLite fails at the first use only. Such a file is converted to the rollback
 * journal and stays so: retrying at each start would disturb the windows that have it open.
 */
function connect(file: string, journal: Journal): DatabaseSync {
  const db = new (sqlite().DatabaseSync)(file);
  try {
    db.exec('PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY');
    assertNotNewer(db, file);
    if (read(db, 'user_version') === '0') setJournal(db, journal);
    read(db, 'user_version');
    return db;
  } catch (error) {
    db.close();
    if (!mayLackSharedMemory(error)) throw error;
    try {
      revertJournal(file);
    } catch {
      throw error;
    }
    return connect(file, 'DELETE');
  }
}

/** Sets the journal mode, unless another window is creating the file: that one sets it. */
function setJournal(db: DatabaseSync, journal: Journal): void {
  try {
    read(db, `journal_mode = ${journal}`);
  } catch {
    return;
  }
}

/** Converts a WAL file in exclusive locking mode, which needs no shared memory if set before the first read. */
function revertJournal(file: string): void {
  const db = new (sqlite().DatabaseSync)(file);
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE');
    if (read(db, 'journal_mode') !== 'wal') throw new Error('The journal is not at fault.');
    read(db, 'journal_mode = DELETE');
  } finally {
    db.close();
  }
}

/** SQLITE_IOERR, SQLITE_CANTOPEN and SQLITE_PROTOCOL, from sqlite.org/rescode.html. */
const mayLackSharedMemory = (error: unknown) =>
  [10, 14, 15].includes(Number((error as { errcode?: unknown }).errcode) & 0xff);
