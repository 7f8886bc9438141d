import type { RemoteJob } from '../../api/types';
import { isActive, type JobRecord } from '../job';
import type { Duration } from '../ledger/ledger';
import { hasEnded } from './merge';

/** Longer than any server makes one clip; a time beyond it is a server's mistake. ms. */
const longest = 24 * 3600_000;
/** An end that was noticed this late is not known well enough to learn from; for long jobs, a quarter of their time. ms. */
const closeEnough = 45_000;
/** Servers count whole seconds. ms. */
const slack = 2_000;

/** The kind of job that a duration is of: those of one kind take about as long. */
export const kindOf = ({
  model,
  seconds,
}: Pick<JobRecord, 'model' | 'seconds'>): Pick<Duration, 'model' | 'seconds'> => ({
  model: model ?? '',
  seconds: Number.isFinite(seconds) ? seconds! : 0,
});

/** Notes when each job was last seen at work, so that it is known how long it took when it ends. */
export class DurationRecorder {
  readonly #seen = new Map<string, number>();

  /** @returns how long the job took, where this answer completes it and that is known closely enough. */
  saw(before: JobRecord, after: JobRecord, remote: RemoteJob, now: number): Duration | undefined {
    const seen = this.#seen.get(after.key);
    if (isActive(after)) this.#seen.set(after.key, now);
    else this.#seen.delete(after.key);
    if (hasEnded(before) || after.status !== 'completed') return undefined;
    const took = told(remote, after, now) ?? seenToTake(after, seen, now);
    return took === undefined ? undefined : { ...kindOf(after), took, at: now };
  }
}

/** By the server's own clock, as long as that fits what was seen here. */
function told({ createdAt, completedAt }: RemoteJob, job: JobRecord, now: number): number | undefined {
  if (createdAt === undefined || completedAt === undefined) return undefined;
  const took = completedAt - createdAt;
  return took > 0 && took <= Math.min(longest, now - job.createdAt + slack) ? took : undefined;
}

/** It ended at some time between two questions: in the middle, for all that is known. */
function seenToTake(job: JobRecord, seen: number | undefined, now: number): number | undefined {
  if (seen === undefined || seen > now) return undefined;
  const took = (seen + now) / 2 - job.createdAt;
  return took > 0 && took <= longest && now - seen <= Math.max(closeEnough, took / 4) ? took : undefined;
}
