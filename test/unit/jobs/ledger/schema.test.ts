import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { ledgerFile } from '../../../../src/jobs/ledger/file';
import { migrate, newerFile, schemaVersion, scripts } from '../../../../src/jobs/ledger/schema';
import { Folders } from '../support';

const first = 'CREATE TABLE jobs (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;';
const second = "ALTER TABLE jobs ADD COLUMN prompt TEXT AS (body ->> '$.prompt') VIRTUAL;";

describe('The schema of the ledger', () => {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const folders = new Folders();
  const opened: { close(): void }[] = [];
  const connect = (file: string) => {
    const db = new DatabaseSync(file);
    opened.push(db);
    db.exec('PRAGMA busy_timeout = 5000');
    return db;
  };
  afterEach(() => {
    for (const one of opened.splice(0)) one.close();
    folders.clear();
  });

  /** A file at the first version, with jobs in it. */
  function older(jobs = 2): string {
    const folder = folders.make();
    mkdirSync(folder, { recursive: true });
    const file = ledgerFile(folder);
    const db = connect(file);
    db.exec('PRAGMA journal_mode = WAL');
    migrate(db, file, [first]);
    const insert = db.prepare('INSERT INTO jobs VALUES (?, ?)');
    for (let number = 0; number < jobs; number++) insert.run(`k${number}`, JSON.stringify({ prompt: `P${number}` }));
    return file;
  }
  const versionOf = (file: string) => connect(file).prepare('PRAGMA user_version').get()?.['user_version'];
  const prompts = (file: string) =>
    connect(file)
      .prepare('SELECT prompt FROM jobs ORDER BY key')
      .all()
      .map(({ prompt }) => prompt);

  it('gives an older file the scripts it lacks and keeps its jobs', () => {
    const file = older();
    migrate(connect(file), file, [first, second]);
    assert.equal(versionOf(file), 2);
    assert.deepEqual(prompts(file), ['P0', 'P1']);
    migrate(connect(file), file, [first, second]);
    assert.deepEqual(prompts(file), ['P0', 'P1']);
  });

  it('gives a file of the first release the identity of jobs and the maker of spending, and keeps both right', () => {
    const folder = folders.make();
    const file = ledgerFile(folder);
    const db = connect(file);
    migrate(db, file, scripts.slice(0, 1));
    const insert = (key: string, more: object) =>
      db
        .prepare('INSERT INTO jobs (key, provider, id, created_at, due, rev, body) VALUES (?, ?, ?, 1, 0, 1, ?)')
        .run(key, 'lab', key, JSON.stringify({ mine: true, status: 'queued', ...more }));
    const cost = { amount: 0.5, currency: 'USD', source: 'estimated' };
    insert('old', { cost });
    migrate(db, file);
    insert('new', { cost, spec: 'a'.repeat(64), by: { kind: 'agent' } });
    db.prepare("UPDATE jobs SET body = json_set(body, '$.progress', 5) WHERE key = 'old'").run();
    const rows = db.prepare('SELECT key, amount, maker FROM spending ORDER BY key').all();
    assert.deepEqual(
      rows.map((row) => Object.values(row)),
      [
        ['new', 0.5, 'agent'],
        ['old', 0.5, null],
      ],
    );
    const found = db.prepare('SELECT key FROM jobs WHERE spec = ?').all('a'.repeat(64));
    assert.deepEqual(
      found.map(({ key }) => key),
      ['new'],
    );
  });

  it('leaves the file at its version if one script fails', () => {
    const file = older();
    assert.throws(() => migrate(connect(file), file, [first, second, 'CREATE TABLE jobs (x);']), /already exists/);
    assert.equal(versionOf(file), 1);
    assert.throws(() => prompts(file), /no such column/);
    migrate(connect(file), file, [first, second]);
    assert.deepEqual(prompts(file), ['P0', 'P1']);
  });

  it('refuses a file of a newer release and leaves it as it is', () => {
    const file = older();
    migrate(connect(file), file, [first, second]);
    assert.throws(() => migrate(connect(file), file, [first]), { kind: 'disk', code: newerFile });
    assert.equal(versionOf(file), 2);
  });

  it('is applied once when another window changes the file at the same time', async () => {
    const file = older(300);
    const script = `
      const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
      const db = new DatabaseSync(process.argv[1]);
      db.exec('PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE');
      process.stdout.write('locked');
      setTimeout(() => {
        db.exec("${second} UPDATE jobs SET body = json_set(body, '$.prompt', 'late') WHERE key = 'k7'");
        db.exec('PRAGMA user_version = 2; COMMIT');
      }, 200);
    `;
    const child = spawn(process.execPath, ['--no-warnings', '-e', script, file]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    migrate(connect(file), file, [first, second]);
    assert.equal(versionOf(file), 2);
    assert.equal(prompts(file).filter((prompt) => prompt === 'late').length, 1);
  });

  it('makes a new file in one step', () => {
    const file = ledgerFile(folders.make());
    migrate(connect(file), file);
    assert.equal(versionOf(file), schemaVersion);
  });
});
