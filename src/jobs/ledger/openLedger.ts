import * as l10n from '@vscode/l10n';
import { existsSync, renameSync, statSync } from 'node:fs';
import { VideoJobsError } from '../../api/errors';
import { isDamage, ledgerError } from './diskError';
import { ledgerFile } from './file';
import { Ledger } from './ledger';
import { salvage } from './salvage';

export interface OpenedLedger {
  ledger: Ledger;
  /** Says that the old list was damaged and where it is now. */
  setAside?: VideoJobsError;
}

/** The code of the error that tells of a list that was damaged. */
export const damagedFile = 'LIST_DAMAGED';

/**
 * Opens the ledger. A damaged one is kept under another name, never deleted, and a new one begun.
 * @throws VideoJobsError `disk` when that is not possible, or the file is of a newer release.
 */
export function openLedger(folder: string): OpenedLedger {
  const identity = ledgerIdentity(folder);
  try {
    return { ledger: open(folder) };
  } catch (error) {
    if (!isDamage(error)) throw ledgerError(error, ledgerFile(folder));
    return replaceLedger(folder, identity, error);
  }
}

/**
 * A new ledger in place of one that turned out to be damaged, with what can be read of it.
 * @param identity of the damaged file, as another window may have put it aside already
 * @throws VideoJobsError `disk`
 */
export function replaceLedger(folder: string, identity: number | undefined, cause: unknown): OpenedLedger {
  if (ledgerIdentity(folder) !== identity) return { ledger: open(folder) };
  const kept = setAside(folder, 'damaged');
  const ledger = open(folder);
  const saved = salvage(kept, ledger);
  const message =
    saved > 0
      ? l10n.t(
          'The job list was damaged and is kept as {0}. {1} jobs could be read and are in the new list; clips on disk are untouched.',
          kept,
          saved,
        )
      : l10n.t(
          'The job list was damaged and is kept as {0}. A new list was started; clips on disk are untouched.',
          kept,
        );
  return { ledger, setAside: new VideoJobsError('disk', message, { code: damagedFile, cause }) };
}

/** Which file it is, to notice when another takes its place. */
export function ledgerIdentity(folder: string): number | undefined {
  return statSync(ledgerFile(folder), { throwIfNoEntry: false })?.ino;
}

function open(folder: string): Ledger {
  const ledger = new Ledger(folder);
  try {
    ledger.write(() => ledger.sweep(Date.now() - 3600_000));
    return ledger;
  } catch (error) {
    ledger.close();
    throw error;
  }
}

/** Gives the file another name beside the old one, which it answers. @throws VideoJobsError `disk` */
export function setAside(folder: string, why: 'damaged' | 'newer'): string {
  const file = ledgerFile(folder);
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const kept = file.replace(/\.sqlite$/, `.${why}-${stamp}.sqlite`);
  try {
    renameSync(file, kept);
    for (const suffix of ['-wal', '-shm', '-journal']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, kept + suffix);
    }
  } catch (error) {
    throw new VideoJobsError(
      'disk',
      l10n.t('The job list {0} could not be moved. Close the other windows and reload this one.', file),
      { cause: error },
    );
  }
  return kept;
}
