/** The list as the first release made it: never to be changed, whatever becomes of the schema. */
const schema = `
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
  PRAGMA user_version = 1;
`;

const start = Date.UTC(2026, 0, 1);

/** A database of that release, with so many jobs that have completed. */
export function writeFirstLedger(file: string, jobs: number): void {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const db = new DatabaseSync(file);
  try {
    db.exec('PRAGMA journal_mode = WAL');
    db.exec(schema);
    db.exec('BEGIN');
    const insert = db.prepare(
      'INSERT INTO jobs (key, provider, id, created_at, due, rev, body) VALUES (?, ?, ?, ?, 0, ?, ?)',
    );
    const answer = db.prepare('INSERT INTO answers (key, raw, known) VALUES (?, ?, ?)');
    for (let number = 1; number <= jobs; number++) {
      const key = `key-${number}`;
      const id = `video_${number}`;
      const createdAt = start + number * 1000;
      const job = {
        key,
        provider: 'lab',
        id,
        status: 'completed',
        model: 'sora-2',
        prompt: `A cat, number ${number}`,
        seconds: 4,
        size: '1280x720',
        createdAt,
        completedAt: createdAt + 60_000,
        media: [],
        watching: false,
        origin: 'https://lab.example',
        mine: true,
        request: { prompt: `A cat, number ${number}`, model: 'sora-2', seconds: 4 },
        updatedAt: createdAt + 60_000,
      };
      insert.run(key, 'lab', id, createdAt, number, JSON.stringify(job));
      answer.run(key, JSON.stringify({ id, status: 'completed' }), JSON.stringify({ status: 'completed' }));
    }
    db.exec(`UPDATE revision SET value = ${jobs}; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)`);
  } finally {
    db.close();
  }
}
