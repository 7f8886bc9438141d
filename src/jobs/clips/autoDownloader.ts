import type { VideoJobsError } from '../../api/errors';
import { claimTtl } from '../ledger/claims';
import { asVideoJobsError, type Gateway } from '../gateway';
import type { JobRecord } from '../job';
import type { Library } from './library';
import { clipName } from './partialDownloads';
import type { Disposable, Logger } from '../ports';
import { willRetry, longestPause, nextTry } from './retries';
import type { JobStore } from '../ledger/store';

export interface AutoDownloaderDeps {
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

/** What happens once a job has ended: its clips are fetched, those that expire soonest first, and the user is told. */
export class AutoDownloader {
  readonly #queue = new Map<string, { announce: boolean }>();
  readonly #running = new Set<string>();
  /** Until when this window leaves a job alone, ms since the epoch. */
  readonly #notBefore = new Map<string, number>();
  /** Jobs whose end was not told of yet, because their clips may still come. */
  readonly #untold = new Set<string>();
  readonly #subscription: Disposable;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(private readonly deps: AutoDownloaderDeps) {
    this.#subscription = deps.store.onDidChange(() => this.#schedule());
  }

  ended(job: JobRecord): void {
    if (job.downloadDue) this.#enqueue(job.key, job.mine);
    else if (job.mine) this.deps.announce(job);
  }

  /** Takes up what a closed window or a failure left undone. */
  catchUp(): void {
    this.#take(this.#waiting);
    this.#schedule();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#queue.clear();
  }

  /** Jobs whose clips are to be fetched, from a provider known here, and that this window is not at work on. */
  get #waiting(): JobRecord[] {
    const isMine = (key: string) => this.#running.has(key) || this.#queue.has(key);
    return this.deps.store.due.filter(
      ({ key, downloadDue, status, provider }) =>
        downloadDue === true && status === 'completed' && !isMine(key) && this.deps.gateway.provider(provider),
    );
  }

  /** When a job is taken up without an occasion. One that another window ended is left to it for a while. */
  #dueAt({ key, downloadRetry, updatedAt }: JobRecord): number {
    return Math.max(downloadRetry?.at ?? updatedAt + claimTtl, this.#notBefore.get(key) ?? 0);
  }

  /** The next look of its own accord: one timer for all, and none where no clip is to be fetched. */
  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#disposed || !this.deps.autoDownload()) return;
    const now = Date.now();
    const times = this.#waiting.filter((job) => willRetry(job, now)).map((job) => this.#dueAt(job));
    if (times.length === 0) return;
    const wait = Math.min(longestPause, Math.max(0, Math.min(...times) - now));
    this.#timer = setTimeout(() => this.#look(), Math.max(1000, wait));
  }

  #look(): void {
    try {
      this.deps.store.sync();
      const now = Date.now();
      this.#take(this.#waiting.filter((job) => willRetry(job, now) && this.#dueAt(job) <= now));
    } catch (error) {
      this.deps.log.warn('Clips could not be fetched again', error);
    }
    this.#schedule();
  }

  /** Those that no window is at work on. Nobody tells when one dies, but its claim ends: then is time to look again. */
  #take(jobs: readonly JobRecord[]): void {
    const now = Date.now();
    for (const { key } of jobs) {
      const elsewhere = this.deps.store.claims.takenUntil(clipName(key, { variant: 'video', index: 0 }));
      if (elsewhere !== undefined) this.#notBefore.set(key, elsewhere);
      else if (now >= (this.#notBefore.get(key) ?? 0)) this.#enqueue(key, this.#untold.has(key));
    }
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
        this.#schedule();
      });
    }
  }

  #soonest(): JobRecord | undefined {
    const jobs = [...this.#queue.keys()].map((key) => this.deps.store.find({ key })).filter((job) => job !== undefined);
    const rank = (job: JobRecord) => job.expiresAt ?? Infinity;
    return jobs.sort((a, b) => rank(a) - rank(b) || a.createdAt - b.createdAt || 0)[0];
  }

  async #finish(job: JobRecord, announce: boolean): Promise<void> {
    this.#notBefore.set(job.key, Date.now() + restBetweenTries);
    try {
      const outputs = Math.min(mostOutputs, Math.max(1, job.outputs ?? 1));
      for (let index = 0; index < outputs; index++) await this.deps.library.get(job, { variant: 'video', index });
      this.#settled(job.key);
      if (announce) this.#announce(job.key);
      await this.#thumbnail(job);
    } catch (caught) {
      const error = asVideoJobsError(caught);
      this.deps.log.info(`A clip could not be fetched (${error.kind})`, job.provider, job.key);
      const mayCome = !this.#disposed && this.#failed(job.key, error);
      if (announce && mayCome) this.#untold.add(job.key);
      else if (announce) this.#announce(job.key);
    }
  }

  #announce(key: string): void {
    this.#untold.delete(key);
    const job = this.#disposed ? undefined : this.deps.store.find({ key });
    if (job) this.deps.announce(job);
  }

  #settled(key: string): void {
    try {
      this.deps.store.update(key, ({ downloadDue, downloadRetry, noClip, ...job }) => job);
      this.#notBefore.delete(key);
    } catch (error) {
      this.deps.log.warn('A finished download could not be noted', error);
    }
  }

  /** Notes when it is tried again, if it is. @returns whether it was denied, and yet may come in a moment */
  #failed(key: string, error: VideoJobsError): boolean {
    let mayCome = false;
    try {
      this.deps.store.update(key, ({ downloadDue, downloadRetry, ...job }) => {
        const next = nextTry({ ...job, downloadRetry }, error, Date.now(), Math.random());
        mayCome = next?.denied !== undefined;
        return {
          ...job,
          ...(next && { downloadDue, downloadRetry: next }),
          ...(error.kind === 'noMedia' && { noClip: jobError(error) }),
        };
      });
    } catch (caught) {
      this.deps.log.warn('A failed download could not be noted', caught);
    }
    return mayCome;
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

const jobError = ({ code, message, requestId }: VideoJobsError) => ({
  message,
  ...(code !== undefined && { code }),
  ...(requestId !== undefined && { requestId }),
});
