import assert from 'node:assert/strict';
import path from 'node:path';
import { type JobRecord, jobStates, jobStatuses, stateOf } from '../../../../src/jobs/job';
import { Database, type Journal } from '../../../../src/jobs/ledger/database';
import { ledgerFile } from '../../../../src/jobs/ledger/file';
import { Ledger } from '../../../../src/jobs/ledger/ledger';
import { Folders } from '../support';

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
const keys = (jobs: readonly JobRecord[]) => jobs.map(({ key }) => key);

describe('the list', () => {
  const folders = new Folders();
  const opened: { close(): void }[] = [];
  const open = (folder = folders.make(), journal?: Journal) => {
    const ledger = new Ledger(folder, journal);
    opened.push(ledger);
    return ledger;
  };
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  afterEach(() => {
    for (const one of opened.splice(0)) one.close();
    folders.clear();
  });

  it('stays right while a window of another release changes a body', () => {
    const folder = folders.make();
    const ledger = open(folder);
    ledger.write(() => ledger.put(job('a', { status: 'queued', watching: true })));
    const other = new DatabaseSync(ledgerFile(folder));
    opened.push(other);
    const body = JSON.stringify(job('a', { status: 'completed' }));
    other.prepare('UPDATE jobs SET body = ?, due = 0, rev = 9 WHERE key = ?').run(body, 'a');
    other.exec('UPDATE revision SET value = 9');
    assert.deepEqual([...ledger.list.byState()], [['completed', { count: 1, active: 0 }]]);
    assert.deepEqual(keys(ledger.list.page({ statuses: ['completed'] }, 5)), ['a']);
  });

  it('gives each job on one page only, while others come and go', () => {
    const ledger = open();
    const times = (number: number) => Math.floor(number / 3);
    ledger.write(() => {
      for (let number = 0; number < 1000; number++) ledger.put(job(`k${number}`, { createdAt: times(number) }));
    });
    const seen: JobRecord[] = [];
    for (let turn = 0; ; turn++) {
      const page = ledger.list.page({ provider: 'lab' }, 90, seen.at(-1));
      seen.push(...page);
      if (page.length < 90) break;
      ledger.write(() => {
        ledger.put(job(`new${turn}`, { createdAt: 5_000 + turn }));
        ledger.remove(seen[turn]!);
        ledger.put({ ...seen.at(-1)!, progress: turn });
      });
    }
    assert.equal(seen.length, 1000);
    assert.equal(new Set(keys(seen)).size, 1000);
    const sorted = [...seen].sort((a, b) => b.createdAt - a.createdAt || (a.key < b.key ? 1 : -1));
    assert.deepEqual(keys(seen), keys(sorted));
    assert.equal(ledger.list.place(seen[500]!, { provider: 'lab' }), 500);
  });

  it('keeps its search right while jobs change', () => {
    const folder = folders.make();
    const [one, two] = [open(folder), open(folder)];
    const words = [{ text: 'fox', in: ['prompt'], providers: [], states: [] }] as const;
    const found = () => keys(one.list.page({ words }, 10));
    one.write(() => ['a', 'b', 'c'].forEach((key) => one.put(job(key, { prompt: `A FOX ${key}` }))));
    assert.deepEqual(found(), ['c', 'b', 'a']);
    two.write(() => {
      two.put(job('a', { prompt: 'A heron' }));
      two.remove(job('b'));
      two.put(job('d', { prompt: 'Another fox' }));
    });
    assert.deepEqual(found(), ['d', 'c']);
    assert.equal(one.list.count({ words }), 2);
    assert.deepEqual([...one.list.byProvider(words)], [['lab', { count: 2, active: 0 }]]);
    assert.equal(one.list.place(job('a'), { words }), undefined);
  });

  it('counts by the day of the reader', () => {
    const ledger = open();
    const day = (date: number, hour: number, minute = 0) => new Date(2026, 2, date, hour, minute).getTime();
    const at = [day(28, 23, 59), day(29, 0), day(29, 3, 30), day(29, 23, 59), day(31, 12)];
    ledger.write(() => at.forEach((createdAt, number) => ledger.put(job(`k${number}`, { createdAt }))));
    ledger.write(() => ledger.put(job('x', { createdAt: day(31, 13), status: 'queued', watching: true })));
    assert.deepEqual(ledger.list.byDay(), [
      { from: day(31, 0), before: Number.MAX_SAFE_INTEGER, count: 2, active: 1 },
      { from: day(29, 0), before: day(31, 0), count: 3, active: 0 },
      { from: day(28, 0), before: day(29, 0), count: 1, active: 0 },
    ]);
  });

  it('gives the same object for the same content, and another for another', () => {
    const folder = folders.make();
    const [one, two] = [open(folder), open(folder)];
    one.write(() => ['a', 'b'].forEach((key) => one.put(job(key))));
    const [b, a] = one.list.page({}, 10);
    two.write(() => two.put(job('b', { progress: 7 })));
    const [changed, same] = one.list.page({}, 10);
    assert.equal(same, a);
    assert.equal(one.get('a'), a);
    assert.notEqual(changed, b);
    assert.equal(changed?.progress, 7);
    // What a rollback took back must not come back under the number of its revision.
    assert.throws(() =>
      one.write(() => {
        one.put(job('a', { progress: 1 }));
        assert.equal(one.get('a')?.progress, 1);
        throw new Error('No.');
      }),
    );
    one.write(() => one.put(job('a', { progress: 2 })));
    assert.equal(one.get('a')?.progress, 2);
  });

  it('knows how a job stands as the code does, whatever the record', () => {
    const ledger = open();
    const video = { variant: 'video', index: 0, path: '/a', bytes: 1, contentType: 'video/mp4', sha256: '' } as const;
    const parts = [
      ...jobStatuses.map((status) => ({ status })),
      { watching: true },
      { missingSince: 5 },
      { noClip: { message: 'No "video" yet' } },
      { media: [video] },
      { media: [{ ...video, variant: 'thumbnail' as const }] },
    ];
    const every: JobRecord[] = parts.flatMap((one, a) =>
      parts.flatMap((two, b) => parts.map((three, c) => job(`${a}-${b}-${c}`, { ...one, ...two, ...three }))),
    );
    ledger.write(() => every.forEach((one) => ledger.put(one)));
    const counted = [...ledger.list.byState()].map(([state, { count }]) => [state, count]).sort();
    const expected = jobStates.map((state) => [state, every.filter((one) => stateOf(one) === state).length] as const);
    assert.deepEqual(counted, expected.filter(([, count]) => count > 0).sort());
    assert.equal(counted.length, jobStates.length);
    for (const state of jobStates) {
      const words = [{ text: 'zzz', in: [], providers: [], states: [state] }];
      const found = new Set(keys(ledger.list.page({ words }, Infinity)));
      const wanted = every.filter((one) => stateOf(one) === state).map(({ key }) => key);
      assert.deepEqual([...found].sort(), wanted.sort());
      assert.deepEqual(new Set(keys(ledger.list.page({ states: [state] }, Infinity))), found);
    }
  });

  it('answers for 20,000 jobs as for few', () => {
    const ledger = open();
    const statuses = ['completed', 'failed', 'expired', 'queued'] as const;
    ledger.write(() => {
      for (let number = 0; number < 20_000; number++) {
        const status = statuses[number % 4]!;
        ledger.put(job(`k${number}`, { createdAt: number, status, provider: `p${number % 2}`, watching: number < 8 }));
      }
    });
    const { list } = ledger;
    assert.equal(list.count(), 20_000);
    assert.deepEqual(keys(list.page({ provider: 'p1', statuses: ['queued'] }, 2)), ['k19999', 'k19995']);
    assert.deepEqual(
      [...list.byState()].map(([, { count }]) => count),
      [5_000, 5_000, 5_000, 2, 4_998],
      'of those that wait, two are followed',
    );
    assert.deepEqual(list.byProvider().get('p1'), { count: 10_000, active: 2 });
    assert.deepEqual(keys(list.due()), ['k7', 'k3']);
    const words = [{ text: 'prompt k1999', in: ['prompt'], providers: [], states: [] }] as const;
    assert.equal(list.count({ words }), 11);
    const { rev } = ledger;
    ledger.write(() => ledger.put(job('k5', { progress: 1 })));
    assert.deepEqual(keys(ledger.changedSince(rev).changed), ['k5']);
  });

  for (const [journal, usual, durable] of [
    ['WAL', 1, 2],
    ['DELETE', 2, 3],
  ] as const) {
    it(`waits for the disk as a journal of the kind ${journal} needs it`, () => {
      const db = new Database(path.join(folders.make(), 'x.sqlite'), journal);
      opened.push(db);
      const level = () => Number(db.one('PRAGMA synchronous')?.['synchronous']);
      assert.equal(db.journal, journal.toLowerCase());
      assert.equal(db.write(level, false), usual);
      assert.equal(db.write(level, true), durable);
      assert.throws(() => db.write(() => assert.fail(), true));
      assert.equal(level(), usual);
    });
  }

  it('keeps windows in step where there is no write-ahead log', () => {
    const folder = folders.make();
    const [one, two] = [open(folder, 'DELETE'), open(folder)];
    one.write(() => one.put(job('a')), { durable: true });
    assert.equal(two.get('a')?.key, 'a');
    two.write(() => two.put(job('a', { progress: 3 })));
    assert.equal(one.get('a')?.progress, 3);
  });
});
