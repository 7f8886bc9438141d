import assert from 'node:assert/strict';
import type { JobRecord } from '../../../../src/jobs/job';
import type { Member } from '../../../../src/jobs/ledger/families';
import { ledgerFile } from '../../../../src/jobs/ledger/file';
import { Ledger } from '../../../../src/jobs/ledger/ledger';
import { Folders } from '../support';

const job = (key: string, part: Partial<JobRecord> = {}): JobRecord => ({
  key,
  provider: 'lab',
  id: `id-${key}`,
  status: 'completed',
  prompt: `Prompt ${key}`,
  createdAt: 1_000 + key.charCodeAt(0),
  media: [],
  watching: false,
  origin: 'https://lab.example',
  mine: true,
  updatedAt: 1_000,
  ...part,
});
const from = (key: string, relation: 'remix' | 'continue' | 'again' = 'remix') => ({ madeFrom: { key, relation } });
const remixOf = (key: string) => ({ parent: { id: `id-${key}`, relation: 'remix' as const } });

/** `a(c(d) b +3)`, and `?` before one that is not in the list. */
const drawn = ({ key, job: known, children, more }: Member): string => {
  const below = [...children.map(drawn), ...(more > 0 ? [`+${more}`] : [])];
  return `${known ? '' : '?'}${key}${below.length > 0 ? `(${below.join(' ')})` : ''}`;
};

