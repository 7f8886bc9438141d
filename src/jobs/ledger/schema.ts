import * as l10n from '@vscode/l10n';
import type { DatabaseSync } from 'node:sqlite';
import { VideoJobsError } from '../../api/errors';

/** What a row of `jobs` (or `NEW`, in a trigger) says of its cost. */
const costOf = (job: 'NEW' | 'jobs'): string => {
  const [source, status] = [`${job}.body ->> '$.cost.source'`, `${job}.body ->> '$.status'`];
  const known = `json_type(${job}.body, '$.cost.amount') IN ('integer', 'real')
    AND json_type(${job}.body, '$.cost.currency') = 'text'
    AND (${source} = 'reported' OR ${source} = 'estimated' AND ${status} NOT IN ('failed', 'cancelled'))`;
  return `
  SELECT ${job}.key, ${job}.provider, ${job}.id, ${job}.created_at,
    CASE WHEN json_type(${job}.body, '$.model') = 'text' THEN ${job}.body ->> '$.model' END,
    CASE WHEN ${known} THEN CAST(${job}.body ->> '$.cost.amount' AS REAL) END,
    CASE WHEN ${known} THEN ${job}.body ->> '$.cost.currency' END,
    CASE WHEN ${known} THEN ${source} END
  ${job === 'NEW' ? '' : 'FROM jobs'}
  WHERE ${counts(job)} AND (${job}.id IS NOT NULL OR ${job}.status IS NOT 'failed')`;
};

/** What others made with the same account counts where its provider says what it cost. */
const counts = (job: 'NEW' | 'jobs') =>
  `CASE WHEN json_valid(${job}.body) THEN ${job}.body ->> '$.mine' OR ${job}.body ->> '$.cost.source' IS 'reported' END`;

/** What is said of a job that was made here stays when it is removed and imported again. */
const keepSpending = `WHEN ${counts('NEW')} BEGIN
    DELETE FROM spending WHERE key = NEW.key OR (provider = NEW.provider AND id = NEW.id);
    INSERT INTO spending ${costOf('NEW')};
  END`;

