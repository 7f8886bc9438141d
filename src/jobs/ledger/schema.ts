import type { DatabaseSync } from 'node:sqlite';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import { largestAmount } from '../cost';

/** A job costs what its provider reported; one that did not fail costs what was estimated. Any other cost is unknown. */
const isCostKnown = `json_type(NEW.body, '$.cost.amount') IN ('integer', 'real')
    AND NEW.body ->> '$.cost.amount' BETWEEN 0 AND ${largestAmount}
    AND json_type(NEW.body, '$.cost.currency') = 'text'
    AND (NEW.body ->> '$.cost.source' = 'reported' OR NEW.body ->> '$.cost.source' = 'estimated'
      AND NEW.body ->> '$.status' NOT IN ('failed', 'cancelled'))`;

const spendingColumns = ['key', 'provider', 'id', 'at', 'model', 'amount', 'currency', 'source', 'restored'];

/** Jobs others made with the same account count if their provider reported the cost. */
const counts = `CASE WHEN json_valid(NEW.body) THEN
    NEW.body ->> '$.mine' OR NEW.body ->> '$.cost.source' IS 'reported' END`;

/**
 * Keeps the row of a job that was made here when the job is removed and imported again.
 * @param more further columns, each with its value
 */
const keepSpending = (more: Readonly<Record<string, string>> = {}) => `WHEN ${counts} BEGIN
    DELETE FROM spending WHERE key = NEW.key OR (provider = NEW.provider AND id = NEW.id);
    INSERT INTO spending (${[...spendingColumns, ...Object.keys(more)].join(', ')})
    SELECT NEW.key, NEW.provider, NEW.id, NEW.created_at,
      CASE WHEN json_type(NEW.body, '$.model') = 'text' THEN NEW.body ->> '$.model' END,
      CASE WHEN ${isCostKnown} THEN CAST(NEW.body ->> '$.cost.amount' AS REAL) END,
      CASE WHEN ${isCostKnown} THEN NEW.body ->> '$.cost.currency' END,
      CASE WHEN ${isCostKnown} THEN NEW.body ->> '$.cost.source' END,
      ${["coalesce(NEW.body ->> '$.restored', 0) = 1", ...Object.values(more)].join(', ')}
    WHERE NEW.id IS NOT NULL OR NEW.status IS NOT 'failed';
  END`;

const ofMaker = { maker: "CASE WHEN json_type(NEW.body, '$.by.kind') = 'text' THEN NEW.body ->> '$.by.kind' END" };

/** Updates the search index if a searched text changed: a poll that only moves the progress must not touch it. */
const indexText = (when: string) => `${when} BEGIN
    DELETE FROM job_texts WHERE rowid = NEW.number;
    INSERT INTO job_texts (rowid, prompt, model, id, word) VALUES (NEW.number, NEW.prompt, NEW.model, NEW.id, NEW.word);
  END`;

/**
 * One script per version, applied in order to a file that is older. Never change a released one: add another. A window of
 * the release before may still be open and writing, so what follows from a body is a generated column or a trigger.
 *
 * - `jobs.body` is the whole record; the columns beside it are what is searched for. Those computed from the body are null
 *   where it is damaged; readers of the body notice.
 * - `jobs.due` marks what needs work in the background, so that "is there any?" reads one index entry.
 * - `jobs.number` is the row's own number, which outlives a VACUUM and is short enough for the search.
 * - `job_texts` is the search index (FTS5, trigrams) over the texts of a job, by `jobs.number`; triggers maintain it.
 * - `jobs.state` is the result of `stateOf`: the status, or the end a job came to here.
 * - `jobs.parent_key` and `parent_id` name what a job was made from: by our key where it was made here, and by the
 *   provider's id where it is a remix, an edit or an extension, which live at the same provider.
 * - `jobs.spec` is the identity of what a job renders (`sending/spec.ts`): files and agents get the first job of it.
 * - `removed` tells the other windows, and keeps a job that was removed here from coming back with the next list.
 * - `answers` keeps the last response about a job, and what was read from it. A large one is in a file of its own
 *   (`answerFiles.ts`), which `file` names; `raw` is `null` then.
 * - `provider_state` remembers, until a time, what was learned of a server.
 * - `claims` says who polls and who downloads what; an entry that was not renewed in time is free.
 * - `parts` are clips that are not whole yet, by the name of their claim: what it takes to go on with them after a crash.
 * - `waits` says until when a server asked to be left alone, and since when, which shows that the clock was set.
 * - `durations` holds how long the last jobs of a kind took, to estimate when the next will end.
 * - `spending` says what each job cost, or will, and outlives the job: a budget must not come back by removing what it was
 *   spent on. `restored` marks jobs read from sidecars, which no budget counts. `maker` says what kind of asker it was, if no person. A request that came to nothing cost nothing; the cost of a failed job is its provider's to report. Nothing
 *   in a body may make the triggers fail.
 */
