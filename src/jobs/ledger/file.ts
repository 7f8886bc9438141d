import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { isIdle } from './idle';

export const ledgerFile = (folder: string) => path.join(folder, 'jobs.sqlite');

/** Loads SQLite at first use: loading is slow, and Node 22 prints an experimental warning. */
export const sqlite = () => process.getBuiltinModule('node:sqlite');

/** Returns true if a job needs work in the background. Loads SQLite only if there is a ledger that is not marked idle. */
export function ledgerHasActiveJobs(folder: string): boolean {
  const file = ledgerFile(folder);
  if (!existsSync(file) || isIdle(folder)) return false;
  let db: DatabaseSync | undefined;
  try {
    db = new (sqlite().DatabaseSync)(file);
    db.exec('PRAGMA busy_timeout = 1000');
    return db.prepare('SELECT 1 FROM jobs WHERE due = 1 LIMIT 1').get() !== undefined;
  } catch {
    // Let the real open report damage or a newer schema.
    return true;
  } finally {
    db?.close();
  }
}
