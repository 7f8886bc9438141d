import assert from 'node:assert/strict';
import type { JobRecord } from '../../../../src/jobs/job';
import { Ledger } from '../../../../src/jobs/ledger/ledger';
import { mostMatches, type SearchWord, type TextField } from '../../../../src/jobs/ledger/search';
import { Folders } from '../support';

const day = 24 * 3600_000;
const job = (number: number, part: Partial<JobRecord> = {}): JobRecord => ({
  key: `k${number}`,
  provider: number % 2 ? 'lab' : 'other',
  id: `video_${number}`,
  status: 'completed',
  providerStatus: 'done',
  prompt: `Take ${number}`,
  model: 'sora-2',
  createdAt: new Date(2026, 4, 1, 12).getTime() + number * 3600_000,
  media: [],
  watching: false,
  origin: 'https://lab.example',
  mine: true,
  updatedAt: 1_000,
  ...part,
});
const all: readonly TextField[] = ['prompt', 'model', 'id', 'providerStatus'];
const word = (text: string, part: Partial<SearchWord> = {}): SearchWord => ({
  text,
  in: all,
  providers: [],
  states: [],
  ...part,
});

describe('the search', () => {
  const folders = new Folders();
  let ledger: Ledger;
  beforeEach(() => {
    ledger = new Ledger(folders.make());
  });
  afterEach(() => {
    ledger.close();
    folders.clear();
  });
  const put = (...jobs: JobRecord[]) => ledger.write(() => jobs.forEach((one) => ledger.put(one)));
  const found = (...words: SearchWord[]) => {
    const page = ledger.list.page({ words }, Infinity).map(({ key }) => key);
    assert.equal(ledger.list.count({ words }), page.length);
    const grouped = [...ledger.list.byProvider(words).values()].reduce((sum, { count }) => sum + count, 0);
    assert.equal(grouped, page.length);
    const byDay = ledger.list.byDay(words).reduce((sum, { count }) => sum + count, 0);
    assert.equal(byDay, page.length);
    return page.sort();
  };

  for (const [prompt, query] of [
    ['A red fox', 'fox'],
    ['A red fox', 'd f'],
    ['A red fox', 'RED FOX'],
    ['A red fox', 'x'],
    ['A red fox', 'ed'],
    ['Лиса в СНЕГУ', 'снегу'],
    ['Лиса в СНЕГУ', 'Н'],
    ['一只狐狸在雪中奔跑', '狐狸'],
    ['一只狐狸在雪中奔跑', '狐狸在雪'],
    ['say "cut" now', '"cut"'],
    ['a \\ b', '\\'],
    ['100% of it', '100%'],
    ['a_b*c', 'b*c'],
    ['one\ntwo', 'e\nt'],
    ['(OR) AND NOT NEAR', 'and not'],
    ['col:umn', 'col:'],
    ["it's; DROP", "'s; drop"],
    ['ÄÖÜ straße', 'äöü'],
    ['fly 🦊🦉 high', '🦊🦉 h'],
    ['fly 🦊🦉 high', '🦊'],
    ['{curly} [square]', '} ['],
    ['-minus +plus', '-minus'],
  ] as const) {
    it(`finds ${JSON.stringify(query)} in ${JSON.stringify(prompt)}, and where the job came or changed afterwards`, () => {
      put(job(1, { prompt }), job(2));
      assert.deepEqual(found(word(query)), ['k1']);
      put(job(3, { prompt }));
      assert.deepEqual(found(word(query)), ['k1', 'k3']);
      put(job(1, { prompt: 'nothing of the kind' }));
      put(job(2, { prompt }));
      assert.equal(found(word(query)).includes('k2'), true);
      ledger.write(() => ledger.remove({ key: 'k3', provider: 'lab', id: 'video_3' }));
      assert.equal(found(word(query)).includes('k3'), false);
    });
  }

  it('agrees with a plain look at every text, for words of every length, whatever they are joined with', () => {
    const jobs = Array.from({ length: 120 }, (_, number) =>
      job(number, {
        prompt: ['Red fox', 'red FOXES run', 'Owl', 'x', 'Fo x', ''][number % 6]!,
        model: number % 4 ? `sora-${number % 3}` : undefined,
        providerStatus: number % 5 ? 'done' : 'processing',
        status: number % 7 ? 'completed' : 'failed',
      }),
    );
    put(...jobs);
    const texts: Record<TextField, (one: JobRecord) => string> = {
      prompt: (one) => one.prompt ?? '',
      model: (one) => one.model ?? '',
      id: (one) => one.id ?? '',
      providerStatus: (one) => one.providerStatus ?? '',
    };
    const matches = (one: JobRecord, { text, in: fields, providers, states }: SearchWord) =>
      fields.some((field) => texts[field](one).toLowerCase().includes(text.toLowerCase())) ||
      providers.includes(one.provider) ||
      states.includes(one.status);
    const words = ['fox', 'fo', 'x', 'red', 'sora-1', 'video_11', '_1', 'done', 'zzz', 'ed f'].flatMap((text) => [
      word(text),
      word(text, { in: ['prompt'] }),
      word(text, { in: ['id', 'model'] }),
      word(text, { in: [], providers: ['lab'] }),
      word(text, { states: ['failed'] }),
      word(text, { in: [] }),
    ]);
    for (const one of words) {
      for (const other of [undefined, ...words.filter((_, index) => index % 7 === 0)]) {
        const query = other ? [one, other] : [one];
        const expected = jobs.filter((each) => query.every((each2) => matches(each, each2))).map(({ key }) => key);
        assert.deepEqual(found(...query), expected.sort(), JSON.stringify(query));
      }
    }
  });

  it('finds the newest jobs of a word that very many hold, and older ones by one more word', () => {
    const jobs = Array.from({ length: mostMatches + 20 }, (_, number) => job(number, { prompt: `Take ${number} fox` }));
    put(...jobs);
    for (const text of ['fox', 'f', 'ox']) {
      const keys = ledger.list.page({ words: [word(text)] }, Infinity).map(({ key }) => key);
      assert.equal(keys.length, mostMatches, text);
      assert.deepEqual([keys[0], keys.at(-1)], [`k${mostMatches + 19}`, 'k20'], text);
      assert.deepEqual(found(word(text), word('video_7', { in: ['id'] })).includes('k7'), true, text);
    }
    assert.deepEqual(found(word('fox'), word('take 7 f')), ['k7']);
  });

  it('finds what another window wrote', () => {
    put(job(1));
    assert.deepEqual(found(word('heron')), []);
    const folder = folders.make();
    const one = new Ledger(folder);
    const two = new Ledger(folder);
    one.write(() => one.put(job(1)));
    assert.equal(two.list.count({ words: [word('heron')] }), 0);
    one.write(() => one.put(job(5, { prompt: 'A heron' })));
    assert.equal(two.list.count({ words: [word('heron')] }), 1);
    one.close();
    two.close();
  });

  it('survives a number that is given to another job', () => {
    put(job(1, { prompt: 'A heron' }));
    assert.deepEqual(found(word('heron')), ['k1']);
    ledger.write(() => ledger.remove(job(1)));
    put(job(2, { prompt: 'An owl' }));
    assert.deepEqual(found(word('heron')), []);
    put(job(3, { prompt: 'A heron' }));
    assert.deepEqual(found(word('heron')), ['k3']);
  });

  it('ignores a damaged body, and takes a text of the wrong type for none', () => {
    put({ ...job(1), prompt: 5 as never, model: { a: 1 } as never }, job(2, { prompt: 'A heron' }));
    assert.deepEqual(found(word('heron')), ['k2']);
  });

  it('counts days with and without a search, those in progress by themselves', () => {
    put(job(1), job(2, { status: 'queued', watching: true }), job(30, { prompt: 'A heron' }), job(31));
    const start = new Date(2026, 4, 1).getTime();
    assert.deepEqual(ledger.list.byDay(), [
      { from: start + day, before: Number.MAX_SAFE_INTEGER, count: 2, active: 0 },
      { from: start, before: start + day, count: 2, active: 1 },
    ]);
    assert.deepEqual(ledger.list.byDay([word('heron')]), [
      { from: start + day, before: Number.MAX_SAFE_INTEGER, count: 1, active: 0 },
    ]);
    assert.deepEqual(ledger.list.byDay([word('nothing')]), []);
  });
});
