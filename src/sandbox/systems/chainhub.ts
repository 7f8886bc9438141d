import type { Job } from '../jobs';
import { unixSeconds } from '../life';
import { newapi, updated } from './newapi';
import { failureOf } from './system';

/** chainhub with its veo models: progress as "45%", and a state that looks final but is not. */
export const chainhub = newapi({
  base: '/chainhub/v1',
  idPrefix: 'video_',
  encodings: ['multipart'],
  size: '16x9',
  seconds: '8',
  word: veoWord,
  accepted: (job) => ({ ...common(job), status: 'queued', progress: 0 }),
  describe: (job, media) => ({
    ...common(job),
    status: veoWord(job),
    progress: `${Math.floor(job.life.progress * 100)}%`,
    enhanced_prompt: job.prompt ?? '',
    video_url: media?.video ?? null,
    ...(media && { thumbnail_url: media.thumbnail }),
    status_update_time: updated(job),
    ...(job.life.phase === 'failed' && {
      error: failureOf(job),
    }),
  }),
});

/** The words of veo's life; `video_generation_completed` is followed by the upsampling. */
export function veoWord({ life: { phase, progress } }: Job): string {
  if (phase === 'running') {
    if (progress < 0.2) return 'image_downloading';
    if (progress < 0.7) return 'video_generating';
    return progress < 0.85 ? 'video_generation_completed' : 'video_upsampling';
  }
  return { queued: 'pending', stuck: 'video_daydreaming', completed: 'completed', failed: 'video_generation_failed' }[
    phase
  ];
}

function common({ id, ticket }: Job) {
  return {
    id,
    object: 'video',
    model: ticket.model,
    created_at: unixSeconds(ticket.created),
    seconds: String(ticket.seconds),
    size: ticket.size,
    ...(ticket.parent !== undefined && { remixed_from_video_id: ticket.parent }),
  };
}
