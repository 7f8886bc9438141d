import assert from 'node:assert/strict';
import sinon from 'sinon';
import { VideoJobsError } from '../../../src/api/errors';
import type { JobRecord } from '../../../src/jobs/job';
import type { JobService, JobsChange } from '../../../src/jobs/ports';
import { createExports } from '../../../src/platform/exports';
import type { Providers } from '../../../src/platform/providers';
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
    testProvider: async () => ({ ok: true, message: 'fine' }),
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
  });

  it('tells what changed, and that something was removed', () => {
    const seen: unknown[] = [];
    api.onDidChangeJobs((changed) => seen.push(changed));
    change({ changed: [record], removed: [] });
    change({ changed: [], removed: ['k1'] });
    change({ changed: [], removed: [] });
    assert.deepEqual(seen, [[job], []]);
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
