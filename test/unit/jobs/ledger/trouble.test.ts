import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sinon from 'sinon';
import { ledgerFile } from '../../../../src/jobs/ledger/file';
import { Ledger } from '../../../../src/jobs/ledger/ledger';
import { schemaVersion } from '../../../../src/jobs/ledger/schema';
import { sameBytes } from '../../support/bytes';
import { stopClock } from '../../support/clock';
import { Bench, until } from '../support';

describe('a job list that cannot be opened', () => {
  let bench: Bench;
  let clock: sinon.SinonFakeTimers;
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  beforeEach(() => {
    bench = new Bench();
    clock = stopClock();
  });
  afterEach(() => {
    bench.close();
    clock.restore();
  });
  const file = () => ledgerFile(bench.ledger);
  const kept = (why: string) =>
    readdirSync(bench.ledger).filter((name) => name.includes(why) && name.endsWith('.sqlite'));

  it('is reported once, sends nothing, and is opened when the cause is gone', async () => {
    mkdirSync(file());
    const window = bench.window();
    assert.deepEqual([window.jobs, window.due, window.list.count()], [[], [], 0]);
    assert.equal(window.failure?.kind, 'disk');
    assert.match(window.failure.message, /jobs\.sqlite/);
    await assert.rejects(window.create({ provider: 'lab', prompt: 'One' }), { kind: 'disk' });
    await assert.rejects(window.refresh(), { kind: 'disk' });
    sinon.assert.notCalled(bench.server.create);
    assert.equal(bench.told.length, 1);

    let changes = 0;
    window.onDidChange(() => changes++);
    rmSync(file(), { recursive: true });
    assert.equal(window.list.count(), 0, 'not tried at each look');
    assert.equal(changes, 0);
    clock.tick(6_000);
    assert.equal(window.list.count(), 0);
    assert.equal(window.failure, undefined);
    assert.ok(changes > 0, 'whoever shows the list looks again');
    await window.create({ provider: 'lab', prompt: 'Two' });
    assert.equal(window.jobs.length, 1);
  });

  it('is retried at once on request and when the window gets focus', async () => {
    for (const way of ['refresh', 'wake'] as const) {
      mkdirSync(file());
      const window = bench.window();
      assert.deepEqual(window.jobs, []);
      assert.ok(window.failure);
      rmSync(file(), { recursive: true });
      await window[way]();
      assert.equal(window.failure, undefined, way);
      window.dispose();
      for (const name of readdirSync(bench.ledger)) rmSync(path.join(bench.ledger, name));
    }
  });

  it('from a newer release is kept, byte for byte, and set aside only on request', async () => {
    new Ledger(bench.ledger).close();
    const db = new DatabaseSync(file());
    db.exec(`PRAGMA user_version = ${schemaVersion + 1}; CREATE TABLE future (x)`);
    db.close();
    const before = readFileSync(file());
    const window = bench.window();
    assert.deepEqual(window.jobs, []);
    assert.equal(bench.told[0]?.code, 'LIST_NEWER');
    assert.ok(bench.told[0].message.includes(file()));
    await assert.rejects(window.create({ provider: 'lab', prompt: 'One' }), { code: 'LIST_NEWER' });
    sameBytes(readFileSync(file()), before);

    const name = window.startNewList();
    assert.deepEqual(kept('newer'), [path.basename(name)]);
    sameBytes(readFileSync(name), before);
    await window.create({ provider: 'lab', prompt: 'Two' });
    assert.equal(window.jobs.length, 1);
    assert.throws(() => window.startNewList(), { kind: 'rejected' });
    assert.equal(kept('newer').length, 1);
  });

  it('damaged while in use loses no response to a paid create', async () => {
    const window = bench.window();
    for (const prompt of ['One', 'Two']) await window.create({ provider: 'lab', prompt });
    const other = bench.window();
    assert.equal(other.jobs.length, 2);
    bench.server.create.callsFake(async ({ prompt }) => {
      // Between the request and its answer: another program writes over the file.
      const db = new DatabaseSync(file());
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      db.close();
      writeFileSync(file(), 'no database any more; '.repeat(4_000));
      return bench.server.add({ prompt });
    });
    const made = await window.create({ provider: 'lab', prompt: 'Three' });
    assert.equal(window.find({ provider: 'lab', id: made.id! })?.id, made.id);
    assert.match(bench.told.at(-1)?.message ?? '', /damaged and was kept as/);
    assert.equal(kept('damaged').length, 1);
    // The other window goes over to the new file.
    await until(() => (clock.tick(50), other.find({ provider: 'lab', id: made.id! }) !== undefined));
    assert.equal(kept('damaged').length, 1);
  });

  it('is kept without a write-ahead log where processes share no memory', () => {
    const ledger = new Ledger(bench.ledger);
    ledger.write(() => ledger.setClaim('x', 'me', 5));
    ledger.close();
    // Neither can it be made nor opened, as on some network file systems.
    symlinkSync(path.join(bench.ledger, 'none', 'at all'), `${file()}-shm`);
    for (let time = 0; time < 2; time++) {
      const again = new Ledger(bench.ledger);
      assert.equal(again.claim('x')?.holder, 'me');
      again.write(() => again.setClaim('y', 'me', 5), { durable: true });
      again.close();
    }
    const db = new DatabaseSync(file());
    assert.equal(db.prepare('PRAGMA journal_mode').get()?.['journal_mode'], 'delete');
    db.close();
  });
});