export const scripts: readonly string[] = [
  `
  CREATE TABLE revision (value INTEGER NOT NULL) STRICT;
  INSERT INTO revision VALUES (0);

  CREATE TABLE jobs (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    id TEXT,
    created_at INTEGER NOT NULL,
    due INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    body TEXT NOT NULL,
    status TEXT AS (CASE WHEN json_valid(body) THEN body ->> '$.status' END) VIRTUAL,
    state TEXT AS (CASE WHEN json_valid(body) THEN
      CASE
        WHEN body ->> '$.status' IN ('queued', 'in_progress') AND NOT body ->> '$.watching' THEN
          CASE WHEN body ->> '$.missingSince' IS NULL THEN 'stopped' ELSE 'missing' END
        WHEN body ->> '$.status' = 'completed' AND body -> '$.noClip' IS NOT NULL
          AND instr(body -> '$.media', '"variant":"video"') = 0 THEN 'noClip'
        ELSE body ->> '$.status'
      END
    END) VIRTUAL,
    parent_key TEXT AS (CASE WHEN json_valid(body) THEN body ->> '$.madeFrom.key' END) VIRTUAL,
    parent_id TEXT AS (CASE WHEN json_valid(body) THEN
      CASE WHEN body ->> '$.parent.relation' IN ('remix', 'edit', 'extend') THEN body ->> '$.parent.id' END
    END) VIRTUAL,
    prompt TEXT AS (CASE WHEN json_valid(body) THEN body ->> '$.prompt' END) VIRTUAL,
    model TEXT AS (CASE WHEN json_valid(body) THEN body ->> '$.model' END) VIRTUAL,
    word TEXT AS (CASE WHEN json_valid(body) THEN body ->> '$.providerStatus' END) VIRTUAL
  ) STRICT;
  CREATE UNIQUE INDEX jobs_by_id ON jobs (provider, id) WHERE id IS NOT NULL;
  CREATE INDEX jobs_by_rev ON jobs (rev);
  CREATE INDEX jobs_due ON jobs (due) WHERE due = 1;
  CREATE INDEX jobs_newest ON jobs (created_at DESC, key DESC);
  CREATE INDEX jobs_by_provider ON jobs (provider, created_at DESC, key DESC);
  CREATE INDEX jobs_by_status ON jobs (status, created_at DESC, key DESC);
  CREATE INDEX jobs_by_state ON jobs (state, created_at DESC, key DESC);
  CREATE INDEX jobs_by_parent_key ON jobs (parent_key, key) WHERE parent_key IS NOT NULL;
  CREATE INDEX jobs_by_parent_id ON jobs (provider, parent_id, parent_key, key) WHERE parent_id IS NOT NULL;

  CREATE INDEX jobs_facts ON jobs (number, created_at, provider, state, status, due);

  CREATE VIRTUAL TABLE job_texts USING fts5 (prompt, model, id, word, tokenize = 'trigram');
  CREATE TRIGGER job_texts_new AFTER INSERT ON jobs ${indexText('')};
  CREATE TRIGGER job_texts_changed AFTER UPDATE ON jobs ${indexText(
    'WHEN (OLD.prompt, OLD.model, OLD.id, OLD.word) IS NOT (NEW.prompt, NEW.model, NEW.id, NEW.word)',
  )};
  CREATE TRIGGER job_texts_gone AFTER DELETE ON jobs BEGIN
    DELETE FROM job_texts WHERE rowid = OLD.number;
  END;

  CREATE TABLE removed (key TEXT PRIMARY KEY, provider TEXT NOT NULL, id TEXT, rev INTEGER NOT NULL) STRICT;
  CREATE INDEX removed_by_id ON removed (provider, id);
  CREATE INDEX removed_by_rev ON removed (rev);

  CREATE TABLE answers (
    key TEXT PRIMARY KEY REFERENCES jobs (key) ON DELETE CASCADE,
    raw TEXT NOT NULL,
    file TEXT,
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

  CREATE TABLE parts (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;

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

  CREATE TABLE spending (
    key TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    id TEXT,
    at INTEGER NOT NULL,
    model TEXT,
    amount REAL,
    currency TEXT,
    source TEXT,
    restored INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX spending_by_id ON spending (provider, id) WHERE id IS NOT NULL;
  CREATE INDEX spending_by_time ON spending (at);
  CREATE TRIGGER spending_new AFTER INSERT ON jobs ${keepSpending()};
  CREATE TRIGGER spending_changed AFTER UPDATE ON jobs ${keepSpending()};
  `,
  `
  ALTER TABLE jobs ADD COLUMN spec TEXT AS (CASE WHEN json_valid(body) THEN body ->> '$.spec' END) VIRTUAL;
  CREATE INDEX jobs_by_spec ON jobs (spec) WHERE spec IS NOT NULL;

  ALTER TABLE spending ADD COLUMN maker TEXT;
  DROP TRIGGER spending_new;
  DROP TRIGGER spending_changed;
  CREATE TRIGGER spending_new AFTER INSERT ON jobs ${keepSpending(ofMaker)};
  CREATE TRIGGER spending_changed AFTER UPDATE ON jobs ${keepSpending(ofMaker)};
  `,
];

export const schemaVersion = scripts.length;

const versionOf = (db: DatabaseSync) => Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);

/** The code of the error for a file of a newer release. */
export const newerFile = 'LIST_NEWER';

/** @throws VideoJobsError `disk` for a file of a newer release, which nothing must write to. */
export function assertNotNewer(db: DatabaseSync, file: string, version = schemaVersion): void {
  if (versionOf(db) <= version) return;
  throw new VideoJobsError(
    'disk',
    l10n.t(
      'The job list {0} was written by a newer version of Video Jobs. Update the extension to see your jobs, or start a new list and keep the newer one aside.',
      file,
    ),
    { code: newerFile },
  );
}

/**
 * Brings a file up to this version: all scripts it lacks, or none of them.
 * @throws VideoJobsError `disk` for a file of a newer release, which is left as it is.
 */
export function migrate(db: DatabaseSync, file: string, all: readonly string[] = scripts): void {
  if (versionOf(db) === all.length) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    // Read again under the lock: another window may have done it meanwhile.
    assertNotNewer(db, file, all.length);
    for (const script of all.slice(versionOf(db))) db.exec(script);
    db.exec(`PRAGMA user_version = ${all.length}`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
