import { firstSchema } from '../jobs/ledger/schema1';

const start = Date.UTC(2026, 0, 1);

/** A database of that release, with so many jobs that have completed. */
export function writeFirstLedger(file: string, jobs: number): void {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const db = new DatabaseSync(file);
  try {
    db.exec('PRAGMA journal_mode = WAL');
    db.exec(`${firstSchema}; PRAGMA user_version = 1`);
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
