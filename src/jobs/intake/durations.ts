import type { RemoteJob } from '../../api/types';
import { isActive, type JobRecord } from '../job';
import type { Duration } from '../ledger/ledger';
import { hasEnded } from './merge';

/** Upper bound for the time one clip takes, in ms; a longer one is a server's mistake. */
const longest = 24 * 3600_000;
/** Largest gap between the last two polls of a job whose duration is learned from, in ms; for long jobs, a quarter of their time. */
const closeEnough = 45_000;
/** Rounding error of servers that report whole seconds, in ms. */
const slack = 2_000;

/** Kind of a job, by model and length: jobs of one kind take about equally long. */
export const kindOf = ({
  model,
  seconds,
}: Pick<JobRecord, 'model' | 'seconds'>): Pick<Duration, 'model' | 'seconds'> => ({
  model: model ?? '',
  seconds: seconds !== undefined && Number.isFinite(seconds) ? seconds : 0,
});

/** Remembers when each job was last seen in progress, to measure how long it took once it ends. */
export class DurationRecorder {
  /** Time of the last poll that saw the job in progress, by key, in ms since the epoch. */
  readonly #lastActive = new Map<string, number>();

  /** Returns the duration of the job if this response completes it and the duration is known well enough. */
  record(before: JobRecord, after: JobRecord, remote: RemoteJob, now: number): Duration | undefined {
    const lastActive = this.#lastActive.get(after.key);
    if (isActive(after)) this.#lastActive.set(after.key, now);
    else this.#lastActive.delete(after.key);
    if (hasEnded(before) || after.status !== 'completed') return undefined;
    const took = reportedDuration(remote, after, now) ?? observedDuration(after, lastActive, now);
    return took === undefined ? undefined : { ...kindOf(after), took, at: now };
  }
}

/** Returns the duration by the server's own clock, in ms, if it is plausible. */
function reportedDuration({ createdAt, completedAt }: RemoteJob, job: JobRecord, now: number): number | undefined {
  if (createdAt === undefined || completedAt === undefined) return undefined;
  const took = completedAt - createdAt;
  return took > 0 && took <= Math.min(longest, now - job.createdAt + slack) ? took : undefined;
}

/** Returns the duration in ms if the job ended halfway between its last two polls. */
function observedDuration(job: JobRecord, lastActive: number | undefined, now: number): number | undefined {
  if (lastActive === undefined || lastActive > now) return undefined;
  const took = (lastActive + now) / 2 - job.createdAt;
  return took > 0 && took <= longest && now - lastActive <= Math.max(closeEnough, took / 4) ? took : undefined;
}
