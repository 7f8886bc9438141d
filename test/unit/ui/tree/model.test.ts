import assert from 'node:assert/strict';
import { VideoJobsError } from '../../../../src/api/errors';
import { filterJobs } from '../../../../src/ui/tree/filter';
import { buildModel, compare, type ModelInput } from '../../../../src/ui/tree/model';
import { completed, job, now } from '../support/jobs';

const labels: Record<string, string> = { acme: 'Acme', zeta: 'Zeta Video' };
const labelOf = (id: string) => labels[id] ?? id;

const input = (more: Partial<ModelInput>): ModelInput => ({
  jobs: [],
  providers: ['acme'],
  labelOf,
  problems: new Map(),
  hasMore: () => false,
  grouping: 'provider',
  query: '',
  now,
  ...more,
});
const shape = (more: Partial<ModelInput>) =>
  buildModel(input(more)).groups.map(({ label, jobs }) => [label, ...jobs.map(({ key }) => key)]);

describe('grouping', () => {
  const a = job({ key: 'a', provider: 'acme' });
  const b = completed({ key: 'b', provider: 'zeta', createdAt: now - 86_400_000 });
  const c = completed({ key: 'c', provider: 'acme', createdAt: now - 2 * 86_400_000 });

  it('by provider happens only where there are several', () => {
    const flat = buildModel(input({ jobs: [a, c] }));
    assert.equal(flat.grouped, false);
    assert.deepEqual(
      flat.groups.map(({ jobs }) => jobs),
      [[a, c]],
    );
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

  it('by status puts first what needs the user', () => {
    const lost = job({ key: 'lost', status: 'uncertain' });
    const waiting = job({ key: 'q', status: 'queued' });
    const failed = job({ key: 'f', status: 'failed' });
    assert.deepEqual(shape({ jobs: [a, b, failed, waiting, lost], grouping: 'status' }), [
      ['Not confirmed', 'lost'],
      ['In progress', 'a', 'q'],
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

  it('shows a provider in trouble, or one with older jobs, even without a job of its own', () => {
    const problems = new Map([['zeta', new VideoJobsError('network', 'No way.')]]);
    assert.deepEqual(shape({ jobs: [a], providers: ['acme', 'zeta', 'idle'], problems }), [
      ['Acme', 'a'],
      ['Zeta Video'],
    ]);
    const hasMore = (id: string) => id === 'zeta';
    const model = buildModel(input({ jobs: [a], providers: ['acme', 'zeta'], hasMore }));
    assert.deepEqual(
      model.groups.map(({ more }) => more),
      [false, true],
    );
    assert.deepEqual(model.more, []);
    assert.deepEqual(buildModel(input({ jobs: [a], providers: ['zeta'], grouping: 'day', hasMore })).more, ['zeta']);
  });

  it('leaves the tree empty without jobs, so that the welcome text shows', () => {
    const problems = new Map([['zeta', new VideoJobsError('network', 'No way.')]]);
    const model = buildModel(input({ providers: ['acme', 'zeta'], problems, hasMore: () => true }));
    assert.deepEqual([model.groups, model.more], [[], []]);
    const filtered = buildModel(input({ jobs: [a], grouping: 'day', query: 'no job has this', hasMore: () => true }));
    assert.deepEqual([filtered.groups, filtered.more], [[], []]);
  });

  it('groups ten thousand jobs in a moment', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => completed({ key: `k${n}`, createdAt: now - n * 60_000 }));
    const started = performance.now();
    const before = buildModel(input({ jobs: many, grouping: 'day' }));
    const after = buildModel(input({ jobs: [...many.slice(0, -1), { ...many.at(-1)! }], grouping: 'day' }));
    assert.deepEqual(compare(before, after), { groups: [], jobs: ['k9999'] });
    assert.ok(performance.now() - started < 1000);
  });
});

describe('the filter', () => {
  const heron = job({ key: 'heron', prompt: 'A heron at dawn', model: 'sora-2', id: 'video:1', provider: 'acme' });
  const fox = completed({ key: 'fox', prompt: 'A fox in snow', model: 'veo3', id: 'task_2', provider: 'zeta' });
  const found = (query: string) => filterJobs([heron, fox], query, labelOf).map(({ key }) => key);

  it('looks in prompt, model, id, provider and status, in any case', () => {
    assert.deepEqual(found('HERON'), ['heron']);
    assert.deepEqual(found('veo'), ['fox']);
    assert.deepEqual(found('task_2'), ['fox']);
    assert.deepEqual(found('zeta video'), ['fox']);
    assert.deepEqual(found('completed'), ['fox']);
    assert.deepEqual(found('in_progress'), ['heron']);
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
  const difference = (before: Partial<ModelInput>, after: Partial<ModelInput>) =>
    compare(buildModel(input(before)), buildModel(input(after)));
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
