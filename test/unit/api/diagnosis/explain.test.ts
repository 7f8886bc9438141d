import assert from 'node:assert/strict';
import { candidatesIn, withOverrides } from '../../../../src/api/diagnosis/candidates';
import { explain, type Explanation } from '../../../../src/api/diagnosis/explain';
import { dialectFor } from '../../../../src/api/dialects';
import { operationsOf } from '../../../../src/api/dialects/operations';
import type { Overrides } from '../../../../src/api/overrides';

const baseUrl = 'https://hub.example/v1';
const dialect = (overrides?: Overrides, type = 'newapi') => dialectFor({ type, baseUrl, overrides });
const read = (answer: unknown, overrides?: Overrides, id: string | undefined = 'job-1'): Explanation =>
  explain(JSON.stringify(answer), dialect(overrides), { baseUrl, id });
const places = ({ parts }: Explanation) => Object.fromEntries(parts.map(({ part, path }) => [part, path]));
const leftOf = ({ left }: Explanation) => left.map(({ path }) => path);

/** As new-api v1.0.0-rc.30 answers (QuantumNous/new-api#7194): no id, no address. */
const rc30 = {
  created_at: 1763719200,
  fail_reason: '',
  finished_at: 1763719300,
  platform: '1',
  progress: '100%',
  status: 'SUCCESS',
  task_id: 'task_1',
};

describe('An explanation of an answer', () => {
  it('names the place that each part was found at, and what nothing was made of', () => {
    const found = read({
      code: 'success',
      data: {
        task_id: 'job-1',
        status: 'IN_PROGRESS',
        progress: '45%',
        submit_time: 1763719200,
        platform: 'x',
        data: { nested: [{ deep: true }] },
      },
    });
    assert.deepEqual(places(found), {
      id: 'data.task_id',
      status: 'data.status',
      progress: 'data.progress',
      createdAt: 'data.submit_time',
    });
    assert.deepEqual(leftOf(found), ['code', 'data.platform', 'data.data.nested.0.deep']);
    assert.deepEqual([found.job?.status, found.job?.progress], ['in_progress', 45]);
  });

  it('says by which place an override won', () => {
    const answer = {
      id: 'a',
      status: 'queued',
      state: { word: 'Baked' },
      result: { link: 'https://cdn.example/a.mp4' },
    };
    const found = read(answer, {
      answer: { status: 'state.word', address: 'result.link' },
      statuses: { baked: 'completed' },
    });
    assert.deepEqual([places(found)['status'], places(found)['address']], ['state.word', 'result.link']);
    assert.deepEqual(found.job?.urls, ['https://cdn.example/a.mp4']);
    assert.deepEqual(leftOf(found), ['status']);
  });

  for (const [type, answer, path, amount] of [
    ['openrouter', { id: 'a', status: 'completed', usage: { cost: 0.25 } }, 'usage.cost', 0.25],
    ['together', { id: 'a', status: 'completed', outputs: { cost: 0.5 } }, 'outputs.cost', 0.5],
    ['xai', { status: 'done', usage: { cost_in_usd_ticks: 5e8 } }, 'usage.cost_in_usd_ticks', 0.05],
  ] as const) {
    it(`says where ${type} told the cost`, () => {
      const found = explain(JSON.stringify(answer), dialect(undefined, type), { baseUrl, id: 'a' });
      assert.deepEqual([places(found)['cost'], found.job?.cost?.amount], [path, amount]);
      assert.ok(!leftOf(found).includes(path));
    });
  }

  it('tells a refusal by where the settings say that its reason stands', () => {
    const answer = { result: 'no', why: { text: 'No credit.' } };
    assert.equal(read(answer, undefined, undefined).kind, 'mismatch');
    const found = read(answer, { answer: { error: 'why.text' } }, undefined);
    assert.deepEqual([found.kind, places(found)], ['error', { message: 'why.text' }]);
  });

  it('says that a word is unknown', () => {
    const found = read({ id: 'a', status: 'dreaming' });
    assert.deepEqual([found.wordKnown, found.job?.status], [false, 'in_progress']);
    assert.equal(read({ id: 'a', status: 'dreaming' }, { statuses: { dreaming: 'failed' } }).wordKnown, true);
  });

  for (const [what, text, kind] of [
    ['media', undefined, 'media'],
    ['a page', '<!doctype html><p>hi', 'html'],
    ['noise', 'upstream timeout', 'text'],
    ['a list', '{"data":[{"id":"a","status":"queued"}]}', 'list'],
    ['another object', '{"hello":"world"}', 'mismatch'],
  ] as const) {
    it(`tells ${what} from a job`, () => {
      assert.equal(explain(text, dialect(), { baseUrl, id: 'a' }).kind, kind);
    });
  }

  it('names the words of an error by their place', () => {
    const found = read({ error: { message: 'No such task', code: 'task_not_exist' } });
    assert.deepEqual([found.kind, places(found)], ['error', { message: 'error.message', code: 'error.code' }]);
  });

  it('reads no more of an endless answer than a person would', () => {
    const found = read({ id: 'a', status: 'queued', items: Array.from({ length: 5000 }, (_, index) => index) });
    assert.ok(found.left.length <= 400);
  });
});

