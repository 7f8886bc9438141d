import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Marker file beside the ledger: no job needs work. It saves a starting window from loading SQLite to find that out. Both
 * functions that change it run inside a transaction, so windows cannot race; it is removed before any job becomes due, and a
 * crashed process leaves none. Without the marker, the ledger is queried.
 */
const markerOf = (folder: string) => path.join(folder, 'jobs.idle');

export const isIdle = (folder: string): boolean => existsSync(markerOf(folder));

export const markIdle = (folder: string): void => writeFileSync(markerOf(folder), '');

/** Removes the marker durably, as a paid request's intent is written: a power cut must not bring it back. */
export function markDue(folder: string): void {
  if (!existsSync(markerOf(folder))) return;
  rmSync(markerOf(folder), { force: true });
  // Windows cannot open a folder; NTFS journals its metadata.
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
