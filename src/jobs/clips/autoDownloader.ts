import type { VideoJobsError } from '../../api/errors';
import { asVideoJobsError, type Gateway } from '../gateway';
import type { JobRecord } from '../job';
import { claimTtl } from '../ledger/claims';
import type { JobsChange, JobStore } from '../ledger/store';
import type { Disposable, Logger } from '../ports';
import type { Library } from './library';
import { clipName } from './partialDownloads';
import { longestPause, nextTry, willRetry } from './retries';

interface AutoDownloaderDeps {
  store: JobStore;
  gateway: Gateway;
  library: Library;
  /** Returns true if clips are downloaded automatically. */
  autoDownload(): boolean;
  log: Logger;
  /** Called once for each job made here, when nothing is left to do for it. */
  announce(job: JobRecord): void;
}

const maxConcurrent = 2;
/** Limit for answers that claim absurdly many. */
const maxOutputs = 32;
/** Minimum pause between attempts at one job, in ms. */
const retryPause = 60_000;

/** Downloads the clips of ended jobs, those that expire soonest first, then announces the job. */
export class AutoDownloader {
  readonly #queue = new Map<string, { announce: boolean }>();
  readonly #running = new Set<string>();
  /** Ended jobs with clips left to download, by key; undefined before the first use. */
  #waiting: Map<string, JobRecord> | undefined;
  /** Earliest next attempt by this window, in ms since the epoch. */
  readonly #notBefore = new Map<string, number>();
  /** Jobs not announced yet because their clips may still arrive. */
  readonly #unannounced = new Set<string>();
  readonly #subscription: Disposable;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  readonly #deps: AutoDownloaderDeps;

  constructor(deps: AutoDownloaderDeps) {
    this.#deps = deps;
    this.#subscription = deps.store.onDidChange((change) => this.#onChange(change));
  }

  #onChange({ changed, removed }: JobsChange): void {
    let isSame = this.#waiting !== undefined;
    this.#waiting ??= new Map(this.#deps.store.due.filter(isWaiting).map((job) => [job.key, job]));
    for (const key of removed) if (this.#waiting.delete(key)) isSame = false;
    for (const job of changed) {
      if (isWaiting(job)) this.#waiting.set(job.key, job);
      else if (!this.#waiting.delete(job.key)) continue;
      isSame = false;
    }
    if (!isSame) this.#schedule();
  }

  ended(job: JobRecord): void {
    if (job.downloadDue) this.#enqueue(job.key, job.mine);
    else if (job.mine) this.#deps.announce(job);
  }

  /** Resumes downloads that a closed window or a failure left undone. */
  catchUp(): void {
    this.#waiting = undefined;
    this.#enqueueUnclaimed(this.#pending);
    this.#schedule();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#queue.clear();
  }

  /** Jobs due for download, from a configured provider, that this window is not downloading. */
  get #pending(): JobRecord[] {
    const isActive = (key: string) => this.#running.has(key) || this.#queue.has(key);
    this.#waiting ??= new Map(this.#deps.store.due.filter(isWaiting).map((job) => [job.key, job]));
    return [...this.#waiting.values()].filter(
      ({ key, provider }) => !isActive(key) && this.#deps.gateway.provider(provider),
    );
  }

  /** Returns the time of the next automatic attempt. A job that another window ended is left to that window for a while. */
  #dueAt({ key, downloadRetry, updatedAt }: JobRecord): number {
    return Math.max(downloadRetry?.at ?? updatedAt + claimTtl, this.#notBefore.get(key) ?? 0);
  }

