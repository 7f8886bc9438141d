import { kindOf } from '../intake/durations';
import { Curve, type Observation } from './hazard';
import { isActive, type JobRecord } from '../job';
import { durationsKept, type Duration } from '../ledger/ledger';
import { expectedEnd, noteProgress, type Trail } from './progress';
import type { Disposable } from '../ports';
import type { JobStore, JobsChange } from '../ledger/store';
import { hasEnded } from '../intake/merge';

/** Ended jobs needed before an estimate is shown. */
const enoughEnds = 5;
/** Lifetime of a cached curve, in ms. */
const curveLife = 1_000;

interface Kind {
  model?: string;
  seconds?: number;
}

/** Cached curve of one kind of job. */
interface CachedCurve {
  curve: Curve;
  /** Number of jobs that the curve is based on. */
  jobs: number;
  at: number;
}

/** Estimates when jobs in progress end: from the durations of others of their kind, and from their progress if it is steady. */
export class Forecast {
  readonly #durations = new Map<string, Duration[]>();
  readonly #curves = new Map<string, CachedCurve>();
  readonly #trails = new Map<string, Trail>();
  readonly #listener: Disposable;

  readonly #store: JobStore;

  constructor(store: JobStore) {
    this.#store = store;
    this.#listener = store.onDidChange((change) => this.#onChange(change));
  }

  dispose(): void {
    this.#listener.dispose();
  }

  /** Returns the hazard curve of the job's kind, as known now. */
  curveOf(job: JobRecord, now = Date.now()): Curve {
    return this.#byProgress(job, now) ?? this.#byKind(job, now);
  }

  /** Returns the estimated end of a job in progress, or undefined if too little is known. */
  estimate(job: JobRecord, now = Date.now()): Estimate | undefined {
    if (!isActive(job) || !job.watching) return undefined;
    const curve = this.curveOf(job, now);
    if (curve.ends < enoughEnds) return undefined;
    const age = Math.max(0, now - job.createdAt);
    const at = (chance: number) => job.createdAt + curve.quantile(chance, age);
    const [low, endsAt, high] = [at(0.2), at(0.5), at(0.8)];
    const overdue = age > curve.quantile(0.9);
    const vague = high - low > 0.8 * (endsAt - now) + 45_000;
    return vague && !overdue ? undefined : { endsAt, low, high, overdue };
  }

  #byProgress(job: JobRecord, now: number): Curve | undefined {
    const trail = this.#trails.get(job.key);
    const end = trail && expectedEnd(trail, now);
    if (end === undefined) return undefined;
    const age = end.from - job.createdAt;
    const left = end.at - end.from;
    const spread = [0.75, 0.85, 0.92, 0.97, 1, 1.03, 1.1, 1.2, 1.4, 1.8];
    return new Curve(spread.map((part) => ({ from: 0, to: Math.max(1, age + part * left), ended: true })));
  }

  /** Each kind uses the wider one as its prior: while none has ended, jobs in progress show that theirs do not end that soon. */
  #byKind(job: JobRecord, now: number): Curve {
    const { model, seconds } = kindOf(job);
    const all = this.#curveFor(job, {}, now);
    return this.#curveFor(job, { model, seconds }, now, this.#curveFor(job, { model }, now, all)).curve;
  }

  #curveFor(job: JobRecord, kind: Kind, now: number, wider?: CachedCurve): CachedCurve {
    const name = JSON.stringify([job.provider, job.origin, kind.model, kind.seconds]);
    let cached = this.#curves.get(name);
    if (!cached || Math.abs(now - cached.at) >= curveLife) {
      const { observations, jobs } = this.#observations(job, kind, now);
      // A kind with the same jobs as the wider one adds nothing.
      cached = wider?.jobs === jobs ? wider : { curve: new Curve(observations, wider?.curve), jobs, at: now };
      this.#curves.set(name, cached);
    }
    return cached;
  }

  #observations({ provider, origin }: JobRecord, kind: Kind, now: number) {
    const ofKind = this.#durationsAt(provider, origin).filter(fits(kind));
    const recent = ofKind.sort((a, b) => a.at - b.at).slice(-durationsKept);
    // Durations before the oldest one kept are incomplete, so observation starts there.
    const start = recent.length < durationsKept ? -Infinity : recent[0]!.at;
    const ended = recent.map(({ took, at }): Observation => {
      return { from: Math.min(took - 1, Math.max(0, start - (at - took))), to: took, ended: true };
    });
    const running = this.#store.due
      .filter((job) => isActive(job) && job.watching && job.provider === provider && job.origin === origin)
      .filter((job) => job.createdAt <= now && fits(kind)(kindOf(job)))
      .map(({ createdAt }) => ({ from: Math.max(0, start - createdAt), to: now - createdAt, ended: false }));
    return {
      observations: [...ended, ...running.filter(({ from, to }) => from < to)],
      jobs: ofKind.length + running.length,
    };
  }

  #durationsAt(provider: string, origin: string): Duration[] {
    const server = `${provider} ${origin}`;
    let durations = this.#durations.get(server);
    if (!durations) this.#durations.set(server, (durations = this.#store.ledger.durations(provider, origin)));
    return durations;
  }

  #onChange({ changed, removed }: JobsChange): void {
    for (const job of changed) {
      if (hasEnded(job)) {
        this.#durations.delete(`${job.provider} ${job.origin}`);
        this.#trails.delete(job.key);
      } else if (isActive(job) && job.progress !== undefined) {
        this.#trails.set(job.key, noteProgress(this.#trails.get(job.key), job.progress, job.updatedAt));
      }
    }
    for (const key of removed) this.#trails.delete(key);
  }
}

const fits =
  (kind: Kind) =>
  ({ model, seconds }: Kind): boolean =>
    (kind.model === undefined || kind.model === model) && (kind.seconds === undefined || kind.seconds === seconds);

/** Estimated end of a job, in ms since the epoch: `endsAt` is the median, `low` and `high` are the 20 % and 80 % quantiles. */
export interface Estimate {
  endsAt: number;
  low: number;
  high: number;
  /** Set once 90 % of jobs of its kind would have ended. */
  overdue: boolean;
}