/**
 * One script a version, applied in order to a file that is older. Never change one that was released: add.
 *
 * - `jobs.body` is the whole record; the columns beside it are what is searched for.
 * - `jobs.due` marks what needs work in the background, so that "is there any?" reads one index entry.
 * - `removed` tells the other windows, and keeps a job that was removed here from coming back with the next list.
 * - `parts` are clips that are not whole yet, by the name of their claim: what it takes to go on with them after a crash.
 * - `waits` says until when a server asked to be left alone, and since when, which tells of a clock that was set.
 * - `durations` holds how long the last jobs of a kind took, so that it is known when the next will end.
 * - `claims` says who polls and who downloads what; an entry that was not renewed in time is free.
 * - `jobs.state` is what `stateOf` gives: the status, or the end a job came to here.
 * - `jobs.parent_key` and `parent_id` name what a job was made from: by our key where it was made here, and by the
 *   provider's id where it is a remix, an edit or an extension, which live at the same provider.
 * - `spending` says what each job cost, or will, and outlives the job: a budget must not come back by removing what it was
 *   spent on. Triggers keep it, so that a window of an older release, still open, does as well. A request that came to
 *   nothing cost nothing; what a job that failed cost is for its provider to say. Nothing in a body may make them fail.
 * - `jobs.status` is computed from the body, so that a window of an older release, still open, keeps it right as well; so
 *   are the other columns that came later. A body that is damaged has none; whoever reads it notices.
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
  `
  ALTER TABLE jobs ADD COLUMN status TEXT AS (CASE WHEN json_valid(body) THEN body ->> '$.status' END) VIRTUAL;
  CREATE INDEX jobs_newest ON jobs (created_at DESC, key DESC);
  CREATE INDEX jobs_by_provider ON jobs (provider, created_at DESC, key DESC);
  CREATE INDEX jobs_by_status ON jobs (status, created_at DESC, key DESC);
  `,
  'CREATE TABLE parts (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;',
  `
  CREATE TABLE waits (
    provider TEXT NOT NULL,
    origin TEXT NOT NULL,
    name TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (provider, origin, name)
  ) STRICT;
  CREATE TABLE durations (
    number INTEGER PRIMARY KEY,
    provider TEXT NOT NULL,
    origin TEXT NOT NULL,
    model TEXT NOT NULL,
    seconds REAL NOT NULL,
    took INTEGER NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX durations_by_kind ON durations (provider, origin, model, seconds);
  `,
  `
  ALTER TABLE jobs ADD COLUMN state TEXT AS (CASE WHEN json_valid(body) THEN
    CASE
      WHEN body ->> '$.status' IN ('queued', 'in_progress') AND NOT body ->> '$.watching' THEN
        CASE WHEN body ->> '$.missingSince' IS NULL THEN 'stopped' ELSE 'missing' END
      WHEN body ->> '$.status' = 'completed' AND body -> '$.noClip' IS NOT NULL
        AND instr(body -> '$.media', '"variant":"video"') = 0 THEN 'noClip'
      ELSE body ->> '$.status'
    END
  END) VIRTUAL;
  CREATE INDEX jobs_by_state ON jobs (state, created_at DESC, key DESC);
  `,
  `
  ALTER TABLE jobs ADD COLUMN parent_key TEXT
    AS (CASE WHEN json_valid(body) THEN body ->> '$.madeFrom.key' END) VIRTUAL;
  ALTER TABLE jobs ADD COLUMN parent_id TEXT AS (CASE WHEN json_valid(body) THEN
    CASE WHEN body ->> '$.parent.relation' IN ('remix', 'edit', 'extend') THEN body ->> '$.parent.id' END
  END) VIRTUAL;
  CREATE INDEX jobs_by_parent_key ON jobs (parent_key, key) WHERE parent_key IS NOT NULL;
  CREATE INDEX jobs_by_parent_id ON jobs (provider, parent_id, parent_key, key) WHERE parent_id IS NOT NULL;
  `,
  `
  CREATE TABLE spending (
    key TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    id TEXT,
    at INTEGER NOT NULL,
    model TEXT,
    amount REAL,
    currency TEXT,
    source TEXT
  ) STRICT;
  CREATE INDEX spending_by_id ON spending (provider, id) WHERE id IS NOT NULL;
  CREATE INDEX spending_by_time ON spending (at);
  CREATE TRIGGER spending_new AFTER INSERT ON jobs ${keepSpending};
  CREATE TRIGGER spending_changed AFTER UPDATE ON jobs ${keepSpending};
  INSERT INTO spending ${costOf('jobs')};
  `,
];

export const schemaVersion = migrations.length;

const versionOf = (db: DatabaseSync) => Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);

/** The code of the error for a file of a newer release. */
export const newerFile = 'LIST_NEWER';

/** @throws VideoJobsError `disk` for a file of a newer release, which nothing must write to. */
export function assertNotNewer(db: DatabaseSync, file: string): void {
  if (versionOf(db) <= schemaVersion) return;
  throw new VideoJobsError(
    'disk',
    l10n.t(
      'The job list {0} was written by a newer version of Video Jobs. Update the extension to see your jobs, or start a new list: the newer one is kept aside.',
      file,
    ),
    { code: newerFile },
  );
}

/**
 * Brings a file up to this version.
 * @throws VideoJobsError `disk` for a file of a newer release, which is left as it is.
 */
export function migrate(db: DatabaseSync, file: string): void {
  if (versionOf(db) === schemaVersion) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    // Read again under the lock: another window may have done it meanwhile.
    assertNotNewer(db, file);
    for (const script of migrations.slice(versionOf(db))) db.exec(script);
    db.exec(`PRAGMA user_version = ${schemaVersion}`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
