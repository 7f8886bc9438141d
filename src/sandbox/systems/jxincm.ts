import type { Job } from '../jobs';
import { unixSeconds } from '../life';
import { newapi, updated } from './newapi';
import { failureOf } from './system';

/** jxincm with its sora models: ids that hold a colon, and two shapes for a job that has not ended. */
export const jxincm = newapi({
  base: '/jxincm/v1',
  idPrefix: 'sora-2:task_',
  encodings: ['multipart', 'json'],
  size: '1280x720',
  seconds: '10',
  word,
  accepted: (job) => ({ ...common(job), status: 'queued', progress: 0, created_at: unixSeconds(job.ticket.created) }),
  describe,
});

function describe(job: Job, media: { video: string } | undefined): object {
  const { id, life, ticket } = job;
  const status = word(job);
  if (status === 'pending') return pendingTask(job);
  const progress = Math.floor(life.progress * 100);
  // new-api's documents show the time of an unfinished job in ms, of a finished one in seconds.
  if (life.completed === undefined) {
    return { ...common(job), task_id: id, status, progress, created_at: ticket.created };
  }
  const times = { created_at: unixSeconds(ticket.created), completed_at: unixSeconds(life.completed) };
  if (life.phase === 'failed') {
    return { ...common(job), ...times, status, progress, fail_reason: failureOf(job).message };
  }
  return { ...common(job), ...times, status, progress, ...(media && { video_url: media.video }) };
}

/** The shape of the gateway's own task queue: progress is a fraction, deep inside, and there is no `object`. */
function pendingTask(job: Job): object {
  const { id, life } = job;
  const pending = { status: 'processing', progress_pct: life.progress, failure_reason: null, generations: [] };
  return { id, detail: { id, pending_info: pending }, status: 'pending', status_update_time: updated(job) };
}

function word({ life: { phase, progress } }: Job): string {
  if (phase === 'running') return progress < 0.5 ? 'pending' : 'processing';
  return { queued: 'pending', stuck: 'daydreaming', completed: 'completed', failed: 'failed' }[phase];
}

function common({ id, ticket }: Job) {
  return {
    id,
    object: 'video',
    model: ticket.model,
    size: ticket.size,
    seconds: String(ticket.seconds),
    ...(ticket.parent !== undefined && { remixed_from_video_id: ticket.parent }),
  };
}
