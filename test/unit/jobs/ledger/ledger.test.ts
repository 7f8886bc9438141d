import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { JobRecord } from '../../../../src/jobs/job';
import { ledgerFile, ledgerHasActiveJobs } from '../../../../src/jobs/ledger/file';
import { Ledger } from '../../../../src/jobs/ledger/ledger';
import { openLedger } from '../../../../src/jobs/ledger/openLedger';
import { salvage } from '../../../../src/jobs/ledger/salvage';
import { schemaVersion } from '../../../../src/jobs/ledger/schema';
import { sameBytes } from '../../support/bytes';
import { Bench, Folders } from '../support';

const job = (key: string, part: Partial<JobRecord> = {}): JobRecord => ({
  key,
  provider: 'lab',
  id: `id-${key}`,
  status: 'completed',
  prompt: `Prompt ${key}`,
  createdAt: 1_000,
  media: [],
  watching: false,
  origin: 'https://lab.example',
  mine: true,
  updatedAt: 1_000,
  ...part,
});

describe('ledger', () => {
  const folders = new Folders();
  const opened: Ledger[] = [];
  const open = (folder = folders.make()) => {
    const ledger = new Ledger(folder);
    opened.push(ledger);
    return ledger;
  };
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');

  afterEach(() => {
    for (const ledger of opened.splice(0)) ledger.close();
    folders.clear();
  });

  it('gives back what was put in, to the letter', () => {
    const ledger = open();
    const odd = job('k', {
      id: `'; DROP TABLE jobs; --\u0000 "x" 😀`,
      provider: `p'"\n`,
      prompt: '<script>\u2028\ud83d',
      progress: 12.5,
      parent: { id: 'a/b:c=', relation: 'remix' },
    });
    ledger.write(() => ledger.put(odd));
    assert.deepEqual(ledger.list.all(), [JSON.parse(JSON.stringify(odd))]);
    assert.equal(ledger.getById(odd.provider, odd.id!)?.key, 'k');
    assert.equal(ledger.get('none'), undefined);
  });

  it('tells what changed since a revision, removals too', () => {
    const folder = folders.make();
    const [one, two] = [open(folder), open(folder)];
    one.write(() => ['a', 'b', 'c'].forEach((key) => one.put(job(key))));
    const { rev } = two;
    one.write(() => {
      one.put(job('b', { progress: 5 }));
      one.remove(job('c'));
    });
    const changes = two.changedSince(rev);
    assert.deepEqual(
      changes.changed.map(({ key }) => key),
      ['b'],
    );
    assert.deepEqual(changes.removed, ['c']);
    assert.deepEqual(two.changedSince(changes.rev), { rev: changes.rev, changed: [], removed: [] });
    assert.equal(two.wasRemoved('lab', 'id-c'), true);
    two.write(() => two.clearTombstone('lab', 'id-c'));
    assert.equal(one.wasRemoved('lab', 'id-c'), false);
  });

  it('does all of a transaction or none of it', () => {
    const ledger = open();
    ledger.write(() => ledger.put(job('a')));
    assert.throws(
      () =>
        ledger.write(() => {
          ledger.put(job('b'));
          ledger.put(job('c', { id: 'id-a' }));
        }),
      { name: 'VideoJobsError', kind: 'disk' },
    );
    assert.deepEqual(
      ledger.list.all().map(({ key }) => key),
      ['a'],
    );
    ledger.write(() => ledger.put(job('d')));
  });

  it('keeps answers by job, and forgets them with it', () => {
    const ledger = open();
    ledger.write(() => {
      ledger.put(job('a'));
      ledger.saveAnswer('a', { x: [1] }, { urls: ['https://cdn.example/a'], status: 'completed' });
    });
    assert.deepEqual(ledger.answer('a'), {
      raw: { x: [1] },
      known: { urls: ['https://cdn.example/a'], status: 'completed' },
    });
    ledger.write(() => ledger.remove(job('a')));
    assert.equal(ledger.answer('a'), undefined);
  });

  it('keeps a damaged file aside and begins a new one', () => {
    const folder = folders.make();
    writeFileSync(ledgerFile(folder), 'this is no database, and never was one; '.repeat(100));
    const { ledger, setAside } = openLedger(folder);
    opened.push(ledger);
    assert.deepEqual(ledger.list.all(), []);
    assert.equal(setAside?.kind, 'disk');
    const kept = readdirSync(folder).find((name) => name.includes('damaged'))!;
    assert.ok(setAside.message.includes(kept));
    assert.ok(readFileSync(path.join(folder, kept), 'utf8').startsWith('this is no database'));
    ledger.write(() => ledger.put(job('a')));
    const again = openLedger(folder);
    opened.push(again.ledger);
    assert.equal(again.ledger.list.count(), 1);
  });

  it('saves what can be read where damage inside is noticed later', () => {
    const bench = new Bench();
    try {
      const ledger = open(bench.ledger);
      ledger.write(() => {
        for (let number = 0; number < 500; number++) {
          ledger.put(job(`k${number}`, { prompt: 'x'.repeat(500), createdAt: number }));
        }
        ledger.remove(job('k7'));
      });
      ledger.close();
      const bytes = readFileSync(ledgerFile(bench.ledger));
      // In the middle of the rows, which were written one after the other.
      const at = bytes.indexOf('"key":"k250"');
      bytes.fill(0xff, at - (at % 4096), at - (at % 4096) + 4096);
      writeFileSync(ledgerFile(bench.ledger), bytes);
      const window = bench.window();
      const jobs = window.jobs;
      assert.match(bench.told[0]?.message ?? '', /damaged and was kept as .* could be read/);
      assert.ok(jobs.length > 450 && jobs.length < 499, `${jobs.length} of 499 jobs`);
      assert.equal(window.find({ key: 'k250' }), undefined);
      assert.equal(window.find({ key: 'k499' })?.prompt, 'x'.repeat(500));
      assert.equal(readdirSync(bench.ledger).filter((name) => /damaged.*sqlite$/.test(name)).length, 1);
    } finally {
      bench.close();
    }
  });

  it('saves from a damaged file what was spent, on jobs in the list, removed, and unreadable', () => {
    const folder = folders.make();
    const ledger = open(folder);
    const usd = (amount: number) => ({ amount, currency: 'USD', source: 'reported' as const });
    ledger.write(() => {
      ledger.put(job('kept', { createdAt: 5, cost: usd(1) }));
      ledger.put(job('gone', { createdAt: 6, cost: usd(2), model: 'm' }));
      ledger.remove(job('gone'));
      ledger.put(job('torn', { createdAt: 7, cost: usd(4) }));
      ledger.put(job('unpriced', { createdAt: 8 }));
    });
    ledger.close();
    const db = new DatabaseSync(ledgerFile(folder));
    db.exec('DROP TRIGGER spending_changed');
    db.prepare("UPDATE jobs SET body = '{' WHERE key = 'torn'").run();
    db.prepare("UPDATE spending SET amount = -100 WHERE key = 'unpriced'").run();
    db.close();
    const other = open();
    assert.equal(salvage(ledgerFile(folder), other), 2);
    assert.deepEqual(other.spending.between([0, 100], 'USD'), { reported: 7, estimated: 0, unknown: 1 });
    assert.deepEqual(other.spending.between([6, 7], 'USD'), { reported: 2, estimated: 0, unknown: 0 });
    assert.deepEqual(other.spending.between([0, 100], 'USD', { provider: 'elsewhere' }), {
      reported: 0,
      estimated: 0,
      unknown: 0,
    });
  });

  it('salvages into a list that has some of the jobs, and changes none of those', () => {
    const folder = folders.make();
    const damaged = open(folder);
    damaged.write(() => ['a', 'b', 'c'].forEach((key) => damaged.put(job(key, { prompt: 'old' }))));
    damaged.close();
    const ledger = open();
    ledger.write(() => {
      ledger.put(job('a', { prompt: 'new' }));
      ledger.put(job('other', { id: 'id-b', prompt: 'new' }));
    });
    salvage(ledgerFile(folder), ledger);
    const prompts = ledger.list.all().map(({ key, prompt }) => `${key} ${prompt}`);
    assert.deepEqual(prompts.sort(), ['a new', 'c old', 'other new']);
  });

  it('keeps the last hundred running times of each kind of job, for half a year', () => {
    const ledger = open();
    const day = 24 * 3600_000;
    const now = Date.now();
    const add = (took: number, part: object = {}) =>
      ledger.addDuration('lab', 'https://lab.example', { model: 'm', seconds: 4, took, at: now, ...part });
    ledger.write(() => {
      for (let took = 1; took <= 105; took++) add(took);
      add(200, { seconds: 8 });
      add(300, { model: 'other' });
      ledger.addDuration('lab', 'https://else.example', { model: 'm', seconds: 4, took: 400, at: now });
      add(500, { seconds: 12, at: now - 181 * day });
      add(600, { seconds: 16, at: now - 179 * day });
    });
    const took = () => ledger.durations('lab', 'https://lab.example').map((one) => one.took);
    assert.deepEqual(took(), [...Array.from({ length: 100 }, (_, at) => at + 6), 200, 300, 500, 600]);
    ledger.write(() => ledger.sweep(now));
    assert.deepEqual(took().slice(100), [200, 300, 600]);
    assert.deepEqual(
      ledger.durations('lab', 'https://else.example').map((one) => one.took),
      [400],
    );
  });

  it('leaves a file of a newer release as it is', () => {
    const folder = folders.make();
    open(folder).close();
    const db = new DatabaseSync(ledgerFile(folder));
    db.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
    db.close();
    const before = readFileSync(ledgerFile(folder));
    assert.throws(() => openLedger(folder), { kind: 'disk', message: /newer version/ });
    sameBytes(readFileSync(ledgerFile(folder)), before);
    assert.equal(
      readdirSync(folder).some((name) => name.includes('damaged')),
      false,
    );
  });

  it('tells the user of both, and goes on', () => {
    const bench = new Bench();
    try {
      writeFileSync(ledgerFile(bench.ledger), 'no database'.repeat(500));
      assert.deepEqual(bench.window().jobs, []);
      assert.match(bench.told[0]?.message ?? '', /kept as .*damaged/);
    } finally {
      bench.close();
    }
  });

  it('clears away what crashed windows left, and nothing that holds', () => {
    const folder = folders.make();
    const ledger = open(folder);
    ledger.write(() => {
      ledger.setClaim('old', 'x|1|y', Date.now() - 2 * 3600_000);
      ledger.setClaim('new', 'x|1|y', Date.now() + 10_000);
      ledger.setProviderState('lab', 'o', 'old', 1);
      ledger.setProviderState('lab', 'o', 'new', Date.now() + 10_000);
    });
    opened.push(openLedger(folder).ledger);
    assert.equal(ledger.claim('old'), undefined);
    assert.ok(ledger.claim('new'));
    assert.equal(ledger.providerState('lab', 'o', 'old'), undefined);
    assert.ok(ledger.providerState('lab', 'o', 'new'));
  });

  it('answers whether work waits without making a file', () => {
    const folder = folders.make();
    assert.equal(ledgerHasActiveJobs(path.join(folder, 'none')), false);
    assert.equal(ledgerHasActiveJobs(folder), false);
    assert.deepEqual(readdirSync(folder), []);
    const ledger = open(folder);
    const cases: [Partial<JobRecord>, boolean][] = [
      [{ status: 'completed' }, false],
      [{ status: 'queued', watching: false }, false],
      [{ status: 'uncertain', watching: false }, false],
      [{ status: 'queued', watching: true }, true],
      [{ status: 'in_progress', watching: true }, true],
      [{ status: 'submitting', watching: true }, true],
      [{ status: 'completed', downloadDue: true }, true],
    ];
    for (const [part, expected] of cases) {
      ledger.write(() => ledger.put(job('a', part)));
      assert.equal(ledgerHasActiveJobs(folder), expected, JSON.stringify(part));
    }
  });

  it('need not be opened to answer that, once it was closed with nothing to do', () => {
    const folder = folders.make();
    const [first, second] = [open(folder), open(folder)];
    const isKnown = () => readdirSync(folder).includes('jobs.idle');
    first.write(() => first.put(job('a')));
    assert.equal(isKnown(), false, 'not while a window is open');
    first.close();
    assert.equal(isKnown(), true);
    second.write(() => second.put(job('b', { status: 'queued', watching: true })));
    assert.equal(isKnown(), false, 'not when something is due, and the window that knows may be killed');
    second.close();
    assert.equal(isKnown(), false);
    assert.equal(ledgerHasActiveJobs(folder), true);
    const third = open(folder);
    third.write(() => third.put(job('b')));
    third.close();
    // What is opened and is no ledger counts as work.
    writeFileSync(ledgerFile(folder), 'no database');
    assert.equal(ledgerHasActiveJobs(folder), false);
  });

  it('has the intent on disk when its process is killed', async () => {
    const folder = folders.make();
    const script = `
      const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
      const db = new DatabaseSync(process.argv[1]);
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN IMMEDIATE');
      db.prepare("UPDATE jobs SET body = json_set(body, '$.progress', 9) WHERE key = 'a'").run();
      db.exec('COMMIT; BEGIN IMMEDIATE');
      db.prepare("UPDATE jobs SET body = json_set(body, '$.progress', 99) WHERE key = 'a'").run();
      process.kill(process.pid, 'SIGKILL');
    `;
    const ledger = open(folder);
    ledger.write(() => ledger.put(job('a')));
    ledger.close();
    const child = spawn(process.execPath, ['--no-warnings', '-e', script, ledgerFile(folder)]);
    await new Promise((resolve) => child.on('exit', resolve));
    assert.ok(existsSync(`${ledgerFile(folder)}-wal`), 'died with the file open');
    const { ledger: again } = openLedger(folder);
    opened.push(again);
    assert.equal(again.get('a')?.progress, 9, 'what was committed, and not what was not');
  });
});
