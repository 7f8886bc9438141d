import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A file beside the ledger that says: nothing is left to be done for any job. So a window that starts need not load and
 * open a database to learn that. Both functions that change it are called inside a transaction, so no two windows can be
 * at it; it is gone before anything is due, and a process that dies leaves none. Where it is missing, the ledger is asked.
 */
const mark = (folder: string) => path.join(folder, 'jobs.idle');

export const isIdle = (folder: string): boolean => existsSync(mark(folder));

export const markIdle = (folder: string): void => writeFileSync(mark(folder), '');

/** On the disk when it returns, as a paid request's intent will be: a power cut must not bring the mark back. */
export function markDue(folder: string): void {
  if (!existsSync(mark(folder))) return;
  rmSync(mark(folder), { force: true });
  // Windows cannot open a folder, and keeps its file table in order by itself.
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
