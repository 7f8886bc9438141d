import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { isIdle } from './idle';

export const ledgerFile = (folder: string) => path.join(folder, 'jobs.sqlite');

/** Loaded at first use: it takes time, and Node 22 warns that it is experimental. */
export const sqlite = () => process.getBuiltinModule('node:sqlite');

/** Whether work waits for a poller. Loads no database where there is no ledger, or it was left with nothing to do. */
export function ledgerHasActiveJobs(folder: string): boolean {
  const file = ledgerFile(folder);
  if (!existsSync(file) || isIdle(folder)) return false;
  let db: DatabaseSync | undefined;
  try {
    db = new (sqlite().DatabaseSync)(file);
    db.exec('PRAGMA busy_timeout = 1000');
    return db.prepare('SELECT 1 FROM jobs WHERE due = 1 LIMIT 1').get() !== undefined;
  } catch {
    // Damaged, newer, or never finished: opening it in earnest says so.
    return true;
  } finally {
    db?.close();
  }
}
