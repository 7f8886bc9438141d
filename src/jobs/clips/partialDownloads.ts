import { VideoJobsError } from '../../api/errors';
import type { Variant } from '../../api/types';
import type { JobRecord } from '../job';
import type { JobStore } from '../ledger/store';
import type { Logger } from '../ports';
import { discard, exists, numbered, sha256Of, sizeOf } from './clipFiles';
import { canResume, type KeptPartial } from './partialFile';
import { sidecarPartOf } from './sidecar';

/** A partial download as stored in the ledger. */
export interface StoredPartial extends KeptPartial {
  /** Key of the job. */
  key: string;
  /** Id of the job, if the clip came in the response that created it. The record may still lack it, after a crash. */
  createdId?: string;
  variant: Variant;
  index: number;
  /** Requested destination; absent for the library. */
  to?: string;
  /** Last update, in ms since the epoch. */
  at: number;
}

/** Age at which a part that was not resumed is deleted, in ms. */
const maxAge = 7 * 24 * 3600_000;

export const clipName = (key: string, { variant, index }: { variant: Variant; index: number }): string =>
  `clip:${key}:${variant}:${index}`;

/** Returns true unless the part holds the clip of a job that got a record of its own. */
export const isOf = ({ createdId }: StoredPartial, { id }: JobRecord): boolean =>
  createdId === undefined || id === undefined || createdId === id;

/** Partial downloads in the ledger: all the next window needs to resume them, or to delete abandoned ones. */
export class PartialDownloads {
  readonly #store: JobStore;
  readonly #log: Logger;

  constructor(store: JobStore, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  get all(): StoredPartial[] {
    return this.#store.ledger.parts().map((body) => JSON.parse(body) as StoredPartial);
  }

  /** Partial downloads no window has claimed. */
  get idle(): StoredPartial[] {
    return this.all.filter((part) => this.#store.claims.takenUntil(clipName(part.key, part)) === undefined);
  }

  find(name: string): StoredPartial | undefined {
    const body = this.#store.ledger.part(name);
    return body === undefined ? undefined : (JSON.parse(body) as StoredPartial);
  }

  /** Stores or, without `part`, deletes a checkpoint. A failure is logged and stops no download. */
  keep(name: string, part: StoredPartial | undefined): void {
    try {
      if (!this.#store.ledger.isOpen) return;
      const store = () => this.#store.ledger.setPart(name, part && JSON.stringify(part));
      // Durable before the rename: otherwise a power cut could leave an unrecorded clip.
      this.#store.ledger.write(store, { durable: part?.whole ?? false });
    } catch (error) {
      // The last checkpoint stands.
      if (error instanceof VideoJobsError && error.kind === 'cancelled') return;
      this.#log.warn('How far a download is could not be noted', error);
    }
  }

  /** Returns the file a complete part was renamed to but that was not recorded: same bytes, and no other job's clip. */
  async renamedFile({ whole, target, bytes, sha256 }: StoredPartial): Promise<string | undefined> {
    if (!whole) return undefined;
    for (const file of numbered(target)) {
      if (!(await exists(file))) return undefined;
      if ((await sizeOf(file)) !== bytes || (await sha256Of(file)) !== sha256) continue;
      if (!this.#store.withMedia().some(({ media }) => media.some(({ path }) => path === file))) return file;
    }
    return undefined;
  }

  /** Deletes a part and its file, unless a window has claimed it. */
  async drop(part: StoredPartial): Promise<boolean> {
    const name = clipName(part.key, part);
    const claim = this.#store.claims.take(name);
    if (!claim) return false;
    try {
      await discard(part.part);
      await discard(sidecarPartOf(part.part));
      this.keep(name, undefined);
      return true;
    } finally {
      claim.release();
    }
  }

  /** Deletes abandoned parts. */
  async sweep(now: number): Promise<void> {
    for (const part of this.all) {
      if (isAbandoned(part, this.#store.find({ key: part.key }), now)) await this.drop(part);
    }
  }
}

/** A complete clip never becomes too old: a job may have been paid for it. */
function isAbandoned(part: StoredPartial, job: JobRecord | undefined, now: number): boolean {
  const { at, variant, index, whole } = part;
  const isThere = job?.media.some((one) => one.variant === variant && one.index === index) ?? false;
  return !job || isThere || !isOf(part, job) || !canResume(part) || (!whole && now - at > maxAge);
}
