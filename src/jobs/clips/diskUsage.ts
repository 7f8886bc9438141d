import type { JobRecord, Media } from '../job';
import type { JobStore } from '../ledger/store';
import type { Logger, ProviderDirectory } from '../ports';
import { sizeOf } from './clipFiles';
import type { Library } from './library';

/** State of the provider's copy: gone, unknown, or kept until it expires. */
type ProviderCopy = 'gone' | 'unknown' | 'kept';

/** A job's files on disk. */
export interface StoredClip {
  job: JobRecord;
  /** Files that exist on disk. */
  media: readonly Media[];
  bytes: number;
  elsewhere: ProviderCopy;
}

interface UnfinishedFiles {
  count: number;
  bytes: number;
}

interface DiskUsageDeps {
  store: JobStore;
  library: Library;
  providers: Pick<ProviderDirectory, 'find'>;
  /** Bytes; 0 for no limit. */
  limit(): number;
  log: Logger;
}

/** Files checked in parallel. */
const maxConcurrent = 16;
/** Error kinds that mean the provider no longer has the clip. */
const lostKinds = ['expired', 'notFound', 'noMedia'];

/**
 * Disk usage of the library, from the ledger. The limit deletes nothing by itself: a clip was paid for, often exists nowhere
 * else, and only its owner knows its worth. The view reports it, and the user chooses.
 */
export class DiskUsage {
  #reported = false;

  readonly #deps: DiskUsageDeps;

  constructor(deps: DiskUsageDeps) {
    this.#deps = deps;
  }

  /** Bytes of all clips according to the ledger, without reading the disk. */
  get bytes(): number {
    return this.#deps.store.mediaBytes;
  }

  /** True if the clips exceed the limit. Queries nothing if there is none. */
  get isOver(): boolean {
    const limit = this.#deps.limit();
    return limit > 0 && this.bytes > limit;
  }

  /** Logs once that the limit is exceeded; call it after a download. The view shows it as long as it lasts. */
  check(): void {
    const over = this.isOver;
    if (over && !this.#reported) this.#deps.log.info('The library is larger than its limit. Nothing was removed.');
    this.#reported = over;
  }

  /** Returns the jobs with files on disk, oldest first. */
  async look(now: number): Promise<StoredClip[]> {
    const jobs = this.#deps.store.withMedia().toReversed();
    const clips: StoredClip[] = [];
    for (let start = 0; start < jobs.length; start += maxConcurrent) {
      const some = await Promise.all(jobs.slice(start, start + maxConcurrent).map((job) => this.#stored(job, now)));
      clips.push(...some.filter(({ media }) => media.length > 0));
    }
    return clips;
  }

  /** Returns count and size of partial downloads no window has claimed. */
  async unfinished(): Promise<UnfinishedFiles> {
    const sizes = await Promise.all(this.#deps.library.parts.idle.map(({ part }) => sizeOf(part)));
    const there = sizes.filter((size) => size !== undefined);
    return { count: there.length, bytes: there.reduce((sum, size) => sum + size, 0) };
  }

  async clearUnfinished(): Promise<void> {
    for (const part of this.#deps.library.parts.idle) await this.#deps.library.parts.drop(part);
  }

  /** Records that these files of a job were deleted. The job and its request stay. @throws VideoJobsError `disk` */
  forget(key: string, paths: readonly string[]): void {
    this.#deps.store.update(key, ({ downloadDue, downloadRetry, ...job }) => ({
      ...job,
      media: job.media.filter(({ path }) => !paths.includes(path)),
      cleared: Date.now(),
    }));
  }

  async #stored(job: JobRecord, now: number): Promise<StoredClip> {
    const sizes = await Promise.all(job.media.map(({ path }) => sizeOf(path)));
    const media = job.media.filter((_, index) => sizes[index] !== undefined);
    const bytes = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
    return { job, media, bytes, elsewhere: this.#providerCopy(job, now) };
  }

  #providerCopy(job: JobRecord, now: number): ProviderCopy {
    const { id, status, expiresAt, missingSince, transfer } = job;
    const isLost =
      id === undefined ||
      status !== 'completed' ||
      missingSince !== undefined ||
      lostKinds.includes(transfer?.error?.kind ?? '') ||
      (expiresAt !== undefined && expiresAt <= now) ||
      this.#deps.providers.find(job.provider) === undefined;
    if (isLost) return 'gone';
    return expiresAt === undefined ? 'unknown' : 'kept';
  }
}
