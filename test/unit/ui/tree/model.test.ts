import assert from 'node:assert/strict';
import { VideoJobsError } from '../../../../src/api/errors';
import type { JobRecord } from '../../../../src/jobs/job';
import { wordsOf } from '../../../../src/ui/tree/filter';
import { buildModel, compare, type Model, type ModelInput } from '../../../../src/ui/tree/model';
import { Listed, listOf } from '../../support/listOf';
import { completed, job, now } from '../support/jobs';

const labels: Record<string, string> = { acme: 'Acme', zeta: 'Zeta Video' };
const labelOf = (id: string) => labels[id] ?? id;

interface Given extends Partial<Omit<ModelInput, 'list'>> {
  jobs?: JobRecord[];
}
const input = ({ jobs = [], ...more }: Given, listed = new Listed()): ModelInput => ({
  list: listed.set(jobs),
  providers: ['acme'],
  labelOf,
  problems: new Map(),
  hasMore: () => false,
  grouping: 'provider',
  query: '',
  now,
  ...more,
});
/** With all rows, as if somebody had unfolded everything. */
const built = (given: Given, listed?: Listed): Model => {
  const from = input(given, listed);
  const model = buildModel(from);
  for (const group of model.groups) group.rows = from.list.page(group.filter, 20_000);
  return model;
};
const shape = (given: Given) =>
  built(given).groups.map(({ label, count, rows = [] }) => {
    assert.equal(count, rows.length);
    return [label, ...rows.map(({ key }) => key)];
  });

describe('grouping', () => {
  const a = job({ key: 'a', provider: 'acme' });
  const b = completed({ key: 'b', provider: 'zeta', createdAt: now - 86_400_000 });
  const c = completed({ key: 'c', provider: 'acme', createdAt: now - 2 * 86_400_000 });

  it('by provider happens only where there are several', () => {
    assert.equal(built({ jobs: [a, c] }).grouped, false);
    assert.deepEqual(shape({ jobs: [a, c] }), [['', 'a', 'c']]);
    assert.deepEqual(shape({ jobs: [a, b, c], providers: ['zeta', 'acme'] }), [
      ['Zeta Video', 'b'],
      ['Acme', 'a', 'c'],
    ]);
  });

  it('keeps the jobs of a provider that is gone', () => {
    assert.deepEqual(shape({ jobs: [a, job({ key: 'x', provider: 'gone' })] }), [
      ['Acme', 'a'],
      ['gone', 'x'],
    ]);
  });

  it('by status has the ends that no provider names, each by its own words, and the filter knows them', () => {
    const jobs = [
      completed({ key: 'none', noClip: { message: 'Nothing there.' } }),
      job({ key: 'gone', watching: false, missingSince: 1 }),
      job({ key: 'left', watching: false }),
      completed({ key: 'fine' }),
      job({ key: 'runs' }),
    ];
    assert.deepEqual(shape({ jobs, grouping: 'status' }), [
      ['In progress', 'runs'],
      ['Not found at the provider', 'gone'],
      ['No clip', 'none'],
      ['Not followed', 'left'],
      ['Completed', 'fine'],
    ]);
    const found = (query: string) => shape({ jobs, query }).flatMap(([, ...keys]) => keys);
    assert.deepEqual(found('status:missing'), ['gone']);
    assert.deepEqual(found('no clip'), ['none']);
    assert.deepEqual(found('not followed'), ['left']);
    assert.deepEqual(found('status:completed'), ['fine']);
  });

  it('by status puts first what needs the user', () => {
    const lost = job({ key: 'lost', status: 'uncertain' });
    const waiting = job({ key: 'q', status: 'queued' });
    const failed = job({ key: 'f', status: 'failed' });
    assert.deepEqual(shape({ jobs: [a, b, failed, waiting, lost], grouping: 'status' }), [
      ['Not confirmed', 'lost'],
      ['In progress', 'q', 'a'],
      ['Completed', 'b'],
      ['Failed', 'f'],
    ]);
  });

  it('by day names the near ones', () => {
    assert.deepEqual(shape({ jobs: [a, b, c], grouping: 'day' }), [
      ['Today', 'a'],
      ['Yesterday', 'b'],
      ['Monday, May 4', 'c'],
    ]);
  });

  it('counts the jobs in progress that are followed', () => {
    const stopped = job({ key: 's', watching: false });
    assert.equal(buildModel(input({ jobs: [a, stopped, c] })).groups[0]?.active, 1);
  });

  it('shows a provider in trouble even without a job of its own', () => {
    const problems = new Map([['zeta', new VideoJobsError('network', 'No way.')]]);
    assert.deepEqual(shape({ jobs: [a], providers: ['acme', 'zeta', 'idle'], problems }), [
      ['Acme', 'a'],
      ['Zeta Video'],
    ]);
  });

  it('offers older jobs of a provider that has jobs here, answers, and is not filtered out', () => {
    const given = { jobs: [a], providers: ['acme', 'zeta'], hasMore: () => true };
    const more = (changes: Partial<Given> = {}) => {
      const model = buildModel(input({ ...given, ...changes }));
      return [model.groups.map(({ provider, more }) => [provider, more]), model.more];
    };
    assert.deepEqual(more(), [[['acme', true]], []]);
    assert.deepEqual(more({ hasMore: () => false }), [[['acme', false]], []]);
    assert.deepEqual(more({ problems: new Map([['acme', new VideoJobsError('auth', 'No key.')]]) }), [
      [['acme', false]],
      [],
    ]);
    assert.deepEqual(more({ query: 'no job has this' }), [[], []]);
    assert.deepEqual(more({ grouping: 'day' })[1], ['acme']);
    assert.deepEqual(more({ grouping: 'day', query: 'no job has this' })[1], []);
  });

  it('leaves the tree empty without jobs, so that the welcome text shows', () => {
    const problems = new Map([['zeta', new VideoJobsError('network', 'No way.')]]);
    const model = buildModel(input({ providers: ['acme', 'zeta'], problems, hasMore: () => true }));
    assert.deepEqual([model.groups, model.more], [[], []]);
    const filtered = buildModel(input({ jobs: [a], grouping: 'day', query: 'no job has this', hasMore: () => true }));
    assert.deepEqual([filtered.groups, filtered.more], [[], []]);
  });

  it('has one change of thousands of jobs as one row', () => {
    const id = (n: number) => ({ key: `k${n}`, id: `id-${n}`, createdAt: now - n * 60_000 });
    const many = Array.from({ length: 5_000 }, (_, n) => completed(id(n)));
    const listed = new Listed();
    const before = built({ jobs: many, grouping: 'day' }, listed);
    assert.deepEqual(
      before.groups.map(({ label, count }) => [label, count]),
      [
        ['Today', 721],
        ['Yesterday', 1440],
        ['Monday, May 4', 1440],
        ['Sunday, May 3', 1399],
      ],
    );
    const after = built({ jobs: [...many.slice(0, -1), { ...many.at(-1)! }], grouping: 'day' }, listed);
    assert.deepEqual(compare(before, after), { groups: [], jobs: ['k4999'] });
  });
});

