import assert from 'node:assert/strict';
import { type Job, type JobRecord, publicJob } from '../../../src/jobs/job';

describe('a job as other extensions see it', () => {
  const job: Job = {
    key: 'k',
    provider: 'lab',
    id: 'video_1',
    status: 'completed',
    createdAt: 1,
    prompt: 'A heron',
    media: [{ variant: 'video', index: 0, path: '/a.mp4', bytes: 1, contentType: 'video/mp4', sha256: '' }],
  };
  const record: JobRecord = { ...job, watching: false, origin: 'https://lab.example', mine: true, updatedAt: 2 };

  it('has the fields of the contract and none that the contract does not name', () => {
    const later = { ...record, requestId: 'r', cleared: 3, addedInALaterRelease: 'private' };
    assert.deepEqual(publicJob(later), job);
  });

  it('is a copy: changing it changes no record', () => {
    (publicJob(record).media as unknown[]).pop();
    assert.equal(record.media.length, 1);
  });
});
