import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import { isDamage, ledgerError } from './diskError';
import { ledgerFile } from './file';
import { Ledger } from './ledger';
import { salvage } from './salvage';

export interface OpenedLedger {
  ledger: Ledger;
  /** Reports that the old list was damaged, and where it was moved. */
  setAside?: VideoJobsError;
}

/** Code of the error that reports a damaged list. */
export const damagedFile = 'LIST_DAMAGED';

/**
 * Opens the ledger. A damaged file is renamed, never deleted, and a new one created.
 * @throws VideoJobsError `disk` if that fails, or the file is of a newer release
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
 * Replaces a damaged ledger with a new one that holds every readable record.
 * @param identity inode of the damaged file, since another window may have replaced it already
 * @throws VideoJobsError `disk`
 */
export function replaceLedger(folder: string, identity: number | undefined, cause: unknown): OpenedLedger {
  if (ledgerIdentity(folder) !== identity) return { ledger: open(folder) };
  const renamed = setAside(folder, 'damaged');
  const ledger = open(folder);
  const saved = salvage(renamed, ledger);
  const message =
    saved > 0
      ? l10n.t(
          'The job list was damaged and was kept as {0}. {1} jobs could be read and are in the new list. Clips on disk are not affected.',
          renamed,
          saved,
        )
      : l10n.t(
          'The job list was damaged and was kept as {0}. A new list was started. Clips on disk are not affected.',
          renamed,
        );
  return { ledger, setAside: new VideoJobsError('disk', message, { code: damagedFile, cause }) };
}

/** Returns a name for another list in the same folder: `jobs.damaged-2026-11-30T18-00-00-000Z.sqlite`. */
export const nameBeside = (folder: string, why: 'damaged' | 'newer' | 'deleted'): string =>
  ledgerFile(folder).replace(/\.sqlite$/, `.${why}-${new Date().toISOString().replace(/[:.]/g, '-')}.sqlite`);

/** Returns the file's inode, which changes when another file takes its place. */
export function ledgerIdentity(folder: string): number | undefined {
  return statSync(ledgerFile(folder), { throwIfNoEntry: false })?.ino;
}

/** Returns true if the folder has that file under another name, as `setAside` leaves it. */
export function wasSetAside(folder: string, identity: number | undefined): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder).some(
    (name) =>
      name.endsWith('.sqlite') && statSync(path.join(folder, name), { throwIfNoEntry: false })?.ino === identity,
  );
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

/** Renames the file, beside the old name. Returns the new path. @throws VideoJobsError `disk` */
export function setAside(folder: string, why: 'damaged' | 'newer'): string {
  const file = ledgerFile(folder);
  const renamed = nameBeside(folder, why);
  try {
    renameSync(file, renamed);
    for (const suffix of ['-wal', '-shm', '-journal']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, renamed + suffix);
    }
  } catch (error) {
    throw new VideoJobsError(
      'disk',
      l10n.t('The job list {0} could not be moved. Close the other windows and reload this one.', file),
      { cause: error },
    );
  }
  return renamed;
}