describe('families', () => {
  const folders = new Folders();
  const opened: { close(): void }[] = [];
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const open = (folder = folders.make()) => {
    const ledger = new Ledger(folder);
    opened.push(ledger);
    return ledger;
  };
  const filled = (...jobs: JobRecord[]) => {
    const ledger = open();
    ledger.write(() => jobs.forEach((one) => ledger.put(one)));
    return ledger;
  };
  const family = (ledger: Ledger, key: string, most = 50) => {
    const found = ledger.families.family(key, most);
    return found && `${found.cut ? '…' : ''}${drawn(found.root)}`;
  };
  afterEach(() => {
    for (const one of opened.splice(0)) one.close();
    folders.clear();
  });

  it('are told whole from any of their members, the newest first', () => {
    const ledger = filled(job('a'), job('b', from('a')), job('c', from('a', 'again')), job('d', from('b')), job('e'));
    for (const key of ['a', 'b', 'c', 'd']) assert.equal(family(ledger, key), 'a(c b(d))');
    assert.equal(family(ledger, 'e'), undefined);
    assert.equal(family(ledger, 'none'), undefined);
    assert.equal(ledger.families.parent(ledger.get('d')!)?.key, 'b');
  });

  it('are known by what the provider says, whichever of them the list has first', () => {
    const elsewhere = job('x', { provider: 'other', id: 'id-a' });
    const ledger = filled(job('b', remixOf('a')), elsewhere);
    assert.equal(family(ledger, 'b'), '?id-a(b)');
    ledger.write(() => ledger.put(job('a')));
    assert.equal(family(ledger, 'b'), 'a(b)');
    assert.equal(family(ledger, 'x'), undefined, 'another provider gives the same ids');
  });

  it('reach over providers only by our key', () => {
    const parent = { id: 'id-a', relation: 'continue', at: 2 } as const;
    const ledger = filled(job('a'), job('b', { provider: 'other', parent, ...from('a', 'continue') }));
    assert.equal(family(ledger, 'a'), 'a(b)');
    ledger.write(() => ledger.remove(job('a')));
    ledger.write(() => ledger.put(job('z', { provider: 'other', id: 'id-a' })));
    assert.equal(family(ledger, 'b'), '?a(b)');
    assert.equal(family(ledger, 'z'), undefined);
  });

  it('stay families where a parent was removed, with a gap in its place', () => {
    const ledger = filled(job('a'), job('b', from('a')), job('c', { ...from('b'), ...remixOf('b') }));
    ledger.write(() => ledger.put(job('d', remixOf('b'))));
    ledger.write(() => ledger.put(job('e', from('b', 'again'))));
    assert.equal(family(ledger, 'a'), 'a(b(e d c))');
    ledger.write(() => ledger.remove(job('b')));
    for (const key of ['c', 'd', 'e']) assert.equal(family(ledger, key), '?b(e d c)');
    assert.equal(family(ledger, 'a'), undefined);
    ledger.write(() => ledger.put(job('b', from('a'))));
    assert.equal(family(ledger, 'e'), 'a(b(e d c))');
  });

  it('find a parent that came back under another key by its id', () => {
    const ledger = filled(job('n', { id: 'id-a' }), job('c', { ...from('a'), ...remixOf('a') }));
    assert.equal(family(ledger, 'c'), 'n(c)');
    assert.equal(family(ledger, 'n'), 'n(c)');
  });

  it('never have anybody come from himself', () => {
    const ledger = filled(job('a', remixOf('a')), job('b', from('d')), job('c', from('b')), job('d', remixOf('c')));
    assert.equal(family(ledger, 'a'), undefined);
    assert.equal(family(ledger, 'c'), 'd(b(c))');
    assert.deepEqual([ledger.get('d')?.parent, ledger.get('a')?.parent], [undefined, undefined]);
    assert.equal(ledger.list.count({ tops: true }), 2);
  });

  for (const [order, sorted] of [
    ['the newest first', (numbers: number[]) => numbers.reverse()],
    ['the oldest first', (numbers: number[]) => numbers],
    ['the even ones first', (numbers: number[]) => numbers.sort((a, b) => (a % 2) - (b % 2))],
    ['from both ends', (numbers: number[]) => numbers.sort((a, b) => Math.abs(b - 1000) - Math.abs(a - 1000))],
  ] as const) {
    it(`are not walked through for each of 2,000 remixes in a chain, ${order}`, () => {
      const folder = folders.make();
      const ledger = open(folder);
      const numbers = sorted(Array.from({ length: 2000 }, (_, number) => number));
      let steps = 0;
      const parent = ledger.families.parent.bind(ledger.families);
      ledger.families.parent = (one) => {
        steps++;
        return parent(one);
      };
      const put = () =>
        ledger.write(() => {
          for (const number of numbers) ledger.put(job(`k${number}`, number > 0 ? remixOf(`k${number - 1}`) : {}));
        });
      put();
      assert.ok(steps < 5 * numbers.length, `${steps} steps`);
      steps = 0;
      put();
      assert.equal(steps, 0, 'a page that brings nothing new');
      assert.equal(ledger.list.count({ tops: true }), 1);
      ledger.write(() => ledger.put(job('k0', remixOf('k1999'))));
      assert.equal(ledger.get('k0')?.parent, undefined, 'a chain that closes');
    });
  }

  it('end where a window of another release wrote a circle', () => {
    const ledger = filled(job('a'), job('b', from('a')));
    ledger.close();
    const folder = folders.make();
    const circle = open(folder);
    circle.write(() => [job('a'), job('b', from('a'))].forEach((one) => circle.put(one)));
    const db = new DatabaseSync(ledgerFile(folder));
    db.prepare('UPDATE jobs SET body = ?, rev = 99 WHERE key = ?').run(JSON.stringify(job('a', from('b'))), 'a');
    db.close();
    assert.equal(typeof family(circle, 'a'), 'string');
    assert.equal(typeof family(circle, 'b'), 'string');
  });

  it('are told in part where they are large: the line, and the nearest', () => {
    const many = Array.from({ length: 30 }, (_, at) => job(`s${at}`, { ...from('b'), createdAt: 5_000 + at }));
    const ledger = filled(job('a'), job('b', from('a')), job('c', from('b')), ...many);
    assert.equal(family(ledger, 'c', 6), 'a(b(s29 s28 s27 c +27))');
    assert.equal(ledger.families.family('c', 50)?.root.children[0]?.children.length, 31);
    const chain = Array.from({ length: 200 }, (_, at) => job(`k${at}`, at === 0 ? {} : from(`k${at - 1}`)));
    const long = filled(...chain);
    const found = long.families.family('k150', 20)!;
    assert.deepEqual([found.cut, found.root.key], [true, 'k141']);
    assert.match(drawn(found.root), /k150\(.*\+1/);
  });

  it('are paged and searched like any list', () => {
    const ledger = filled(
      job('a', { prompt: 'A heron' }),
      job('b', { prompt: 'A heron by night', ...from('a') }),
      job('c', { prompt: 'A fox', ...from('b') }),
      job('d', { prompt: 'A heron lands', ...from('c') }),
      job('e', { prompt: 'An owl', ...remixOf('gone') }),
    );
    const keys = (jobs: JobRecord[]) => jobs.map(({ key }) => key).join('');
    const heron = [{ text: 'heron', in: ['prompt' as const], providers: [], states: [] }];
    assert.equal(keys(ledger.list.page({ tops: true }, 10)), 'ea');
    assert.equal(keys(ledger.list.page({ tops: true, words: heron }, 10)), 'da', 'its parent was not found');
    assert.equal(ledger.list.count({ tops: true, words: heron }), 2);
    assert.equal(keys(ledger.list.page({ childrenOf: ledger.get('a')!, words: heron }, 10)), 'b');
    assert.equal(ledger.list.place(ledger.get('b')!, { childrenOf: ledger.get('a')! }), 0);
    assert.deepEqual(
      [...ledger.list.childCounts(['a', 'b', 'c', 'd'])],
      [
        ['a', 1],
        ['b', 1],
        ['c', 1],
      ],
    );
    assert.deepEqual(
      [...ledger.list.childCounts(['a', 'b', 'c'], heron)],
      [
        ['a', 1],
        ['c', 1],
      ],
    );
  });
});
