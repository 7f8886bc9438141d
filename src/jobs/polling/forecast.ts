import { kindOf } from '../intake/durations';
import { hasEnded } from '../intake/merge';
import { isActive, type JobRecord } from '../job';
import { type Duration, durationsKept } from '../ledger/ledger';
import type { JobsChange, JobStore } from '../ledger/store';
import type { Disposable } from '../ports';
import { Curve, type Observation } from './hazard';
import { expectedEnd, noteProgress, type Trail } from './progress';

/** Ended jobs needed before an estimate is shown. */
const enoughEnds = 5;
/** Lifetime of a cached curve, in ms. */
const curveLife = 1_000;

/** Lifetime of read durations, in ms: jobs that end together are learned from together. */
const durationsLife = 1_000;
/** Jobs up to which a curve is made again after `curveLife`; a curve of more changes more slowly, and lives longer. */
const fewJobs = 100;

/** Cached curve of one kind of job. */
interface CachedCurve {
  curve: Curve;
  /** Number of jobs that the curve is based on. */
  jobs: number;
  at: number;
}

/** Durations of ended jobs at one server, by kind. */
interface Durations {
  byKind: Map<string, Duration[]>;
  at: number;
  isOutdated: boolean;
}

/** Estimates when jobs in progress end: from the durations of others of their kind, and from their progress if it is steady. */
export class Forecast {
  readonly #durations = new Map<string, Durations>();
  readonly #curves = new Map<string, CachedCurve>();
  readonly #trails = new Map<string, Trail>();
  /** Running jobs by kind, each in its own kind and in the wider ones; undefined before the first use. */
  #running: Map<string, Map<string, JobRecord>> | undefined;
  readonly #kindsOf = new Map<string, readonly string[]>();
  readonly #listener: Disposable;

  readonly #store: JobStore;

  constructor(store: JobStore) {
    this.#store = store;
    this.#listener = store.onDidChange((change) => this.#onChange(change));
  }

  /** Forgets what was derived from the ledger, when it was opened. */
  reset(): void {
    this.#running = undefined;
    this.#kindsOf.clear();
    this.#durations.clear();
    this.#curves.clear();
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
    const [all = '', byModel = '', byLength = ''] = kindNames(job.provider, job.origin, kindOf(job));
    const wider = this.#curveFor(job, byModel, now, this.#curveFor(job, all, now));
    return this.#curveFor(job, byLength, now, wider).curve;
  }

  #curveFor(job: JobRecord, kind: string, now: number, wider?: CachedCurve): CachedCurve {
    const cached = this.#curves.get(kind);
    if (cached && Math.abs(now - cached.at) < curveLife * Math.max(1, cached.jobs / fewJobs)) return cached;
    const { observations, jobs } = this.#observations(job, kind, now);
    // A kind with the same jobs as the wider one adds nothing.
    const curve = wider?.jobs === jobs ? wider : { curve: new Curve(observations, wider?.curve), jobs, at: now };
    this.#curves.set(kind, curve);
    return curve;
  }

  #observations(job: JobRecord, kind: string, now: number) {
    const ofKind = this.#durationsAt(job, now).byKind.get(kind) ?? [];
    const recent = ofKind.slice(-durationsKept);
    // Durations before the oldest one kept are incomplete, so observation starts there.
    const start = recent.length < durationsKept ? -Infinity : (recent[0]?.at ?? -Infinity);
    const ended = recent.map(({ took, at }): Observation => {
      return { from: Math.min(took - 1, Math.max(0, start - (at - took))), to: took, ended: true };
    });
    const running = [...(this.#runningByKind().get(kind)?.values() ?? [])]
      .filter(({ createdAt }) => createdAt <= now)
      .map(({ createdAt }) => ({ from: Math.max(0, start - createdAt), to: now - createdAt, ended: false }));
    return {
      observations: [...ended, ...running.filter(({ from, to }) => from < to)],
      jobs: ofKind.length + running.length,
    };
  }

  #durationsAt({ provider, origin }: JobRecord, now: number): Durations {
    const server = `${provider} ${origin}`;
    const known = this.#durations.get(server);
    if (known && (!known.isOutdated || Math.abs(now - known.at) < durationsLife)) return known;
    const byKind = new Map<string, Duration[]>();
    const sorted = this.#store.ledger.durations(provider, origin).sort((a, b) => a.at - b.at);
    for (const duration of sorted) {
      for (const name of kindNames(provider, origin, duration)) {
        const durations = byKind.get(name);
        if (durations) durations.push(duration);
        else byKind.set(name, [duration]);
      }
    }
    const durations = { byKind, at: now, isOutdated: false };
    this.#durations.set(server, durations);
    return durations;
  }

  #runningByKind(): Map<string, Map<string, JobRecord>> {
    if (!this.#running) {
      this.#running = new Map();
      for (const job of this.#store.due) this.#setRunning(job);
    }
    return this.#running;
  }

  #setRunning(job: JobRecord): void {
    if (!this.#running) return;
    const isRunning = isActive(job) && job.watching;
    const names = isRunning ? kindNames(job.provider, job.origin, kindOf(job)) : [];
    const before = this.#kindsOf.get(job.key) ?? [];
    if (before[2] !== names[2]) this.#dropRunning(job.key);
    if (!isRunning) return;
    this.#kindsOf.set(job.key, names);
    for (const name of names) {
      const jobs = this.#running.get(name);
      if (jobs) jobs.set(job.key, job);
      else this.#running.set(name, new Map([[job.key, job]]));
    }
  }

  #dropRunning(key: string): void {
    for (const name of this.#kindsOf.get(key) ?? []) {
      const jobs = this.#running?.get(name);
      jobs?.delete(key);
      if (jobs?.size === 0) this.#running?.delete(name);
    }
    this.#kindsOf.delete(key);
  }

  #onChange({ changed, removed }: JobsChange): void {
    for (const job of changed) {
      this.#setRunning(job);
      if (hasEnded(job)) {
        const durations = this.#durations.get(`${job.provider} ${job.origin}`);
        if (durations) durations.isOutdated = true;
        this.#trails.delete(job.key);
      } else if (isActive(job) && job.progress !== undefined) {
        this.#trails.set(job.key, noteProgress(this.#trails.get(job.key), job.progress, job.updatedAt));
      }
    }
    for (const key of removed) {
      this.#trails.delete(key);
      this.#dropRunning(key);
    }
  }
}

/** Names of a kind of job, the widest first: all jobs of a server, those of a model, and those of a model and length. */
function kindNames(provider: string, origin: string, { model, seconds }: { model: string; seconds: number }): string[] {
  const server = [provider, origin];
  return [server, [...server, model], [...server, model, seconds]].map((parts) => JSON.stringify(parts));
}

/** Estimated end of a job, in ms since the epoch: `endsAt` is the median, `low` and `high` are the 20 % and 80 % quantiles. */
export interface Estimate {
  endsAt: number;
  low: number;
  high: number;
  /** Set once 90 % of jobs of its kind would have ended. */
  overdue: boolean;
}
