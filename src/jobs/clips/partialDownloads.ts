import { VideoJobsError } from '../../api/errors';
import type { Variant } from '../../api/types';
import type { JobRecord } from '../job';
import { canResume, type KeptPartial } from './partialFile';
import { discard, exists, numbered, partialPathOf, sha256Of, sizeOf } from './clipFiles';
import type { Logger } from '../ports';
import { sidecarPath } from './sidecar';
import type { JobStore } from '../ledger/store';

/** A part in the ledger. */
export interface StoredPartial extends KeptPartial {
  /** The job. */
  key: string;
  variant: Variant;
  index: number;
  /** Where the clip was wanted; absent for the library. */
  to?: string;
  /** Last heard of, ms since the epoch. */
  at: number;
}

/** A part that nobody went on with for so long is given up. ms. */
const longestWait = 7 * 24 * 3600_000;

export const clipName = (key: string, { variant, index }: { variant: Variant; index: number }): string =>
  `clip:${key}:${variant}:${index}`;

/** The clips that are not whole yet: what the next window needs to go on with them, and to clear away those that nobody wants. */
export class PartialDownloads {
  constructor(
    private readonly store: JobStore,
    private readonly log: Logger,
  ) {}

  get all(): StoredPartial[] {
    return this.store.ledger.parts().map((body) => JSON.parse(body) as StoredPartial);
  }

  /** Those that no window is at work on. */
  get idle(): StoredPartial[] {
    return this.all.filter((part) => this.store.claims.takenUntil(clipName(part.key, part)) === undefined);
  }

  find(name: string): StoredPartial | undefined {
    const body = this.store.ledger.part(name);
    return body === undefined ? undefined : (JSON.parse(body) as StoredPartial);
  }

  /** Going on is a courtesy: that it cannot be remembered stops no download. */
  keep(name: string, part: StoredPartial | undefined): void {
    try {
      if (!this.store.ledger.isOpen) return;
      const note = () => this.store.ledger.setPart(name, part && JSON.stringify(part));
      // Known on the disk itself before the file gets its name: else a power cut could leave a clip that nobody knows.
      this.store.ledger.write(note, { durable: part?.whole ?? false });
    } catch (error) {
      // The last checkpoint stands.
      if (error instanceof VideoJobsError && error.kind === 'cancelled') return;
      this.log.warn('How far a download is could not be noted', error);
    }
  }

  /** The file that a whole part has become, where only that was not noted any more: the same bytes, and nobody else's clip. */
  async settled({ whole, target, bytes, sha256 }: StoredPartial): Promise<string | undefined> {
    if (!whole) return undefined;
    for (const file of numbered(target)) {
      if (!(await exists(file))) return undefined;
      if ((await sizeOf(file)) !== bytes || (await sha256Of(file)) !== sha256) continue;
      if (!this.store.withMedia().some(({ media }) => media.some(({ path }) => path === file))) return file;
    }
    return undefined;
  }

  /** Removes a part, unless a window is at work on it. */
  async drop(part: StoredPartial): Promise<boolean> {
    const name = clipName(part.key, part);
    const claim = this.store.claims.take(name);
    if (!claim) return false;
    try {
      await discard(partialPathOf(part.target));
      await discard(partialPathOf(sidecarPath(part.target)));
      this.keep(name, undefined);
      return true;
    } finally {
      claim.release();
    }
  }

  /** Clears away the parts that nobody will go on with. */
  async sweep(now: number): Promise<void> {
    for (const part of this.all) {
      if (isAbandoned(part, this.store.find({ key: part.key }), now)) await this.drop(part);
    }
  }
}

function isAbandoned(part: StoredPartial, job: JobRecord | undefined, now: number): boolean {
  const { at, variant, index } = part;
  const isThere = job?.media.some((one) => one.variant === variant && one.index === index) ?? false;
  return !job || isThere || !canResume(part) || now - at > longestWait;
}
