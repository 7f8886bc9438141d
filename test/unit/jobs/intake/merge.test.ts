import assert from 'node:assert/strict';
import type { JobStatus, RemoteJob } from '../../../../src/api/types';
import { discovered, merge } from '../../../../src/jobs/intake/merge';
import type { JobRecord } from '../../../../src/jobs/job';

const now = 1_000_000;
const job = (part: Partial<JobRecord> = {}): JobRecord => ({
  key: 'k',
  provider: 'lab',
  id: 'v1',
  status: 'queued',
  prompt: 'A red fox',
  createdAt: 500,
  media: [],
  watching: true,
  origin: 'https://lab.example',
  mine: true,
  request: { prompt: 'A red fox' },
  updatedAt: 500,
  ...part,
});
const remote = (part: Partial<RemoteJob> = {}): RemoteJob => ({ id: 'v1', status: 'queued', raw: {}, ...part });
const media = [{ variant: 'video' as const, index: 0, path: '/x', bytes: 1, contentType: 'video/mp4', sha256: '' }];

describe('merging a response into a record', () => {
  it('keeps local facts that the response omits', () => {
    const parent = { id: 'v0', relation: 'extend' as const };
    const before = job({
      model: 'm',
      seconds: 4,
      size: '1x1',
      cost: { amount: 1, currency: 'USD', source: 'reported' },
      parent,
      media,
    });
    const after = merge(
      before,
      remote({ status: 'in_progress', progress: 5, prompt: 'changed', parentId: 'z', createdAt: 9 }),
      now,
    );
    assert.deepEqual(after, {
      ...before,
      status: 'in_progress',
      providerStatus: 'in_progress',
      progress: 5,
      updatedAt: now,
    });
  });

  it('takes the other fields from the provider', () => {
    const after = merge(
      job(),
      remote({ status: 'in_progress', model: 'm-2', seconds: 8, size: '2x2', expiresAt: 7 }),
      now,
    );
    assert.equal(after.model, 'm-2');
    assert.equal(after.seconds, 8);
    assert.equal(after.size, '2x2');
    assert.equal(after.expiresAt, 7);
  });

  it('returns the same object if nothing changed', () => {
    const before = merge(job(), remote({ status: 'in_progress', progress: 5, requestId: 'r1' }), now);
    assert.equal(merge(before, remote({ status: 'in_progress', progress: 5, requestId: 'r2' }), now + 1), before);
  });

  it('follows the provider if progress goes back', () => {
    const before = job({ status: 'in_progress', progress: 80 });
    assert.equal(merge(before, remote({ status: 'in_progress', progress: 20 }), now).progress, 20);
    assert.equal(merge(before, remote({ status: 'in_progress' }), now).progress, 80);
  });

  it('keeps the place in the queue until the job leaves it', () => {
    const queued = merge(job(), remote({ status: 'queued', queuePosition: 3 }), now);
    assert.equal(queued.queuePosition, 3);
    assert.equal(merge(queued, remote({ status: 'queued', queuePosition: 2 }), now).queuePosition, 2);
    assert.equal(merge(queued, remote({ status: 'in_progress', queuePosition: 0 }), now).queuePosition, undefined);
  });

  it('keeps completed jobs completed', () => {
    const before = merge(job(), remote({ status: 'completed', completedAt: 900 }), now);
    for (const status of ['queued', 'in_progress', 'failed', 'cancelled'] satisfies JobStatus[]) {
      const after = merge(before, remote({ status, progress: 3, error: { message: 'no' } }), now + 1);
      assert.equal(after.status, 'completed', status);
      assert.equal(after.progress, 100);
      assert.equal(after.error, undefined);
      assert.equal(after.watching, false);
      assert.equal(after.completedAt, 900);
    }
  });

  it('reports an expired clip only if none is on disk', () => {
    assert.equal(merge(job({ status: 'completed' }), remote({ status: 'expired' }), now).status, 'expired');
    assert.equal(merge(job({ status: 'completed', media }), remote({ status: 'expired' }), now).status, 'completed');
  });

  it('lets a provider revert a failure', () => {
    const failed = merge(job(), remote({ status: 'failed', error: { code: 'c', message: 'Timed out.' } }), now);
    assert.equal(failed.watching, false);
    assert.deepEqual(failed.error, { code: 'c', message: 'Timed out.' });
    assert.equal(failed.completedAt, now);
    const again = merge(failed, remote({ status: 'in_progress' }), now);
    assert.equal(again.watching, true);
    assert.equal(again.error, undefined);
    assert.equal(again.completedAt, undefined);
    assert.equal(merge(failed, remote({ status: 'completed' }), now).status, 'completed');
  });

  it('keeps the reason of a failure that a later response omits', () => {
    const failed = merge(job(), remote({ status: 'failed', error: { message: 'Why' } }), now);
    assert.deepEqual(merge(failed, remote({ status: 'failed' }), now).error, { message: 'Why' });
  });

  it("keeps the provider's status word verbatim", () => {
    const after = merge(job(), remote({ status: 'in_progress', providerStatus: 'UPSCALING_2' }), now);
    assert.equal(after.providerStatus, 'UPSCALING_2');
  });

  it('clears the poll error after a successful poll', () => {
    const before = job({ pollError: { message: 'x' }, missingSince: 3 });
    const after = merge(before, remote(), now);
    assert.ok(!('pollError' in after) && !('missingSince' in after));
  });

  it('does not follow a job again that the user stopped following', () => {
    assert.equal(merge(job({ watching: false }), remote({ status: 'in_progress' }), now).watching, false);
  });

  it('creates a record for a discovered job', () => {
    const found = discovered(
      'k2',
      'lab',
      'https://lab.example',
      remote({ status: 'completed', createdAt: 77, prompt: 'P', parentId: 'v0' }),
      now,
    );
    assert.equal(found.mine, false);
    assert.equal(found.watching, false);
    assert.equal(found.createdAt, 77);
    assert.equal(found.prompt, 'P');
    assert.deepEqual(found.parent, { id: 'v0', relation: 'remix' });
    assert.equal(discovered('k3', 'lab', '', remote({ status: 'queued' }), now).watching, true);
  });
});
