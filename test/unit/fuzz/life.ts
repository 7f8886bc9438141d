import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JobStatus, RemoteJob } from '../../../src/api/types';
import { discovered, hasEnded, merge } from '../../../src/jobs/intake/merge';
import type { JobRecord } from '../../../src/jobs/job';
import { property } from './support';

const statuses: readonly JobStatus[] = ['queued', 'in_progress', 'completed', 'failed', 'cancelled', 'expired'];
const time = fc.integer({ min: 1, max: 2_000_000_000_000 });

const remote: fc.Arbitrary<RemoteJob> = fc
  .record(
    {
      id: fc.constant('job-1'),
      status: fc.constantFrom(...statuses),
      raw: fc.constant({}),
      providerStatus: fc.string(),
      progress: fc.nat(100),
      model: fc.string(),
      prompt: fc.string(),
      seconds: fc.nat(20),
      createdAt: time,
      completedAt: time,
      expiresAt: time,
      parentId: fc.string(),
      outputs: fc.integer({ min: 1, max: 4 }),
      error: fc.record({ message: fc.string() }),
    },
    { requiredKeys: ['id', 'status', 'raw'] },
  )
  .map((job) => job as RemoteJob);

const known = fc.tuple(remote, fc.boolean(), fc.boolean()).map(([first, mine, hasClip]): JobRecord => {
  const job = discovered('key', 'lab', 'https://lab.example', first, 1_700_000_000_000);
  const media = {
    variant: 'video',
    index: 0,
    path: '/a.mp4',
    bytes: 1,
    contentType: 'video/mp4',
    sha256: 'x',
  } as const;
  return { ...job, mine, media: hasClip ? [media] : [] };
});

export function life(): void {
  property(
    'a completed job never goes back',
    fc.tuple(known, fc.array(remote, { maxLength: 6 })),
    ([start, answers]) => {
      let job = start;
      let now = 1_700_000_000_000;
      for (const answer of answers) {
        const before = job;
        job = merge(before, answer, (now += 1000));
        const last = before.status === 'completed' && job.status !== 'completed';
        if (last) assert.ok(job.status === 'expired' && before.media.length === 0, `${before.status} to ${job.status}`);
        assert.deepEqual(job.media, before.media);
        assert.equal(job.prompt, before.prompt ?? answer.prompt);
        if (before.parent) assert.deepEqual(job.parent, before.parent);
        if (job.mine) assert.equal(job.createdAt, before.createdAt);
        assert.ok(!(hasEnded(job) && job.watching), 'an ended job is not followed');
        assert.equal(job.status === 'completed' && job.error !== undefined, false);
        assert.equal(merge(job, answer, now + 500), job, 'the same answer again changes nothing');
      }
    },
  );
}
