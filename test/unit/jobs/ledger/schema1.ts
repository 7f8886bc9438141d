/** The tables as the first release made them, to the letter: never to be changed with the code. */
export const firstSchema = `
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
`;
