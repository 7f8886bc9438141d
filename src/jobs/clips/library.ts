import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import type { InlineClip } from '../../api/types';
import type { JobRecord, Media } from '../job';
import { ClipDownload, type ClipDownloadDeps, type ClipRef, onDisk } from './clipDownload';
import { copyClip, type Destination } from './destination';
import { clipName, PartialDownloads } from './partialDownloads';
import { cancelled, closing } from './transfer';

type LibraryDeps = Omit<ClipDownloadDeps, 'parts' | 'inlineClip'>;

interface GetOptions extends Destination {
  signal?: AbortSignal;
  /** Neither progress nor failure shows on the job. */
  quiet?: boolean;
}

const firstClip: ClipRef = { variant: 'video', index: 0 };
/** Longest time that a job with its clip waits for a slow disk before it is recorded, in ms. */
const longestSave = 10_000;

interface Running {
  key: string;
  media: Promise<Media>;
  abort: AbortController;
  waiting: number;
}

/** The clips on disk. Each is downloaded once, whatever requests it and from whichever window. */
export class Library {
  readonly parts: PartialDownloads;
  readonly #running = new Map<string, Running>();
  /** Clips that came in a response itself and are not on the disk yet, by job. */
  readonly #inlineClips = new Map<string, InlineClip>();
  readonly #deps: ClipDownloadDeps;

  constructor(deps: LibraryDeps) {
    this.parts = new PartialDownloads(deps.store, deps.log);
    this.#deps = { ...deps, parts: this.parts, inlineClip: (key) => this.#inlineClips.get(key) };
  }

  /** @throws VideoJobsError */
  async get(job: JobRecord, clip: ClipRef, options: GetOptions = {}): Promise<Media> {
    const { signal } = options;
    this.#assertPossible(job, clip);
    const have = await onDisk(this.#deps.store, job.key, clip);
    if (have) return copyClip(have, options);
    if (signal?.aborted) throw cancelled();
    const name = clipName(job.key, clip);
    const running = this.#running.get(name);
    // A cancelled download may take a moment to stop; a new caller wants the clip.
    if (running && !running.abort.signal.aborted) return copyClip(await this.#wait(running, signal), options);
    const abort = new AbortController();
    const media = new ClipDownload(this.#deps, { ...options, job, clip, signal: abort.signal }).run().finally(() => {
      if (this.#running.get(name) === started) this.#running.delete(name);
    });
    const started: Running = { key: job.key, media, abort, waiting: 0 };
    this.#running.set(name, started);
    return this.#wait(started, signal);
  }

  /**
   * Writes a clip that came in the response to a create to a part file, before the job is recorded: a crash in between loses
   * neither. Resolves when it is on the disk, or when that failed or takes too long. Never throws.
   * @param job as it is about to be recorded
   */
  async save(job: JobRecord, created: InlineClip): Promise<void> {
    const { signal } = new AbortController();
    const saved = new ClipDownload(this.#deps, { job, clip: firstClip, created, quiet: true, signal })
      .save()
      .catch((error: unknown) => this.#deps.log.warn('A clip that came with its job could not be saved yet', error));
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => (timer = setTimeout(resolve, longestSave)));
    await Promise.race([saved, tooLong]).finally(() => clearTimeout(timer));
  }

  /** Returns the id of a job whose clip was saved with the response that created it, although its record may lack the id. */
  savedId(key: string): string | undefined {
    const part = this.parts.find(clipName(key, firstClip));
    return part?.whole && part.createdId;
  }

  /** Saves a clip that came in a response itself to the library. Kept in memory until it is on the disk. Never throws. */
  async keep(job: JobRecord, clip: InlineClip): Promise<void> {
    this.#inlineClips.set(job.key, clip);
    try {
      await this.get(job, firstClip);
      this.#inlineClips.delete(job.key);
    } catch (error) {
      this.#deps.log.warn('A clip that came with its job could not be saved yet', error);
      if (this.savedId(job.key) !== undefined) this.#inlineClips.delete(job.key);
    }
  }

  cancel(key: string): void {
    for (const running of this.#running.values()) if (running.key === key) running.abort.abort();
  }

  dispose(): void {
    for (const running of this.#running.values()) running.abort.abort(closing);
  }

  /** Cleans up after crashed windows: saves and records complete clips, and deletes abandoned parts. */
  async tidy(now: number): Promise<void> {
    for (const part of this.parts.idle.filter(({ whole }) => whole)) {
      const { key, variant, index } = part;
      const job = this.#deps.store.find({ key });
      const { signal } = new AbortController();
      if (job) await new ClipDownload(this.#deps, { job, clip: { variant, index }, signal }).recover();
      if (job?.status === 'completed' && job.id === part.createdId) await this.#finish(job);
    }
    await this.parts.sweep(now);
  }

  /** Saves a clip that a crashed window received with its job. */
  async #finish(job: JobRecord): Promise<void> {
    try {
      await this.get(job, firstClip, { quiet: true });
    } catch (error) {
      this.#deps.log.warn('A clip that came with its job could not be saved yet', error);
    }
  }

  #assertPossible(job: JobRecord, { variant, index }: ClipRef): void {
    if (job.id === undefined) {
      throw new VideoJobsError(
        'notReady',
        l10n.t('The provider has not confirmed this job yet. Try again when it has.'),
      );
    }
    // Without a content endpoint, the job itself may name a URL.
    if (variant !== 'video' && !this.#deps.gateway.capabilities(job.provider).variants.includes(variant)) {
      throw new VideoJobsError('unsupported', l10n.t('This provider has no {0} to download.', variant));
    }
    if (!Number.isSafeInteger(index) || index < 0 || (job.outputs !== undefined && index >= Math.max(1, job.outputs))) {
      throw new VideoJobsError('rejected', l10n.t('This job has no output {0}.', String(index + 1)));
    }
  }

  /** Waits for a download. A caller that leaves does not stop the others; the last one to leave aborts the transfer. */
  async #wait(running: Running, signal: AbortSignal | undefined): Promise<Media> {
    running.waiting++;
    let leave: (() => void) | undefined;
    const left = new Promise<never>((_resolve, reject) => {
      leave = () => {
        running.waiting--;
        if (running.waiting === 0) running.abort.abort();
        reject(cancelled());
      };
      signal?.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([running.media, left]);
    } finally {
      signal?.removeEventListener('abort', leave!);
    }
  }
}