describe('What an answer may mean', () => {
  const offered = (answer: unknown, overrides?: Overrides, id?: string) =>
    candidatesIn(read(answer, overrides, id)).map(({ kind, path, meaning }) =>
      [kind, path, meaning].filter(Boolean).join(' '),
    );

  it('is offered with the likeliest first, and mends the reading when it is saved', () => {
    const answer = {
      id: 'job-1',
      status: 'dreamt',
      outcome: { link: 'https://cdn.example/a.mp4', percent_done: 40 },
    };
    const candidates = candidatesIn(read(answer));
    assert.equal(candidates[0]!.kind, 'word');
    const pick = (kind: string) => candidates.find((each) => each.kind === kind)!.overrides;
    const all = [pick('word'), pick('address'), pick('progress')].reduce(
      (before, more) => withOverrides(before, more),
      {
        encoding: 'json',
      } as Overrides,
    );
    assert.deepEqual(all, {
      encoding: 'json',
      statuses: { dreamt: 'completed' },
      answer: { address: 'outcome.link', progress: 'outcome.percent_done' },
    });
    const after = read(answer, all);
    assert.deepEqual(
      [after.job?.status, after.job?.progress, after.job?.urls],
      ['completed', 40, ['https://cdn.example/a.mp4']],
    );
  });

  it('may be a place in a queue', () => {
    const answer = { id: 'a', status: 'queued', wait: { position: 3 } };
    const found = candidatesIn(read(answer)).find(({ kind }) => kind === 'queue')!;
    assert.deepEqual(found.overrides, { answer: { queue: 'wait.position' } });
    assert.equal(read(answer, found.overrides).job?.queuePosition, 3);
  });

  it('comes before what was said of the same part, once', () => {
    const before: Overrides = { answer: { address: ['a.url', 'b.url'], status: 'state' }, statuses: { a: 'failed' } };
    const places = (address: string) => withOverrides(before, { answer: { address } }).answer;
    assert.deepEqual(places('c.url'), { address: ['c.url', 'a.url', 'b.url'], status: 'state' });
    assert.deepEqual(places('b.url'), { address: ['b.url', 'a.url'], status: 'state' });
    assert.equal(withOverrides(before, { answer: { status: 'state' } }).answer?.status, 'state');
    assert.deepEqual(withOverrides(before, { answer: { id: 'x' } }).answer, { ...before.answer, id: 'x' });
  });

  it('has a status of another place, an id where there was none, and a reason', () => {
    assert.deepEqual(
      offered({ ref_id: 'x1', phase: 'done', why_failed: 'no credit' }, undefined, undefined).slice(0, 3),
      ['status phase', 'id ref_id', 'error why_failed'],
    );
  });

  it('is nothing where the answer is a page', () => {
    assert.deepEqual(candidatesIn(explain('<html>', dialect(), { baseUrl, id: 'a' })), []);
  });

  it('reads what is nested very deep, in lists and in objects', () => {
    const deep = 30_000;
    for (const value of [
      `${'['.repeat(deep)}"x"${']'.repeat(deep)}`,
      `${'{"a":'.repeat(deep)}"x"${'}'.repeat(deep)}`,
      `${'{"data":'.repeat(deep)}{"id":"b","status":"queued"}${'}'.repeat(deep)}`,
      `{"id":"b","status":"queued","error":${'{"error":'.repeat(deep)}"no"${'}'.repeat(deep)}}`,
      `{"id":"b","status":"queued","output":${'[{"x":'.repeat(deep)}1${'}]'.repeat(deep)}}`,
    ]) {
      const found = explain(value, dialect(), { baseUrl, id: 'a' });
      assert.ok(['job', 'error', 'mismatch', 'list'].includes(found.kind), found.kind);
    }
  });

  it('shows an id above 2^53 exactly', () => {
    const found = explain('{"id":1790000000000000123,"status":"queued","n":9007199254740993}', dialect(), { baseUrl });
    assert.equal(found.job?.id, '1790000000000000123');
    assert.deepEqual(found.left, [{ path: 'n', value: '9007199254740993' }]);
  });

  it('says of rc.30’s answer that all but the address is understood', () => {
    const found = read(rc30, undefined, 'task_1');
    assert.deepEqual([found.job?.status, found.job?.progress, found.job?.urls], ['completed', 100, undefined]);
    assert.deepEqual(leftOf(found), ['fail_reason', 'platform']);
  });
});

describe('The operations of a dialect', () => {
  it('are told with their places, the overrides’ ones too', () => {
    const found = operationsOf(
      dialect({ paths: { content: '/../v1/tasks/{id}/artifacts/video/content', list: '/tasks' } }),
    );
    assert.deepEqual(Object.fromEntries(found.map(({ op, method, path }) => [op, `${method} ${path}`])), {
      create: 'POST /videos',
      get: 'GET /videos/{id}',
      content: 'GET /../v1/tasks/{id}/artifacts/video/content',
      list: 'GET /tasks?limit=20&order=desc',
      remix: 'POST /videos/{id}/remix',
      models: 'GET /models',
    });
  });
});
