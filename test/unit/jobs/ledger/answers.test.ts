import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { JobRecord } from '../../../../src/jobs/job';
import { Ledger } from '../../../../src/jobs/ledger/ledger';
import { Folders } from '../support';

const job = (key: string): JobRecord => ({
  key,
  provider: 'lab',
  id: `id-${key}`,
  status: 'completed',
  createdAt: 1_000,
  media: [],
  watching: false,
  origin: 'https://lab.example',
  mine: true,
  updatedAt: 1_000,
});
const long = (letter: string, length = 300_000) => ({ text: letter.repeat(length) });

describe('answers in the ledger', () => {
  const folders = new Folders();
  let folder: string;
  let ledger: Ledger;
  beforeEach(() => {
    folder = folders.make();
    ledger = new Ledger(folder);
    ledger.write(() => ledger.put(job('a')));
  });
  afterEach(() => {
    ledger.close();
    folders.clear();
  });
  const files = () => {
    const answers = path.join(folder, 'answers');
    return existsSync(answers) ? readdirSync(answers) : [];
  };
  const save = (raw: unknown) => ledger.write(() => ledger.saveAnswer('a', raw, { urls: ['u'], status: 'completed' }));
  const raw = () => ledger.answer('a')?.raw;

  for (const [what, value] of [
    ['an object', { id: 'a', data: [{ url: 'x' }] }],
    ['null', null],
    ['text that is no JSON', '<html>Bad gateway</html>'],
    ['a number', 7],
    ['text with every kind of sign', '"\\\u0000\u2028😀\ud800'],
  ] as const) {
    it(`returns ${what} as it came, without a file`, () => {
      save(value);
      assert.deepEqual(raw(), value);
      assert.deepEqual(files(), []);
    });
  }

  it('returns an answer of many megabytes whole, from a file that only its owner may read', () => {
    save(long('y', 12_000_000));
    assert.deepEqual(raw(), long('y', 12_000_000));
    assert.equal(files().length, 1);
    if (process.platform !== 'win32') {
      assert.equal(statSync(path.join(folder, 'answers', files()[0]!)).mode & 0o077, 0);
    }
  });

  it('has a file no longer once a later answer is short, and another one for a longer one', () => {
    save(long('a'));
    const [first] = files();
    save(long('b'));
    assert.equal(files().length, 1);
    assert.notEqual(files()[0], first);
    assert.deepEqual(raw(), long('b'));
    save({ short: true });
    assert.deepEqual([files(), raw()], [[], { short: true }]);
  });

  it('writes nothing for a poll that brings the same large answer again', () => {
    save(long('a'));
    const before = files();
    save(long('a'));
    assert.deepEqual(files(), before);
  });

  it('deletes the file with its job, and no other', () => {
    ledger.write(() => ledger.put(job('b')));
    save(long('a'));
    ledger.write(() => ledger.saveAnswer('b', long('b'), { status: 'completed' }));
    ledger.write(() => ledger.remove(job('a')));
    assert.equal(files().length, 1);
    assert.deepEqual(ledger.answer('b')?.raw, long('b'));
  });

  it('keeps the earlier answer if the transaction fails, with its file and no other', () => {
    save(long('a'));
    assert.throws(() =>
      ledger.write(() => {
        ledger.saveAnswer('a', long('b'), { status: 'completed' });
        throw new Error('no');
      }),
    );
    assert.deepEqual(raw(), long('a'));
    assert.equal(files().length, 1);
    assert.throws(() =>
      ledger.write(() => {
        ledger.remove(job('a'));
        throw new Error('no');
      }),
    );
    assert.deepEqual(raw(), long('a'));
  });

  it('keeps an answer that could not be read, and what was read from the one before', () => {
    save({ id: 'a' });
    ledger.write(() => ledger.keepAnswer('a', 'gateway timeout'));
    assert.deepEqual(ledger.answer('a'), { raw: 'gateway timeout', known: { urls: ['u'], status: 'completed' } });
  });

  it('keeps an answer to a request that has no other yet', () => {
    ledger.write(() => {
      ledger.put({ ...job('new'), id: undefined, status: 'submitting' });
      ledger.keepAnswer('new', { strange: 1 });
    });
    assert.deepEqual(ledger.answer('new'), { raw: { strange: 1 }, known: {} });
  });

  it('keeps bytes as they came, and names the file', () => {
    const bytes = Buffer.from([0, 1, 2, 255, 254]);
    ledger.write(() => ledger.keepAnswer('a', bytes));
    const { file } = raw() as { file: string };
    assert.deepEqual(readFileSync(file), bytes);
    ledger.write(() => ledger.remove(job('a')));
    assert.deepEqual(files(), []);
  });

  it('has no answer, rather than a failure, where its file was deleted', () => {
    save(long('a'));
    rmSync(path.join(folder, 'answers'), { recursive: true });
    assert.equal(raw(), undefined);
    assert.deepEqual(ledger.answer('a')?.known, { urls: ['u'], status: 'completed' });
  });

  it('clears away what a crash left, and neither what is in use, new, nor of another name', () => {
    save(long('a'));
    const answers = path.join(folder, 'answers');
    mkdirSync(answers, { recursive: true });
    const place = (name: string, age: number) => {
      const file = path.join(answers, name);
      writeFileSync(file, '{}');
      const time = (Date.now() - age) / 1000;
      utimesSync(file, time, time);
    };
    place('11111111-1111-4111-8111-111111111111.json', 7200_000);
    place('22222222-2222-4222-8222-222222222222.json', 1_000);
    place('notes.json', 7200_000);
    const [used] = files().filter((name) => !/^(1|2|notes)/.test(name));
    utimesSync(path.join(answers, used ?? 'notes.json'), 1, 1);
    ledger.write(() => ledger.sweep(Date.now() - 3600_000));
    assert.equal(files().includes('11111111-1111-4111-8111-111111111111.json'), false);
    assert.equal(files().includes('22222222-2222-4222-8222-222222222222.json'), true);
    assert.equal(files().includes('notes.json'), true);
    assert.deepEqual(raw(), long('a'));
  });
});
