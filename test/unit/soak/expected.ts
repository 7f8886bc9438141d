import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { VideoJobsError } from '../../../src/api/errors';
import type { JobRecord } from '../../../src/jobs/job';
import type { SoakServer } from './server';

export interface Sent {
  server: SoakServer;
  prompt: string;
  model: string;
  /** ms since the epoch */
  at: number;
  /** What the one who asked for it was told. */
  refused?: VideoJobsError;
}

/** A job's end in the ledger is the one at its server. `id` is what the server made of the request, if anything. */
export function endsAsTold(
  { server, prompt, model, refused }: Sent,
  id: string | undefined,
  job: JobRecord | undefined,
): void {
  if (!job) {
    // What was not to be sent now was not written down, either.
    assert.ok(id === undefined && refused?.kind === 'rateLimited', prompt);
    return;
  }
  const what = `${prompt} (${model}): ${job.status} ${job.error?.message ?? ''} ${refused?.message ?? ''} ${job.transfer?.error?.message ?? ''}`;
  if (id === undefined) {
    assert.ok(refused, `${what}, was never made`);
    assert.ok(job.status === 'failed' || job.status === 'uncertain', what);
    return;
  }
  assert.equal(job.id, id, what);
  const { life, scenario } = server.job(id);
  switch (life.phase) {
    case 'failed':
      return assert.ok(job.status === 'failed' || job.status === 'cancelled', what);
    case 'completed': {
      const clips = job.media.filter(({ variant }) => variant === 'video');
      if (scenario.withoutMedia || (life.gone && clips.length === 0)) {
        return assert.ok(['completed', 'expired', 'failed'].includes(job.status) && clips.length === 0, what);
      }
      assert.equal(job.status, 'completed', what);
      assert.equal(clips.length, Math.max(1, job.outputs ?? 1), `${what}: its clips`);
      return assert.ok(clips.every(({ path }) => existsSync(path)));
    }
    default:
      assert.ok(job.status === 'in_progress' || job.status === 'queued', what);
  }
}

/** Requests of one who asks for each job by itself every five seconds until it has ended. */
export function fixedPolls(sent: readonly Sent[], jobs: readonly JobRecord[]): number {
  let polls = 0;
  for (const { prompt, at } of sent) {
    const job = jobs.find((each) => each.prompt === prompt);
    const until = job?.completedAt ?? Date.now();
    polls += Math.max(1, Math.ceil((until - at) / 5_000));
  }
  return polls;
}
