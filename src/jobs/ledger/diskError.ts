import { statfsSync } from 'node:fs';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException | undefined)?.code;

/** Converts a file system error of the library to one that names the path and the remedy. */
export function diskError(error: unknown, file: string): VideoJobsError {
  // Not every URI has a path on disk.
  const path = file.trim() === '' ? l10n.t('The file') : file;
  return fileError(error, path, {
    permission: l10n.t(
      'No permission to write {0}. Check its permissions, or choose another folder in settings.',
      path,
    ),
    missing: l10n.t('{0} does not exist and could not be created. Choose another folder in settings.', path),
  });
}

/** As `diskError`, for the ledger, whose folder no setting changes. */
const ledgerFileError = (error: unknown, file: string): VideoJobsError =>
  fileError(error, file, {
    permission: l10n.t(
      'No permission to write the job list {0}. Check the permissions of the file and its folder, then reload the window.',
      file,
    ),
    missing: l10n.t(
      'The folder of the job list {0} does not exist and could not be created. Check that its disk is connected and can be written to, then reload the window.',
      file,
    ),
  });

/** @param remedies sentences for errors that have a remedy of their own */
function fileError(error: unknown, path: string, remedies: { permission: string; missing: string }): VideoJobsError {
  if (error instanceof VideoJobsError) return error;
  const facts = { cause: error, code: codeOf(error) };
  switch (facts.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new VideoJobsError(
        'disk',
        l10n.t('The disk is full. {0} could not be written. Free up some space and try again.', path),
        facts,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new VideoJobsError('disk', remedies.permission, facts);
    case 'ENOENT':
    case 'ENOTDIR':
      return new VideoJobsError('disk', remedies.missing, facts);
    default:
      return new VideoJobsError(
        'disk',
        l10n.t('{0} could not be read or written ({1}).', path, error instanceof Error ? error.message : String(error)),
        facts,
      );
  }
}

/** SQLite's primary result codes (sqlite.org/rescode.html). */
const sqlite = { busy: 5, readOnly: 8, ioError: 10, corrupt: 11, full: 13, notADatabase: 26 };

/** Free space SQLite needs to open a database, in bytes. */
const minFreeBytes = 64 * 1024;

const primaryCode = (error: unknown) => Number((error as { errcode?: unknown } | undefined)?.errcode ?? 0) & 0xff;

/** Returns true if the file's contents are damaged, as opposed to a fault of the disk or a lock of another process. */
export function isDamage(error: unknown): boolean {
  const cause = error instanceof VideoJobsError ? error.cause : error;
  // A record that is not JSON was truncated or overwritten in a place SQLite does not check.
  return cause instanceof SyntaxError || [sqlite.corrupt, sqlite.notADatabase].includes(primaryCode(cause));
}

/** Converts an SQLite error to one that names the remedy. */
export function ledgerError(error: unknown, file: string): VideoJobsError {
  if (error instanceof VideoJobsError) return error;
  const facts = { cause: error };
  switch (primaryCode(error)) {
    case sqlite.busy:
      return new VideoJobsError(
        'disk',
        l10n.t('The job list is in use by another window. Try again in a moment.'),
        facts,
      );
    case sqlite.readOnly:
      return ledgerFileError(Object.assign(new Error('read-only'), { code: 'EACCES' }), file);
    case sqlite.full:
      return full(file);
    // SQLite reports an I/O error when its -wal or -shm file does not fit on the disk.
    case sqlite.ioError:
      return isFull(file) ? full(file) : ledgerFileError(error, file);
    case sqlite.corrupt:
    case sqlite.notADatabase:
      return new VideoJobsError(
        'disk',
        l10n.t('The job list {0} is damaged. Reload the window to set it aside and start a new one.', file),
        facts,
      );
    default:
      return ledgerFileError(error, file);
  }
}

const full = (file: string) => diskError(Object.assign(new Error('full'), { code: 'ENOSPC' }), file);

function isFull(file: string): boolean {
  try {
    const { bavail, bsize, blocks } = statfsSync(path.dirname(file));
    return blocks > 0 && bavail * bsize < minFreeBytes;
  } catch {
    return false;
  }
}
