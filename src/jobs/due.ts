import { isActive, type JobRecord } from './job';

/** Returns true if background work is left for a job: following it, resolving it, downloading its clips, or warning of their expiry. */
export const isDue = (job: JobRecord) =>
  (job.watching && isActive(job)) ||
  job.status === 'submitting' ||
  (job.status === 'completed' && (job.downloadDue ?? false)) ||
  isExpiryDue(job);

export const hasClip = ({ media }: Pick<JobRecord, 'media'>): boolean =>
  media.some(({ variant }) => variant === 'video');

/** Longest time before the expiry of a clip at which the user is warned, in ms. */
const warnBefore = 60 * 60_000;

/**
 * Returns the time of the expiry warning: an hour before, or at half of the clip's lifetime if that is shorter. Based only
 * on the expiry that the provider reported for this job: typical lifetimes would be a guess, and self-hosted servers keep
 * clips indefinitely.
 */
export function warnAt({ createdAt, completedAt = createdAt, expiresAt = NaN }: JobRecord): number {
  return expiresAt - Math.min(warnBefore, Math.max(0, expiresAt - completedAt) / 2);
}

/** Returns true if a finished clip is not on disk and will soon be deleted by the provider. */
export const isExpiring = (job: JobRecord, now: number): boolean =>
  job.status === 'completed' && !hasClip(job) && warnAt(job) <= now && now < (job.expiresAt ?? 0);

/** Returns true if an expiry warning may still be due. */
export const isExpiryDue = (job: JobRecord): boolean =>
  job.mine &&
  job.status === 'completed' &&
  job.id !== undefined &&
  job.expiresAt !== undefined &&
  job.expiry !== 'passed' &&
  job.cleared === undefined &&
  job.noClip === undefined &&
  !hasClip(job);
