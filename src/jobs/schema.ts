import * as l10n from '@vscode/l10n';
import type { DatabaseSync } from 'node:sqlite';
import { VideoJobsError } from '../api/errors';

/**
 * One script a version, applied in order to a file that is older. Never change one that was released: add.
 *
 * - `jobs.body` is the whole record; the columns beside it are what is searched for.
 * - `jobs.due` marks what needs work in the background, so that "is there any?" reads one index entry.
 * - `removed` tells the other windows, and keeps a job that was removed here from coming back with the next list.
 * - `claims` says who polls and who downloads what; an entry that was not renewed in time is free.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE revision (value INTEGER NOT NULL) STRICT;
  INSERT INTO revision VALUES (0);
  CREATE TABLE jobs (
    key TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    id TEXT,
    created_at INTEGER NOT NULL,
    due INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX jobs_by_id ON jobs (provider, id) WHERE id IS NOT NULL;
  CREATE INDEX jobs_by_rev ON jobs (rev);
  CREATE INDEX jobs_due ON jobs (due) WHERE due = 1;
  CREATE TABLE removed (key TEXT PRIMARY KEY, provider TEXT NOT NULL, id TEXT, rev INTEGER NOT NULL) STRICT;
  CREATE INDEX removed_by_id ON removed (provider, id);
  CREATE INDEX removed_by_rev ON removed (rev);
  CREATE TABLE answers (
    key TEXT PRIMARY KEY REFERENCES jobs (key) ON DELETE CASCADE,
    raw TEXT NOT NULL,
    known TEXT NOT NULL
  ) STRICT;
  CREATE TABLE provider_state (
    provider TEXT NOT NULL,
    origin TEXT NOT NULL,
    name TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (provider, origin, name)
  ) STRICT;
  CREATE TABLE claims (name TEXT PRIMARY KEY, holder TEXT NOT NULL, expires INTEGER NOT NULL) STRICT;
  `,
];

export const schemaVersion = migrations.length;

const versionOf = (db: DatabaseSync) => Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);

/**
 * Brings a file up to this version.
 * @throws VideoJobsError `disk` for a file of a newer release, which is left as it is.
 */
export function migrate(db: DatabaseSync): void {
  if (versionOf(db) === schemaVersion) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    // Read again under the lock: another window may have done it meanwhile.
    const version = versionOf(db);
    if (version > schemaVersion) {
      throw new VideoJobsError(
        'disk',
        l10n.t('The job list was written by a newer version of Video Jobs. Update the extension to see your jobs.'),
      );
    }
    for (const script of migrations.slice(version)) db.exec(script);
    db.exec(`PRAGMA user_version = ${schemaVersion}`);
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}