describe('the filter', () => {
  const heron = job({ key: 'heron', prompt: 'A heron at dawn', model: 'sora-2', id: 'video:1', provider: 'acme' });
  const fox = completed({ key: 'fox', prompt: 'A fox in snow', model: 'veo3', id: 'task_2', provider: 'zeta' });
  const list = listOf(heron, fox);
  const found = (query: string) => {
    const words = wordsOf(query, ['acme', 'zeta'], labelOf);
    return list.page({ words }, 10).map(({ key }) => key);
  };

  it('looks in prompt, model, id, provider and status, in any case', () => {
    assert.deepEqual(found('HERON'), ['heron']);
    assert.deepEqual(found('veo'), ['fox']);
    assert.deepEqual(found('task_2'), ['fox']);
    assert.deepEqual(found('zeta video'), ['fox']);
    assert.deepEqual(found('completed'), ['fox']);
    assert.deepEqual(found('in_progress'), ['heron']);
    assert.deepEqual(found('in progress'), ['heron']);
  });

  it('knows the case of letters beyond ASCII, and takes signs of SQL as they are', () => {
    const odd = listOf(
      job({ key: 'o', prompt: 'ÜBER DEN WOLKEN, 雲の上, 100% \u0130', id: "x'); DROP TABLE jobs; --" }),
    );
    const has = (query: string) => odd.count({ words: wordsOf(query, ['acme'], labelOf) }) === 1;
    for (const query of ['über', 'ÜBER', '雲', '100%', "x');", 'DROP TABLE', '%']) assert.ok(has(query), query);
    for (const query of ['prompt:_', '*', 'uber', "' OR 1=1"]) assert.ok(!has(query), query);
  });

  it('wants every word, and a word’s own field where one is named', () => {
    assert.deepEqual(found('a dawn'), ['heron']);
    assert.deepEqual(found('heron fox'), []);
    assert.deepEqual(found('model:sora'), ['heron']);
    assert.deepEqual(found('model:heron'), []);
    assert.deepEqual(found('status:completed provider:zeta'), ['fox']);
  });

  it('takes a colon that is part of an id as it is', () => {
    assert.deepEqual(found('video:1'), ['heron']);
  });

  it('lets all through when it is empty, and counts', () => {
    assert.deepEqual(found('  '), ['heron', 'fox']);
    const model = buildModel(input({ jobs: [heron, fox], query: 'fox' }));
    assert.deepEqual([model.shown, model.total], [1, 2]);
  });
});

describe('what is drawn again', () => {
  const a = job({ key: 'a' });
  const b = completed({ key: 'b' });
  const difference = (before: Given, after: Given) => {
    const listed = new Listed();
    return compare(built(before, listed), built(after, listed));
  };
  const several = { providers: ['acme', 'zeta'] };

  it('is nothing where nothing changed', () => {
    assert.equal(difference({ jobs: [a, b] }, { jobs: [a, b] }), 'nothing');
  });

  it('is one row where one job moved on', () => {
    assert.deepEqual(difference({ jobs: [a, b] }, { jobs: [{ ...a, progress: 80 }, b] }), { groups: [], jobs: ['a'] });
  });

  it('is the group where a job came or its heading changed', () => {
    assert.deepEqual(difference({ jobs: [b], ...several }, { jobs: [a, b], ...several }), {
      groups: ['provider:acme'],
      jobs: [],
    });
    const problems = new Map([['acme', new VideoJobsError('network', 'No way.')]]);
    assert.deepEqual(difference({ jobs: [b], ...several }, { jobs: [b], ...several, problems }), {
      groups: ['provider:acme'],
      jobs: [],
    });
  });

  it('is everything where a job went to another group, or a flat list got another row', () => {
    const other = completed({ key: 'c' });
    const ended = { ...a, status: 'completed' as const };
    const before = { jobs: [a, job({ key: 'x' }), other], grouping: 'status' as const };
    assert.equal(difference(before, { ...before, jobs: [ended, ...before.jobs.slice(1)] }), 'everything');
    assert.equal(difference({ jobs: [b] }, { jobs: [a, b] }), 'everything');
    assert.equal(difference({ jobs: [b] }, { jobs: [b], hasMore: () => true }), 'everything');
  });
});
