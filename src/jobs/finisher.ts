import type { ErrorKind } from '../api/errors';
import { asVideoJobsError, type Gateway } from './gateway';
import type { JobRecord } from './job';
import type { Library } from './library';
import type { Logger } from './ports';
import type { JobStore } from './store';

export interface FinisherDeps {
  store: JobStore;
  gateway: Gateway;
  library: Library;
  log: Logger;
  /** For each job of the user's own, when there is nothing more to do for it. */
  announce(job: JobRecord): void;
}

const atOnce = 2;
/** Against an answer that claims a million. */
const mostOutputs = 32;
/** A clip that could not be fetched is tried again at the next occasion, but no sooner. ms. */
const restBetweenTries = 60_000;

/** Answers that another try will not change. */
const final: readonly ErrorKind[] = ['noMedia', 'notFound', 'expired', 'unsupported', 'rejected', 'cancelled'];

/** What happens once a job has ended: its clips are fetched, those that expire soonest first, and the user is told. */
export class Finisher {
  readonly #queue = new Map<string, { announce: boolean }>();
  readonly #running = new Set<string>();
  readonly #lastTry = new Map<string, number>();
  #disposed = false;

  constructor(private readonly deps: FinisherDeps) {}

  ended(job: JobRecord): void {
    if (job.downloadDue) this.#enqueue(job.key, job.mine);
    else if (job.mine) this.deps.announce(job);
  }

  /** Takes up what a closed window or a failure left undone. */
  catchUp(): void {
    const now = Date.now();
    for (const job of this.deps.store.due) {
      if (
        job.downloadDue &&
        job.status === 'completed' &&
        now - (this.#lastTry.get(job.key) ?? -Infinity) >= restBetweenTries
      ) {
        this.#enqueue(job.key, false);
      }
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#queue.clear();
  }

  #enqueue(key: string, announce: boolean): void {
    if (this.#running.has(key) || this.#queue.has(key)) return;
    this.#queue.set(key, { announce });
    // Those that ended with the same answer are put in order first.
    queueMicrotask(() => this.#next());
  }

  #next(): void {
    while (this.#running.size < atOnce && this.#queue.size > 0 && !this.#disposed) {
      const job = this.#soonest();
      const key = job?.key ?? [...this.#queue.keys()][0]!;
      const { announce } = this.#queue.get(key)!;
      this.#queue.delete(key);
      if (!job) continue;
      this.#running.add(key);
      void this.#finish(job, announce).finally(() => {
        this.#running.delete(key);
        this.#next();
      });
    }
  }

  #soonest(): JobRecord | undefined {
    const jobs = [...this.#queue.keys()].map((key) => this.deps.store.find({ key })).filter((job) => job !== undefined);
    const rank = (job: JobRecord) => job.expiresAt ?? Infinity;
    return jobs.sort((a, b) => rank(a) - rank(b) || a.createdAt - b.createdAt || 0)[0];
  }

  async #finish(job: JobRecord, announce: boolean): Promise<void> {
    this.#lastTry.set(job.key, Date.now());
    try {
      const outputs = Math.min(mostOutputs, Math.max(1, job.outputs ?? 1));
      for (let index = 0; index < outputs; index++) await this.deps.library.get(job, { variant: 'video', index });
      this.#settled(job.key);
      if (announce) this.#announce(job.key);
      await this.#thumbnail(job);
    } catch (caught) {
      const error = asVideoJobsError(caught);
      this.deps.log.info(`A clip could not be fetched (${error.kind})`, job.provider, job.key);
      if (final.includes(error.kind) && !this.#disposed) this.#settled(job.key);
      if (announce) this.#announce(job.key);
    }
  }

  #announce(key: string): void {
    const job = this.#disposed ? undefined : this.deps.store.find({ key });
    if (job) this.deps.announce(job);
  }

  #settled(key: string): void {
    this.#lastTry.delete(key);
    try {
      this.deps.store.update(key, ({ downloadDue, ...job }) => job);
    } catch (error) {
      this.deps.log.warn('A finished download could not be noted', error);
    }
  }

  /** A courtesy for the list: its failure is nobody's concern. */
  async #thumbnail(job: JobRecord): Promise<void> {
    if (!this.deps.gateway.capabilities(job.provider).variants.includes('thumbnail')) return;
    try {
      await this.deps.library.get(job, { variant: 'thumbnail', index: 0 }, { quiet: true });
    } catch (error) {
      this.deps.log.debug(`No thumbnail (${asVideoJobsError(error).kind})`, job.provider, job.key);
    }
  }
}
