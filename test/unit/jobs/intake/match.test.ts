import assert from 'node:assert/strict';
import type { RemoteJob } from '../../../../src/api/types';
import { matchUncertain } from '../../../../src/jobs/intake/match';
import type { JobRecord } from '../../../../src/jobs/job';

const lost = (part: Partial<JobRecord> = {}): JobRecord => ({
  key: 'k',
  provider: 'lab',
  status: 'uncertain',
  prompt: 'A red fox',
  createdAt: 1_000_000,
  media: [],
  watching: false,
  origin: '',
  mine: true,
  updatedAt: 0,
  ...part,
});
const listed = (part: Partial<RemoteJob> = {}): RemoteJob => ({
  id: 'v1',
  status: 'queued',
  prompt: 'A red fox',
  createdAt: 1_003_000,
  raw: {},
  ...part,
});

describe('matching of listed jobs to uncertain ones', () => {
  it('matches by prompt, model and time', () => {
    const job = lost();
    assert.equal(matchUncertain(listed(), [job], [listed()]), job);
    assert.equal(matchUncertain(listed({ prompt: ' A red fox\n' }), [job], [listed()]), job);
    assert.equal(matchUncertain(listed({ createdAt: 1_000_000 - 60_000 }), [job], [listed()]), job, 'clocks differ');
    const named = lost({ model: 'sora-2' });
    assert.equal(matchUncertain(listed({ model: 'sora-2-2025-10-06' }), [named], [listed()]), named, 'the full name');
  });

  it('leaves ambiguous candidates unmatched', () => {
    const job = lost();
    const none = (remote: RemoteJob, jobs = [job], page = [remote]) =>
      assert.equal(matchUncertain(remote, jobs, page), undefined);
    none(listed({ prompt: undefined }));
    none(listed({ prompt: 'Another' }));
    none(listed({ model: 'veo-3' }), [lost({ model: 'sora-2' })]);
    none(listed({ createdAt: undefined }));
    none(listed({ createdAt: 1_000_000 - 10 * 60_000 }));
    none(listed({ createdAt: 1_000_000 + 60 * 60_000 }));
    none(listed(), [job, lost({ key: 'k2' })]);
    none(listed(), [job], [listed(), listed({ id: 'v2' })]);
    none(listed(), [lost({ prompt: undefined })]);
    none(listed(), []);
  });
});
