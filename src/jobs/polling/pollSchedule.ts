import type { Forecast } from './forecast';
import type { JobRecord } from '../job';
import type { JobSettings } from '../ports';
import { limitsOf, pollDelay, pollValue, type FollowedJob } from './pollDelay';

/** Next poll of one job. Times in ms since the epoch. */
interface PlannedPoll {
  polledAt?: number;
  nextAt: number;
  /** Consecutive failures. */
  failures: number;
  /** Consecutive answers that the provider does not know the job. */
  misses: number;
  /** The provider's list does not contain the job: it is polled by a request of its own until then. */
  singleUntil?: number;
}

/** Jobs to poll now: by one list request, and by a request each. */
export interface DuePolls {
  byList: JobRecord[];
  single: JobRecord[];
}

interface PollScheduleDeps {
  forecast: Pick<Forecast, 'curveOf'>;
  settings(): JobSettings;
  random(): number;
}

/** Longest time to the next poll, in ms: a clock that was set back must not stop polling. */
const longestDelay = 10 * 60_000;
/** How long a job missing from the list is polled by itself, in ms. */
const singleFor = 10 * 60_000;
/** Share of a list poll's value above which one job is polled by itself: its response is a hundredth of a list's. */
const dominantShare = 0.8;
/** Observed jobs of a kind needed to plan the first poll by its curve. */
const enoughObservations = 5;
/** Delay of the first poll otherwise, in minimum intervals. */
const firstPollIntervals = 2;

/** Plans the next poll of each followed job. Kept in memory: a window that takes over makes its own. */
export class PollSchedule {
  readonly #plans = new Map<string, PlannedPoll>();

  readonly #deps: PollScheduleDeps;

  constructor(deps: PollScheduleDeps) {
    this.#deps = deps;
  }

  of(job: JobRecord, now = Date.now()): PlannedPoll {
    let plan = this.#plans.get(job.key);
    if (!plan) {
      // New to this window: a job that was polled lately is not polled again at once.
      const since = Math.min(now, Math.max(job.updatedAt, job.createdAt));
      plan = { nextAt: since + Math.min(this.#firstDelay(job), this.#delay([job], since)), failures: 0, misses: 0 };
      this.#plans.set(job.key, plan);
    }
    plan.nextAt = Math.min(plan.nextAt, now + longestDelay);
    return plan;
  }

  set(job: JobRecord, change: Partial<PlannedPoll>): void {
    this.#plans.set(job.key, { ...this.of(job), ...change });
  }

  keepOnly(keys: ReadonlySet<string>): void {
    for (const key of this.#plans.keys()) if (!keys.has(key)) this.#plans.delete(key);
  }

  /** Polls a job as soon as the minimum interval allows, so that switching windows does not add polls. */
  hurry(job: JobRecord, now = Date.now()): void {
    const plan = this.#plans.get(job.key);
    // After the clock was set back, the last poll may seem to be in the future.
    const polledAt = plan?.polledAt === undefined ? undefined : Math.min(plan.polledAt, now);
    const nextAt = polledAt === undefined ? -Infinity : polledAt + limitsOf(this.#deps.settings()).min;
    this.#plans.set(job.key, { misses: 0, ...plan, polledAt, nextAt, failures: 0 });
  }

  /** Returns the jobs to poll now. `lists`: the provider has a list. */
  due(jobs: readonly JobRecord[], lists: boolean, now = Date.now()): DuePolls {
    const isDue = (job: JobRecord) => this.of(job, now).nextAt <= now;
    const isSingle = (job: JobRecord) => !lists || this.#isSingle(job, now);
    const single = jobs.filter((job) => isSingle(job) && isDue(job));
    const listed = jobs.filter((job) => !isSingle(job));
    if (!listed.some(isDue)) return { byList: [], single };
    const dominant = this.#dominant(listed, now);
    return dominant ? { byList: [], single: [...single, dominant] } : { byList: listed, single };
  }

  /** Plans the next poll after a response: one for all jobs that the list contains. */
  planNext(answered: readonly JobRecord[], jobs: readonly JobRecord[], lists: boolean, now = Date.now()): void {
    for (const job of answered) this.of(job, now).nextAt = now + this.#delay([job], now);
    if (!lists) return;
    const listed = jobs.filter((job) => !this.#isSingle(job, now) && this.of(job, now).failures === 0);
    const polled = listed.map((job) => this.of(job, now).polledAt ?? now);
    const { min, max } = limitsOf(this.#deps.settings());
    const latest = Math.max(now + min, Math.min(...polled) + max);
    const nextAt = Math.min(latest, now + this.#delay(listed, now));
    for (const job of listed) this.of(job, now).nextAt = nextAt;
  }

  /** Polls a job by itself for a while. */
  pollSingly(job: JobRecord, now = Date.now()): void {
    this.set(job, { singleUntil: now + singleFor });
  }

  #isSingle(job: JobRecord, now: number): boolean {
    return (this.of(job, now).singleUntil ?? -Infinity) > now;
  }

  /** Returns the job that makes up most of the value of a list poll, if no other has waited long. */
  #dominant(listed: readonly JobRecord[], now: number): JobRecord | undefined {
    const { max } = limitsOf(this.#deps.settings());
    const gains = listed.map((job) => {
      const polledAt = this.of(job, now).polledAt ?? -Infinity;
      if (polledAt === -Infinity) return { job, fresh: false, gain: 0 };
      return { job, fresh: now - polledAt < max, gain: pollValue(this.#followedJob(job, polledAt), now - polledAt) };
    });
    const [best, ...others] = gains.sort((a, b) => b.gain - a.gain);
    const total = gains.reduce((sum, { gain }) => sum + gain, 0);
    return best && best.gain >= dominantShare * total && others.every(({ fresh }) => fresh) ? best.job : undefined;
  }

  /** Returns the delay of the first poll: short if little is known of the kind, as servers reject early. */
  #firstDelay(job: JobRecord): number {
    const isKnownKind = this.#deps.forecast.curveOf(job).seen >= enoughObservations;
    return isKnownKind ? Infinity : firstPollIntervals * limitsOf(this.#deps.settings()).min;
  }

  #delay(jobs: readonly JobRecord[], now: number): number {
    const followed = jobs.map((job) => this.#followedJob(job, now));
    return pollDelay(followed, this.#deps.settings(), this.#deps.random());
  }

  #followedJob(job: JobRecord, now: number): FollowedJob {
    return { curve: this.#deps.forecast.curveOf(job), age: now - job.createdAt };
  }
}
