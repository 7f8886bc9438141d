import type { JobRecord, Media } from '../job';
import { partialPathOf, sizeOf } from './clipFiles';
import type { Library } from './library';
import type { Logger, ProviderDirectory } from '../ports';
import type { JobStore } from '../ledger/store';

/** Whether a clip could be had again: not any more, nobody can tell, or until its time. */
export type ProviderCopy = 'gone' | 'unknown' | 'kept';

/** A job's files on disk. */
export interface StoredClip {
  job: JobRecord;
  /** Those that are really there. */
  media: readonly Media[];
  bytes: number;
  elsewhere: ProviderCopy;
}

export interface UnfinishedFiles {
  count: number;
  bytes: number;
}

export interface DiskUsageDeps {
  store: JobStore;
  library: Library;
  providers: Pick<ProviderDirectory, 'find'>;
  /** Bytes; 0 for no limit. */
  limit(): number;
  log: Logger;
}

/** Files looked at together. */
const atOnce = 16;
/** Says that a provider does not have the clip any more. */
const lost = ['expired', 'notFound', 'noMedia'];

/**
 * What the library holds, by the ledger. Its limit removes nothing by itself: a clip was paid for, often exists nowhere else, and
 * only its owner knows what it is worth. Who passes it is told, and may choose.
 */
export class DiskUsage {
  #told = false;

  constructor(private readonly deps: DiskUsageDeps) {}

  /** Bytes of all clips, as the ledger has them: no look at the disk. */
  get bytes(): number {
    return this.deps.store.mediaBytes;
  }

  /** Whether the clips take more than the user wants. Asks for nothing where there is no limit. */
  get isOver(): boolean {
    const limit = this.deps.limit();
    return limit > 0 && this.bytes > limit;
  }

  /** After a download: says once in the log that the limit is passed. The view says it as long as it is. */
  check(): void {
    const over = this.isOver;
    if (over && !this.#told) this.deps.log.info('The library is larger than its limit. Nothing was removed.');
    this.#told = over;
  }

  /** The jobs with files on disk, oldest first. */
  async look(now: number): Promise<StoredClip[]> {
    const jobs = this.deps.store.withMedia().toReversed();
    const found: StoredClip[] = [];
    for (let at = 0; at < jobs.length; at += atOnce) {
      const some = await Promise.all(jobs.slice(at, at + atOnce).map((job) => this.#shelved(job, now)));
      found.push(...some.filter(({ media }) => media.length > 0));
    }
    return found;
  }

  /** Parts that no window is at work on. */
  async unfinished(): Promise<UnfinishedFiles> {
    const sizes = await Promise.all(this.deps.library.parts.idle.map(({ target }) => sizeOf(partialPathOf(target))));
    const there = sizes.filter((size) => size !== undefined);
    return { count: there.length, bytes: there.reduce((sum, size) => sum + size, 0) };
  }

  async clearUnfinished(): Promise<void> {
    for (const part of this.deps.library.parts.idle) await this.deps.library.parts.drop(part);
  }

  /** Notes that these files of a job are gone. The job stays, and so does what made it. @throws VideoJobsError `disk` */
  forget(key: string, paths: readonly string[]): void {
    this.deps.store.update(key, ({ downloadDue, downloadRetry, ...job }) => ({
      ...job,
      media: job.media.filter(({ path }) => !paths.includes(path)),
      cleared: Date.now(),
    }));
  }

  async #shelved(job: JobRecord, now: number): Promise<StoredClip> {
    const sizes = await Promise.all(job.media.map(({ path }) => sizeOf(path)));
    const media = job.media.filter((_, index) => sizes[index] !== undefined);
    const bytes = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
    return { job, media, bytes, elsewhere: this.#elsewhere(job, now) };
  }

  #elsewhere(job: JobRecord, now: number): ProviderCopy {
    const { id, status, expiresAt, missingSince, transfer } = job;
    const isLost =
      id === undefined ||
      status !== 'completed' ||
      missingSince !== undefined ||
      lost.includes(transfer?.error?.kind ?? '') ||
      (expiresAt !== undefined && expiresAt <= now) ||
      this.deps.providers.find(job.provider) === undefined;
    if (isLost) return 'gone';
    return expiresAt === undefined ? 'unknown' : 'kept';
  }
}
