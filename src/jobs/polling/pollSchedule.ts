import type { JobRecord } from '../job';
import type { JobSettings } from '../ports';
import type { Forecast } from './forecast';
import { type FollowedJob, limitsOf, pollDelay, pollValue } from './pollDelay';
import { PollQueue } from './pollQueue';

/** Polls of one job so far. Times in ms since the epoch. */
interface PollHistory {
  polledAt?: number;
  /** Consecutive failures. */
  failures: number;
  /** Consecutive answers that the provider does not know the job. */
  misses: number;
  /** Consecutive answers that refuse the poll for good, and the time of the first. */
  refusals?: { times: number; since: number };
  /** The provider's list does not contain the job: it is polled by a request of its own until then. */
  singleUntil?: number;
}

interface Plan extends PollHistory {
  job: JobRecord;
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

/** Longest time to the next poll, in ms. */
const longestDelay = 10 * 60_000;
/** Time for which a job missing from the list is polled individually, in ms. */
const singleFor = 10 * 60_000;
/** Share of a list poll's value above which one job is polled by itself: its response is a hundredth of a list's. */
const dominantShare = 0.8;
/** Observed jobs of a kind needed to plan the first poll by its curve. */
const enoughObservations = 5;
/** Delay of the first poll otherwise, in minimum intervals. */
const firstPollIntervals = 2;

/**
 * Plans the next poll of each job followed at one server. Kept in memory: a window that takes over makes its own. A job that
 * was taken waits for no poll until it is planned again.
 */
export class PollSchedule {
  readonly #plans = new Map<string, Plan>();
  readonly #queue = new PollQueue();
  /** Jobs whose polls are in flight. */
  readonly #taken = new Set<string>();

  readonly #deps: PollScheduleDeps;

  constructor(deps: PollScheduleDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#plans.size;
  }

  has(key: string): boolean {
    return this.#plans.has(key);
  }

  /** Adds a job, or updates its record. */
  add(job: JobRecord, now = Date.now()): void {
    const plan = this.#plans.get(job.key);
    if (plan) {
      plan.job = job;
      return;
    }
    this.#plans.set(job.key, { job, failures: 0, misses: 0 });
    // New to this window: a job that was polled lately is not polled again at once.
    const since = Math.min(now, Math.max(job.updatedAt, job.createdAt));
    this.#queue.set(job.key, since + Math.min(this.#firstDelay(job), this.#delay([job], since)));
  }

  delete(key: string): void {
    this.#plans.delete(key);
    this.#queue.delete(key);
    this.#taken.delete(key);
  }

  history({ key }: JobRecord): PollHistory {
    return this.#plans.get(key) ?? { failures: 0, misses: 0 };
  }

  note({ key }: JobRecord, change: Partial<PollHistory>): void {
    const plan = this.#plans.get(key);
    if (plan) Object.assign(plan, change);
  }

  /** Time of the next poll, or Infinity. */
  get next(): number {
    return this.#queue.next;
  }

  /** Polls all jobs as soon as the minimum interval allows, so that switching windows does not add polls. */
  hurry(now = Date.now()): void {
    const { min } = limitsOf(this.#deps.settings());
    for (const [key, plan] of this.#plans) {
      plan.failures = 0;
      // After the clock was set back, the last poll may seem to be in the future.
      if (plan.polledAt !== undefined) plan.polledAt = Math.min(plan.polledAt, now);
      if (!this.#taken.has(key)) this.#queue.set(key, plan.polledAt === undefined ? now : plan.polledAt + min);
    }
  }

  /** Takes the jobs to poll now, those that failed least first. `lists`: the provider has a list. */
  take(lists: boolean, now = Date.now()): DuePolls {
    const due = this.#queue.take(now).flatMap((key) => this.#plans.get(key) ?? []);
    const single = due.filter((plan) => !lists || this.#isSingle(plan, now));
    if (single.length < due.length) {
      const listed = this.#listed(now).filter(({ job }) => !this.#taken.has(job.key));
      const dominant = this.#dominant(listed, now);
      if (!dominant) return this.#begin(listed, single, now);
      // The others are planned again with its answer.
      for (const { job } of due) this.#taken.add(job.key);
      single.push(dominant);
    }
    return this.#begin([], single, now);
  }

  /** Plans the next poll of a job by itself. @param delay in ms; by default as its hazard demands */
  plan(job: JobRecord, now = Date.now(), delay = this.#delay([job], now)): void {
    this.#taken.delete(job.key);
    if (this.#plans.has(job.key)) this.#queue.set(job.key, now + Math.min(delay, longestDelay));
  }

  /** Plans one poll for all jobs that the list contains, after it was read or one of them was polled in its place. */
  planList(now = Date.now()): void {
    const listed = this.#listed(now).filter(({ failures }) => failures === 0);
    if (listed.length === 0) return;
    const { min, max } = limitsOf(this.#deps.settings());
    const earliest = listed.reduce((least, { polledAt = now }) => Math.min(least, polledAt), Infinity);
    const latest = Math.max(now + min, earliest + max);
    const jobs = listed.map(({ job }) => job);
    const nextAt = Math.min(latest, now + Math.min(this.#delay(jobs, now), longestDelay));
    for (const { key } of jobs) {
      this.#taken.delete(key);
      this.#queue.set(key, nextAt);
    }
  }

  /** Polls a job by itself for a while. */
  pollSingly(job: JobRecord, now = Date.now()): void {
    this.note(job, { singleUntil: now + singleFor });
  }

  isSingle({ key }: JobRecord, now = Date.now()): boolean {
    const plan = this.#plans.get(key);
    return plan !== undefined && this.#isSingle(plan, now);
  }

  #begin(listed: readonly Plan[], single: readonly Plan[], now: number): DuePolls {
    for (const plan of [...listed, ...single]) {
      plan.polledAt = now;
      this.#taken.add(plan.job.key);
      this.#queue.delete(plan.job.key);
    }
    const byFailures = [...single].sort((a, b) => a.failures + a.misses - b.failures - b.misses);
    return { byList: listed.map(({ job }) => job), single: byFailures.map(({ job }) => job) };
  }

  #listed(now: number): Plan[] {
    return [...this.#plans.values()].filter((plan) => !this.#isSingle(plan, now));
  }

  #isSingle({ singleUntil = -Infinity }: Plan, now: number): boolean {
    return singleUntil > now;
  }

  /** Returns the job that makes up most of the value of a list poll, if no other has waited long. */
  #dominant(listed: readonly Plan[], now: number): Plan | undefined {
    const { max } = limitsOf(this.#deps.settings());
    const gains = listed.map((plan) => {
      const { polledAt, job } = plan;
      if (polledAt === undefined) return { plan, fresh: false, gain: 0 };
      const gain = pollValue(this.#followedJob(job, polledAt), now - polledAt);
      return { plan, fresh: now - polledAt < max, gain };
    });
    const [best, ...others] = gains.sort((a, b) => b.gain - a.gain);
    const total = gains.reduce((sum, { gain }) => sum + gain, 0);
    return best && best.gain >= dominantShare * total && others.every(({ fresh }) => fresh) ? best.plan : undefined;
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
