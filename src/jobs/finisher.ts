import type { ErrorKind, VideoJobsError } from '../api/errors';
import { asVideoJobsError, type Gateway } from './gateway';
import type { JobRecord } from './job';
import type { Library } from './library';
import { clipName } from './parts';
import type { Disposable, Logger } from './ports';
import { jittered } from './schedule';
import type { JobStore } from './store';

export interface FinisherDeps {
  store: JobStore;
  gateway: Gateway;
  library: Library;
  /** Whether clips are fetched unasked. */
  autoDownload(): boolean;
  log: Logger;
  /** For each job of the user's own, when there is nothing more to do for it. */
  announce(job: JobRecord): void;
}

const atOnce = 2;
/** Against an answer that claims a million. */
const mostOutputs = 32;
/** A clip that could not be fetched is tried again at the next occasion, but no sooner. ms. */
const restBetweenTries = 60_000;

/** Pauses after the first, second, … failure in a row; then always the last one. ms. */
const pauses = [1, 2, 5, 10, 20, 30].map((minutes) => minutes * 60_000);
/** About a day of failures. After that only an occasion (a return to the window, a refresh) makes for another try. */
const mostFailures = 50;
/** However soon a clip expires. ms. */
const shortestPause = 15_000;

/** Answers that another try will not change. */
const final: readonly ErrorKind[] = ['noMedia', 'notFound', 'expired', 'unsupported', 'rejected', 'cancelled'];

/** What happens once a job has ended: its clips are fetched, those that expire soonest first, and the user is told. */
export class Finisher {
  readonly #queue = new Map<string, { announce: boolean }>();
  readonly #running = new Set<string>();
  readonly #lastTry = new Map<string, number>();
  readonly #subscription: Disposable;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(private readonly deps: FinisherDeps) {
    this.#subscription = deps.store.onDidChange(() => this.#schedule());
  }

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
    this.#schedule();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#queue.clear();
  }

  /** The next try of its own accord: one timer for all, and none where nothing is to be tried again. */
  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#disposed || !this.deps.autoDownload()) return;
    const times = this.deps.store.due.filter(isRetried).map(({ downloadRetry }) => downloadRetry.at);
    if (times.length === 0) return;
    const wait = Math.min(Math.max(...pauses), Math.max(0, Math.min(...times) - Date.now()));
    this.#timer = setTimeout(() => this.#retry(), Math.max(1000, wait));
  }

  #retry(): void {
    try {
      this.deps.store.sync();
      const now = Date.now();
      for (const job of this.deps.store.due.filter(isRetried)) {
        const elsewhere = this.deps.store.claims.takenUntil(clipName(job.key, { variant: 'video', index: 0 }));
        if (job.downloadRetry.at <= now && elsewhere === undefined) this.#enqueue(job.key, false);
      }
    } catch (error) {
      this.deps.log.warn('Clips could not be fetched again', error);
    }
    this.#schedule();
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
      if (!this.#disposed) {
        if (final.includes(error.kind)) this.#settled(job.key, error);
        else this.#again(job.key, error.retryAfterMs ?? 0);
      }
      if (announce) this.#announce(job.key);
    }
  }

  #announce(key: string): void {
    const job = this.#disposed ? undefined : this.deps.store.find({ key });
    if (job) this.deps.announce(job);
  }

  #settled(key: string, error?: VideoJobsError): void {
    this.#lastTry.delete(key);
    try {
      this.deps.store.update(key, ({ downloadDue, downloadRetry, noClip, ...job }) =>
        error?.kind === 'noMedia' ? { ...job, noClip: jobError(error) } : job,
      );
    } catch (error) {
      this.deps.log.warn('A finished download could not be noted', error);
    }
  }

  /** Written down, so that all windows keep to it. What expires soon is tried more often. */
  #again(key: string, retryAfter: number): void {
    try {
      this.deps.store.update(key, (job) => {
        const failures = (job.downloadRetry?.failures ?? 0) + 1;
        const usual = jittered(pauses[Math.min(failures, pauses.length) - 1]!, Math.random());
        const left = ((job.expiresAt ?? Infinity) - Date.now()) / 4;
        const pause = left > 0 ? Math.max(shortestPause, Math.min(usual, left)) : usual;
        return { ...job, downloadRetry: { failures, at: Date.now() + Math.max(pause, retryAfter) } };
      });
    } catch (error) {
      this.deps.log.warn('A failed download could not be noted', error);
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

type Retried = JobRecord & Required<Pick<JobRecord, 'downloadRetry'>>;

/** Whether it is tried again without an occasion: not for ever, and not after its time. */
const isRetried = (job: JobRecord): job is Retried =>
  job.downloadDue === true &&
  job.status === 'completed' &&
  job.downloadRetry !== undefined &&
  job.downloadRetry.failures <= mostFailures &&
  (job.expiresAt ?? Infinity) > Date.now();

const jobError = ({ code, message, requestId }: VideoJobsError) => ({
  message,
  ...(code !== undefined && { code }),
  ...(requestId !== undefined && { requestId }),
});
