import { kindOf } from '../intake/durations';
import { Curve, type Observation } from './hazard';
import { isActive, type JobRecord } from '../job';
import { durationsKept, type Duration } from '../ledger/ledger';
import { expectedEnd, noteProgress, type Trail } from './progress';
import type { Disposable } from '../ports';
import type { JobStore, JobsChange } from '../ledger/store';
import { hasEnded } from '../intake/merge';

/** Fewer ends than this say little: nothing is told to the user. */
const enoughEnds = 5;
/** Jobs come and go within it, and it is no loss to see that a moment later. ms. */
const curveLife = 1_000;

interface Kind {
  model?: string;
  seconds?: number;
}

/** What a kind of job has taught. */
interface Learned {
  curve: Curve;
  /** How many it had to teach. */
  jobs: number;
  at: number;
}

/** When jobs in progress may end: from how long others of their kind took, and from their progress where it is steady. */
export class Forecast {
  readonly #durations = new Map<string, Duration[]>();
  readonly #learned = new Map<string, Learned>();
  readonly #trails = new Map<string, Trail>();
  readonly #listener: Disposable;

  constructor(private readonly store: JobStore) {
    this.#listener = store.onDidChange((change) => this.#follow(change));
  }

  dispose(): void {
    this.#listener.dispose();
  }

  /** How long its like take, as far as is known now. */
  curveOf(job: JobRecord, now = Date.now()): Curve {
    return this.#byProgress(job, now) ?? this.#byKind(job, now);
  }

  /** When a job in progress may end; nothing where too little is known to be worth saying. */
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

  /** Each kind leans on the wider one: where none has ended yet, those that run say that theirs do not end so soon. */
  #byKind(job: JobRecord, now: number): Curve {
    const { model, seconds } = kindOf(job);
    const all = this.#learn(job, {}, now);
    return this.#learn(job, { model, seconds }, now, this.#learn(job, { model }, now, all)).curve;
  }

  #learn(job: JobRecord, kind: Kind, now: number, wider?: Learned): Learned {
    const name = JSON.stringify([job.provider, job.origin, kind.model, kind.seconds]);
    let found = this.#learned.get(name);
    if (!found || Math.abs(now - found.at) >= curveLife) {
      const { observations, jobs } = this.#observations(job, kind, now);
      // A kind that is all there is of the wider one says nothing more.
      found = wider?.jobs === jobs ? wider : { curve: new Curve(observations, wider?.curve), jobs, at: now };
      this.#learned.set(name, found);
    }
    return found;
  }

  #observations({ provider, origin }: JobRecord, kind: Kind, now: number) {
    const ofKind = this.#durationsAt(provider, origin).filter(fits(kind));
    const known = ofKind.sort((a, b) => a.at - b.at).slice(-durationsKept);
    // What ended before the oldest that is kept was not all kept: nothing counts as seen before that.
    const start = known.length < durationsKept ? -Infinity : known[0]!.at;
    const ended = known.map(({ took, at }): Observation => {
      return { from: Math.min(took - 1, Math.max(0, start - (at - took))), to: took, ended: true };
    });
    const running = this.store.due
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
    if (!durations) this.#durations.set(server, (durations = this.store.ledger.durations(provider, origin)));
    return durations;
  }

  #follow({ changed, removed }: JobsChange): void {
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

/** When a job may end (ms since the epoch): as likely before `endsAt` as after it, and three times in five between the other two. */
export interface Estimate {
  endsAt: number;
  low: number;
  high: number;
  /** Nine of ten jobs of its kind would have ended by now. */
  overdue: boolean;
}
