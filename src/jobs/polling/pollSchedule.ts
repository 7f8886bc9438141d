import type { Forecast } from './forecast';
import type { JobRecord } from '../job';
import type { JobSettings } from '../ports';
import { limitsOf, pollDelay, worth, type Followed } from './pollDelay';

export interface PlannedPoll {
  askedAt?: number;
  nextAt: number;
  /** In a row. */
  failures: number;
  /** Answers in a row that the provider does not know it. */
  misses: number;
  /** The provider's list did not hold it: until then it is asked for by itself. */
  aloneUntil?: number;
}

/** Whom to ask now: by one list, and each by itself. */
export interface DuePolls {
  together: JobRecord[];
  singly: JobRecord[];
}

export interface PollScheduleDeps {
  forecast: Pick<Forecast, 'curveOf'>;
  settings(): JobSettings;
  random(): number;
}

/** However far off a plan was made, it is looked at again within this: a clock that was set back must not stop anything. ms. */
const farthest = 10 * 60_000;
const aloneFor = 10 * 60_000;
/** A job that makes up so much of what a question is worth is asked for by itself: the answer is a hundredth of a list's. */
const nearlyAll = 0.8;
const enoughKnown = 5;
/** In least intervals. */
const firstLook = 2;

/** When to ask for each job that is followed. Kept in memory: a window that takes over makes its own. */
export class PollSchedule {
  readonly #plans = new Map<string, PlannedPoll>();

  constructor(private readonly deps: PollScheduleDeps) {}

  of(job: JobRecord, now = Date.now()): PlannedPoll {
    let plan = this.#plans.get(job.key);
    if (!plan) {
      // New to this window: a job that was asked for lately is not asked for again at once.
      const since = Math.min(now, Math.max(job.updatedAt, job.createdAt));
      plan = { nextAt: since + Math.min(this.#first(job), this.#delay([job], since)), failures: 0, misses: 0 };
      this.#plans.set(job.key, plan);
    }
    plan.nextAt = Math.min(plan.nextAt, now + farthest);
    return plan;
  }

  set(job: JobRecord, change: Partial<PlannedPoll>): void {
    this.#plans.set(job.key, { ...this.of(job), ...change });
  }

  keepOnly(keys: ReadonlySet<string>): void {
    for (const key of this.#plans.keys()) if (!keys.has(key)) this.#plans.delete(key);
  }

  /** As soon as the settings allow: a window that is switched to and fro does not ask more often than that. */
  hurry(job: JobRecord, now = Date.now()): void {
    const plan = this.#plans.get(job.key);
    // A clock that was set back has no question in its future.
    const askedAt = plan?.askedAt === undefined ? undefined : Math.min(plan.askedAt, now);
    const nextAt = askedAt === undefined ? -Infinity : askedAt + limitsOf(this.deps.settings()).min;
    this.#plans.set(job.key, { misses: 0, ...plan, askedAt, nextAt, failures: 0 });
  }

  /** Whom to ask now, given what the provider offers. */
  due(jobs: readonly JobRecord[], lists: boolean, now = Date.now()): DuePolls {
    const isDue = (job: JobRecord) => this.of(job, now).nextAt <= now;
    const alone = (job: JobRecord) => !lists || this.#isAlone(job, now);
    const singly = jobs.filter((job) => alone(job) && isDue(job));
    const listed = jobs.filter((job) => !alone(job));
    if (!listed.some(isDue)) return { together: [], singly };
    const one = this.#theOne(listed, now);
    // One request is for all of them.
    return one ? { together: [], singly: [...singly, one] } : { together: listed, singly };
  }

  /** An answer came: sets the time of the next question, which is one for all that the list holds. */
  spread(answered: readonly JobRecord[], jobs: readonly JobRecord[], lists: boolean, now = Date.now()): void {
    for (const job of answered) this.of(job, now).nextAt = now + this.#delay([job], now);
    if (!lists) return;
    const listed = jobs.filter((job) => !this.#isAlone(job, now) && this.of(job, now).failures === 0);
    const asked = listed.map((job) => this.of(job, now).askedAt ?? now);
    const { min, max } = limitsOf(this.deps.settings());
    const latest = Math.max(now + min, Math.min(...asked) + max);
    const nextAt = Math.min(latest, now + this.#delay(listed, now));
    for (const job of listed) this.of(job, now).nextAt = nextAt;
  }

  leaveToItself(job: JobRecord, now = Date.now()): void {
    this.set(job, { aloneUntil: now + aloneFor });
  }

  #isAlone(job: JobRecord, now: number): boolean {
    return (this.of(job, now).aloneUntil ?? -Infinity) > now;
  }

  /** The job for whose sake the others would be listed, none of which has waited long. */
  #theOne(listed: readonly JobRecord[], now: number): JobRecord | undefined {
    const { max } = limitsOf(this.deps.settings());
    const gains = listed.map((job) => {
      const askedAt = this.of(job, now).askedAt ?? -Infinity;
      if (askedAt === -Infinity) return { job, fresh: false, gain: 0 };
      return { job, fresh: now - askedAt < max, gain: worth(this.#followed(job, askedAt), now - askedAt) };
    });
    const [best, ...others] = gains.sort((a, b) => b.gain - a.gain);
    const total = gains.reduce((sum, { gain }) => sum + gain, 0);
    return best && best.gain >= nearlyAll * total && others.every(({ fresh }) => fresh) ? best.job : undefined;
  }

  /** Where next to nothing is known of its kind, a first look comes soon: what is refused is refused early. */
  #first(job: JobRecord): number {
    const known = this.deps.forecast.curveOf(job).seen >= enoughKnown;
    return known ? Infinity : firstLook * limitsOf(this.deps.settings()).min;
  }

  #delay(jobs: readonly JobRecord[], now: number): number {
    const followed = jobs.map((job) => this.#followed(job, now));
    return pollDelay(followed, this.deps.settings(), this.deps.random());
  }

  #followed(job: JobRecord, now: number): Followed {
    return { curve: this.deps.forecast.curveOf(job), age: now - job.createdAt };
  }
}
