import * as l10n from '@vscode/l10n';
import { existsSync, renameSync, statSync } from 'node:fs';
import { VideoJobsError } from '../api/errors';
import { isDamage, ledgerError } from './diskError';
import type { JobRecord } from './job';
import { Ledger, ledgerFile } from './ledger';

export interface OpenedLedger {
  ledger: Ledger;
  jobs: JobRecord[];
  /** `jobs` as of this revision. */
  rev: number;
  /** Says that the old list was damaged and where it is now. */
  setAside?: VideoJobsError;
}

/**
 * Opens the ledger and reads it. A damaged one is kept under another name, never deleted, and a new one begun.
 * @throws VideoJobsError `disk` when that is not possible, or the file is of a newer release.
 */
export function openLedger(folder: string): OpenedLedger {
  const file = ledgerFile(folder);
  const identity = identityOf(file);
  try {
    return read(folder);
  } catch (error) {
    if (!isDamage(error) && !isDamage((error as Error).cause) && !(error instanceof SyntaxError)) {
      throw ledgerError(error, file);
    }
    // Another window may have put it aside already; what lies there now is the new one.
    if (identityOf(file) !== identity) return read(folder);
    const kept = setAside(file);
    const told = new VideoJobsError(
      'disk',
      l10n.t('The job list was damaged and is kept as {0}. A new list was started; clips on disk are untouched.', kept),
      { cause: error },
    );
    return { ...read(folder), setAside: told };
  }
}

function read(folder: string): OpenedLedger {
  const ledger = new Ledger(folder);
  try {
    ledger.write(() => ledger.sweep(Date.now() - 3600_000));
    const rev = ledger.rev;
    return { ledger, rev, jobs: ledger.all() };
  } catch (error) {
    ledger.close();
    throw error;
  }
}

const identityOf = (file: string) => (existsSync(file) ? statSync(file).ino : undefined);

function setAside(file: string): string {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const kept = file.replace(/\.sqlite$/, `.damaged-${stamp}.sqlite`);
  try {
    renameSync(file, kept);
    for (const suffix of ['-wal', '-shm']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, kept + suffix);
    }
  } catch (error) {
    throw new VideoJobsError(
      'disk',
      l10n.t('The job list {0} is damaged and could not be moved. Close the other windows and reload this one.', file),
      { cause: error },
    );
  }
  return kept;
}
