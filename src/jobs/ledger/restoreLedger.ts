import { existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import { ledgerFile } from './file';
import type { Ledger } from './ledger';
import { nameBeside, openLedger } from './openLedger';
import { salvage } from './salvage';

/** Code of the error that reports a deleted or replaced list. */
export const deletedFile = 'LIST_DELETED';

/**
 * Writes back a ledger whose file was deleted or replaced while it was open: its content is still readable. Into the place of
 * the file, or, where there is another list by now, its jobs into that one.
 * @param ledger open on the file without a name
 * @returns the error that reports it
 */
export function restoreLedger(folder: string, ledger: Ledger): VideoJobsError {
  const file = ledgerFile(folder);
  const copy = nameBeside(folder, 'deleted');
  try {
    mkdirSync(folder, { recursive: true });
    ledger.copyTo(copy);
    const saved = moveToFreeName(copy, file) ? ledger.list.count() : mergeInto(folder, copy);
    return report(
      l10n.t(
        'The job list {0} was deleted or replaced while this window was open. {1} jobs were written back to it. Nothing was sent: look at the list, then try again.',
        file,
        saved,
      ),
    );
  } catch (error) {
    return report(
      l10n.t(
        'The job list {0} was deleted or replaced while this window was open, and its jobs could not be written back. Nothing was sent: restore the file from a backup, or try again to start a new list. Clips on disk are untouched.',
        file,
      ),
      error,
    );
  }
}

/** Gives the copy the list's name unless that is taken. The journal of the deleted file must not be replayed into it. */
function moveToFreeName(copy: string, file: string): boolean {
  if (existsSync(file)) return false;
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
  try {
    linkSync(copy, file);
  } catch {
    if (existsSync(file)) return false;
    renameSync(copy, file);
  }
  rmSync(copy, { force: true });
  return true;
}

/** The copy stays: the other list may be an older one that the user wants to compare. */
function mergeInto(folder: string, copy: string): number {
  const { ledger } = openLedger(folder);
  try {
    return salvage(copy, ledger);
  } finally {
    ledger.close();
  }
}

const report = (message: string, cause?: unknown) => new VideoJobsError('disk', message, { code: deletedFile, cause });