  /** Sets one timer for all jobs, or none if no clip is due. */
  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#disposed || !this.#deps.autoDownload()) return;
    const now = Date.now();
    const times = this.#pending.filter((job) => willRetry(job, now)).map((job) => this.#dueAt(job));
    if (times.length === 0) return;
    const wait = Math.min(longestPause, Math.max(0, Math.min(...times) - now));
    this.#timer = setTimeout(() => this.#check(), Math.max(1000, wait));
  }

  #check(): void {
    try {
      this.#deps.store.sync();
      const now = Date.now();
      this.#enqueueUnclaimed(this.#pending.filter((job) => willRetry(job, now) && this.#dueAt(job) <= now));
    } catch (error) {
      this.#deps.log.warn('Clips could not be fetched again', error);
    }
    this.#schedule();
  }

  /** Queues jobs no window has claimed. A crashed window sends no event, so re-check when its claim expires. */
  #enqueueUnclaimed(jobs: readonly JobRecord[]): void {
    const now = Date.now();
    for (const { key } of jobs) {
      const claimedUntil = this.#deps.store.claims.takenUntil(clipName(key, { variant: 'video', index: 0 }));
      if (claimedUntil !== undefined) this.#notBefore.set(key, claimedUntil);
      else if (now >= (this.#notBefore.get(key) ?? 0)) this.#enqueue(key, this.#unannounced.has(key));
    }
  }

  #enqueue(key: string, announce: boolean): void {
    if (this.#running.has(key) || this.#queue.has(key)) return;
    this.#queue.set(key, { announce });
    // Jobs that ended in the same answer are queued before the first starts.
    queueMicrotask(() => this.#next());
  }

  #next(): void {
    while (this.#running.size < maxConcurrent && this.#queue.size > 0 && !this.#disposed) {
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
    const jobs = [...this.#queue.keys()]
      .map((key) => this.#deps.store.find({ key }))
      .filter((job) => job !== undefined);
    const rank = (job: JobRecord) => job.expiresAt ?? Infinity;
    return jobs.sort((a, b) => rank(a) - rank(b) || a.createdAt - b.createdAt || 0)[0];
  }

  async #finish(job: JobRecord, announce: boolean): Promise<void> {
    this.#notBefore.set(job.key, Date.now() + retryPause);
    try {
      const outputs = Math.min(maxOutputs, Math.max(1, job.outputs ?? 1));
      for (let index = 0; index < outputs; index++) await this.#deps.library.get(job, { variant: 'video', index });
      this.#succeeded(job.key);
      if (announce) this.#announce(job.key);
      await this.#thumbnail(job);
    } catch (caught) {
      const error = asVideoJobsError(caught);
      this.#deps.log.info(`A clip could not be fetched (${error.kind})`, job.provider, job.key);
      const mayCome = !this.#disposed && this.#failed(job.key, error);
      if (announce && mayCome) this.#unannounced.add(job.key);
      else if (announce) this.#announce(job.key);
    }
  }

  #announce(key: string): void {
    this.#unannounced.delete(key);
    const job = this.#disposed ? undefined : this.#deps.store.find({ key });
    if (job) this.#deps.announce(job);
  }

  #succeeded(key: string): void {
    try {
      this.#deps.store.update(key, ({ downloadDue, downloadRetry, noClip, ...job }) => job);
      this.#notBefore.delete(key);
    } catch (error) {
      this.#deps.log.warn('A finished download could not be noted', error);
    }
  }

  /** Stores the next attempt, if any. @returns true if the server denied the clip but may have it in a moment */
  #failed(key: string, error: VideoJobsError): boolean {
    let mayCome = false;
    try {
      this.#deps.store.update(key, ({ downloadDue, downloadRetry, ...job }) => {
        const next = nextTry({ ...job, downloadRetry }, error, Date.now(), Math.random());
        mayCome = next?.denied !== undefined;
        return {
          ...job,
          ...(next && { downloadDue, downloadRetry: next }),
          ...(error.kind === 'noMedia' && { noClip: jobError(error) }),
        };
      });
    } catch (caught) {
      this.#deps.log.warn('A failed download could not be noted', caught);
    }
    return mayCome;
  }

  /** Fetches the thumbnail for the list. A failure is logged only. */
  async #thumbnail(job: JobRecord): Promise<void> {
    if (!this.#deps.gateway.capabilities(job.provider).variants.includes('thumbnail')) return;
    try {
      await this.#deps.library.get(job, { variant: 'thumbnail', index: 0 }, { quiet: true });
    } catch (error) {
      this.#deps.log.debug(`No thumbnail (${asVideoJobsError(error).kind})`, job.provider, job.key);
    }
  }
}

const isWaiting = ({ downloadDue, status }: JobRecord): boolean => downloadDue === true && status === 'completed';

const jobError = ({ code, message, requestId }: VideoJobsError) => ({
  message,
  ...(code !== undefined && { code }),
  ...(requestId !== undefined && { requestId }),
});
