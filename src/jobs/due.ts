import { isActive, type JobRecord } from './job';

/** What is left to do in the background for a job: follow it, learn its fate, fetch its clips, or say that they expire. */
export const isDue = (job: JobRecord) =>
  (job.watching && isActive(job)) ||
  job.status === 'submitting' ||
  (job.status === 'completed' && (job.downloadDue ?? false)) ||
  isExpiryDue(job);

export const hasClip = ({ media }: Pick<JobRecord, 'media'>): boolean =>
  media.some(({ variant }) => variant === 'video');

/** A clip that is to be deleted sooner than this is told of. ms. */
export const warnBefore = 60 * 60_000;

/**
 * When it is time to say that a clip expires: an hour before, or at half of its life where that is shorter. Only by what
 * the provider says of this very job; what is usual elsewhere would be a guess, and a server at home keeps all for good.
 */
export function warnAt({ createdAt, completedAt = createdAt, expiresAt = NaN }: JobRecord): number {
  return expiresAt - Math.min(warnBefore, Math.max(0, expiresAt - completedAt) / 2);
}

/** Whether a finished clip is about to be lost: not on disk, and soon gone at the provider. */
export const isExpiring = (job: JobRecord, now: number): boolean =>
  job.status === 'completed' && !hasClip(job) && warnAt(job) <= now && now < (job.expiresAt ?? 0);

/** Whether there may still be something to say about its expiry. */
export const isExpiryDue = (job: JobRecord): boolean =>
  job.mine &&
  job.status === 'completed' &&
  job.id !== undefined &&
  job.expiresAt !== undefined &&
  job.expiry !== 'passed' &&
  job.cleared === undefined &&
  job.noClip === undefined &&
  !hasClip(job);
