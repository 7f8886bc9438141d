import assert from 'node:assert/strict';
import sinon from 'sinon';
import { VideoJobsError } from '../../../src/api/errors';
import type { JobRecord } from '../../../src/jobs/job';
import type { JobService } from '../../../src/jobs/jobService';
import type { JobsChange } from '../../../src/jobs/ledger/store';
import type { Providers } from '../../../src/platform/providers';
import { createExports } from '../../../src/publicApi/exports';
import { silent } from '../support/settings';

const record = {
  key: 'k1',
  provider: 'studio',
  id: 'v1',
  status: 'queued',
  createdAt: 1,
  media: [],
  watching: true,
  origin: 'https://video.example',
  mine: true,
  updatedAt: 2,
} satisfies JobRecord;
const job = { key: 'k1', provider: 'studio', id: 'v1', status: 'queued', createdAt: 1, media: [] };

describe('What other extensions get', () => {
  let change: (change: JobsChange) => void;
  const create = sinon.stub();
  const jobs = {
    jobs: [record],
    create,
    remove: sinon.spy(async () => undefined),
    onDidChange: (listener: typeof change) => {
      change = listener;
      return { dispose() {} };
    },
  } as unknown as JobService;
  const providers = {
    all: [{ id: 'studio', type: 'openai', baseUrl: 'x', headers: { a: 'b' } }],
    clearKey: async () => false,
  };
  const made = createExports({
    jobs,
    providers: providers as unknown as Providers,
    testProvider: async () => ({ ok: false, message: 'No key.', error: new VideoJobsError('auth', 'No key.') }),
    log: silent,
  });
  const api = made.getApi(1);

  it('is version 1', () => assert.throws(() => made.getApi(2 as 1), RangeError));

  it('has the fields of the contract and no other', () => {
    assert.deepEqual(api.jobs, [job]);
  });

  it('cannot change what is kept here', () => {
    (api.providers[0]!.headers as Record<string, string>)['a'] = 'changed';
    assert.equal(providers.all[0]!.headers.a, 'b');
    (api.jobs[0]!.media as unknown[]).push('changed');
    assert.deepEqual(record.media, []);
  });

  it('tells what changed, and that something was removed', () => {
    const seen: unknown[] = [];
    api.onDidChangeJobs((changed) => seen.push(changed));
    change({ changed: [record], removed: [] });
    change({ changed: [], removed: ['k1'] });
    change({ changed: [], removed: [] });
    assert.deepEqual(seen, [[job], []]);
  });

  it('says nothing of what they cannot see', () => {
    const seen: unknown[] = [];
    const listener = api.onDidChangeJobs((changed) => seen.push(changed));
    const moving = {
      ...record,
      key: 'k2',
      transfer: { state: 'running' as const, variant: 'video' as const, index: 0 },
    };
    change({ changed: [moving], removed: [] });
    change({ changed: [{ ...moving, transfer: { ...moving.transfer, receivedBytes: 10 } }], removed: [] });
    change({ changed: [{ ...moving, progress: 5 }], removed: [] });
    listener.dispose();
    assert.deepEqual(seen, [[{ ...job, key: 'k2' }], [{ ...job, key: 'k2', progress: 5 }]]);
  });

  it('answers a test in words, with the fields of the contract', async () => {
    assert.deepEqual(await api.testProvider('studio'), { ok: false, message: 'No key.' });
  });

  it('refuses what JavaScript lets a caller write', async () => {
    const calls = api as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
    const methods = [
      'create',
      'remix',
      'import',
      'download',
      'remove',
      'removeProvider',
      'clearApiKey',
      'testProvider',
    ];
    for (const method of methods) {
      for (const given of [undefined, null, 7, '', [], {}]) {
        await assert.rejects(
          calls[method]!(given),
          { name: 'VideoJobsError', kind: 'rejected' },
          `${method}(${JSON.stringify(given)})`,
        );
      }
    }
    await assert.rejects(calls['setApiKey']!(), { kind: 'rejected' });
    await assert.rejects(calls['refresh']!({}), { kind: 'rejected' });
  });

  it('checks what comes in before anything is done', async () => {
    await assert.rejects(api.create({ provider: 'studio' } as never), { name: 'VideoJobsError', kind: 'rejected' });
    sinon.assert.notCalled(create);
    create.resolves(record);
    assert.deepEqual(await api.create({ provider: 'studio', prompt: 'A kite' }), job);
  });

  it('rejects with nothing but its own error', async () => {
    create.rejects(new TypeError('boom'));
    await assert.rejects(
      api.create({ provider: 'studio', prompt: 'A kite' }),
      (error) => error instanceof VideoJobsError,
    );
    await assert.rejects(api.clearApiKey('studio'), { kind: 'disk' });
  });

  it('removes a job where it is told to', async () => {
    await api.remove({ provider: 'studio', id: 'v1', where: 'both' });
    sinon.assert.calledOnceWithExactly(jobs.remove as sinon.SinonSpy, { provider: 'studio', id: 'v1' }, 'both');
  });
});
