import { setTimeout as sleep } from 'node:timers/promises';
import type { VideoJobsError } from '../../api/errors';
import type { Provider } from '../../api/provider';
import { type Content, type InlineClip, type Variant, variants } from '../../api/types';
import { asVideoJobsError, type Gateway } from '../gateway';
import type { JobRecord, Media, Transfer } from '../job';
import type { Claim } from '../ledger/claims';
import { diskError } from '../ledger/diskError';
import type { KnownContent } from '../ledger/records';
import type { JobStore } from '../ledger/store';
import type { JobSettings, Logger } from '../ports';
import { discard, exists, moveIntoPlace, moveToFreeName, newPartialPath, numbered, sizeOf } from './clipFiles';
import { copyClip, type Destination, fileClaim, reserve, type ReservedFile } from './destination';
import { inside, relativeName } from './fileName';
import { clipName, isOf, type PartialDownloads, type StoredPartial } from './partialDownloads';
import { sidecarPartOf } from './sidecar';
import { writeSidecar } from './sidecarFile';
import { cancelled, transfer, type Transferred } from './transfer';

export interface ClipDownloadDeps {
  store: JobStore;
  gateway: Gateway;
  parts: PartialDownloads;
  provider(id: string): Provider | undefined;
  settings(): JobSettings;
  log: Logger;
  /** Called when a clip is on disk and in the ledger. */
  saved(media: Media): void;
  /** Returns a clip that came in a response itself and is not on the disk yet. */
  inlineClip(key: string): InlineClip | undefined;
}

export interface ClipRef {
  variant: Variant;
  index: number;
}

interface DownloadOptions extends Destination {
  job: JobRecord;
  clip: ClipRef;
  /** Neither progress nor failure shows on the job. */
  quiet?: boolean;
  /** The clip itself, from the response to the request that created the job. */
  created?: InlineClip;
  signal: AbortSignal;
}

/** Minimum interval between progress events, in ms. */
const progressEvery = 250;
/** Interval of checks for a clip that another window downloads, in ms. */
const checkEvery = 500;

/** Returns the clip if it is on disk. A file that the user deleted or changed does not count. */
export async function onDisk(store: JobStore, key: string, { variant, index }: ClipRef): Promise<Media | undefined> {
  const media = store.find({ key })?.media.find((one) => one.variant === variant && one.index === index);
  return media && (await sizeOf(media.path)) === media.bytes ? media : undefined;
}

const chunkSize = 1024 * 1024;

const contentOf = ({ bytes, contentType, extension }: InlineClip): Content => ({
  contentType,
  extension,
  totalBytes: bytes.length,
  offset: 0,
  body: (async function* () {
    // Copies: the receiver frees the memory of each chunk.
    for (let start = 0; start < bytes.length; start += chunkSize) {
      yield new Uint8Array(bytes.subarray(start, start + chunkSize));
    }
  })(),
});

/** Downloads one clip to its final path and records it in the ledger, holding claims against other windows. */
export class ClipDownload {
  readonly #name: string;
  readonly #claims = new Map<string, Claim>();

  readonly #deps: ClipDownloadDeps;
  readonly #options: DownloadOptions;

  constructor(deps: ClipDownloadDeps, options: DownloadOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#name = clipName(options.job.key, options.clip);
  }

  /** @throws VideoJobsError */
  async run(): Promise<Media> {
    const deps = this.#deps;
    const options = this.#options;
    const { key } = options.job;
    try {
      const existing = await this.#claimOrWait();
      if (existing) return await copyClip(existing, options);
      this.#progress({});
      const adopted = await this.#adopt();
      if (adopted) return await copyClip(adopted, options);
      return await this.#record(await this.#transfer());
    } catch (caught) {
      const error = asVideoJobsError(caught);
      if (error.kind !== 'cancelled' && !options.quiet) this.#recordFailure(error);
      throw error;
    } finally {
      this.#release();
      if (!options.quiet) deps.store.setTransfer(key, undefined);
    }
  }

  /**
   * Writes the clip to its part file only, complete and verified, before the job has a record that could name it.
   * @throws VideoJobsError
   */
  async save(): Promise<void> {
    if (!this.#claim(this.#name)) return;
    try {
      await this.#receive();
    } finally {
      this.#release();
    }
  }

  /** Records a complete clip that a window moved into place but could not record. */
  async recover(): Promise<void> {
    if (!this.#claim(this.#name)) return;
    try {
      await this.#adopt();
    } finally {
      this.#release();
    }
  }

  /** Takes the claim unless this download has it; returns false while another holder has it. */
  #claim(name: string): boolean {
    if (this.#claims.has(name)) return true;
    const claim = this.#deps.store.claims.take(name);
    if (claim) this.#claims.set(name, claim);
    return claim !== undefined;
  }

  #release(): void {
    for (const claim of this.#claims.values()) claim.release();
  }

  #progress(progress: Pick<Transfer, 'receivedBytes' | 'totalBytes'>): void {
    const { job, clip, quiet } = this.#options;
    if (!quiet) this.#deps.store.setTransfer(job.key, { state: 'running', ...clip, ...progress });
  }

  /** Claims the clip, or waits while another window downloads it. Returns the clip once it is on disk. */
  async #claimOrWait(): Promise<Media | undefined> {
    const { job, clip, signal } = this.#options;
    const { store } = this.#deps;
    for (;;) {
      const claimed = this.#claim(this.#name);
      store.sync();
      const have = await onDisk(store, job.key, clip);
      if (have || claimed) return have;
      await sleep(checkEvery, undefined, { signal }).catch(() => {
        throw cancelled();
      });
    }
  }

  /** Records a clip that was moved into place but not recorded. */
  async #adopt(): Promise<Media | undefined> {
    const part = this.#deps.parts.find(this.#name);
    const file = part && (await this.#deps.parts.renamedFile(part));
    if (!part || file === undefined) return undefined;
    await discard(part.part);
    const { bytes, contentType, sha256 } = part;
    return this.#record({ ...this.#options.clip, path: file, bytes, contentType, sha256 });
  }

  async #transfer(): Promise<Media> {
    const { done, overwrite } = await this.#receive();
    // After sleep the claims may have expired, and another window may own the files.
    if (![...this.#claims.values()].every(({ held }) => held)) throw cancelled();
    return this.#moveIntoPlace(done, overwrite);
  }

  async #receive(): Promise<{ done: Transferred; overwrite: boolean }> {
    const deps = this.#deps;
    const options = this.#options;
    const { job, clip, to, signal, created } = options;
    const inline = created ?? (clip.variant === 'video' && clip.index === 0 ? deps.inlineClip(job.key) : undefined);
    const partial = await this.#partial();
    const createdId = created ? job.id : partial?.createdId;
    let known = this.#knownContent();
    let overwrite = false;
    let reportedAt = 0;
    const done = await transfer({
      signal,
      partial,
      once: inline !== undefined,
      keep: (part) =>
        deps.parts.keep(this.#name, part && { ...part, key: job.key, createdId, ...clip, to, at: Date.now() }),
      request: async (resume) => {
        if (inline) return contentOf(inline);
        const content = await deps.gateway.call(
          job.provider,
          'content',
          ({ client }) =>
            client.content(job.id!, { ...clip, known, madeAt: job.completedAt ?? job.createdAt, resume }, signal),
          { home: job.origin },
        );
        known = content.known ?? known;
        return content;
      },
      place: async (content) => {
        const place = await this.#place(content);
        overwrite = place.overwrite;
        return place.target;
      },
      progress: (receivedBytes, totalBytes) => {
        if (Date.now() - reportedAt < progressEvery) return;
        reportedAt = Date.now();
        this.#progress({ receivedBytes, totalBytes });
      },
    });
    return { done, overwrite };
  }

  async #moveIntoPlace({ part, target, ...facts }: Transferred, overwrite: boolean): Promise<Media> {
    try {
      if (overwrite) await moveIntoPlace(part, target);
      return {
        ...this.#options.clip,
        path: overwrite ? target : await moveToFreeName(part, numbered(target)),
        ...facts,
      };
    } catch (error) {
      // The part stays: it is complete, and the next attempt only renames it.
      throw diskError(error, target);
    }
  }

  /** Returns the partial download an earlier run left, if it had the same destination. */
  async #partial(): Promise<StoredPartial | undefined> {
    const { parts } = this.#deps;
    const { to, job } = this.#options;
    const part = parts.find(this.#name);
    if (!part) return undefined;
    const claimed = this.#claim(fileClaim(part.target));
    // A complete part can take the next free name, too.
    const hasPlace = async () => (part.whole && to === undefined) || !(await exists(part.target));
    if (claimed && part.to === to && isOf(part, job) && (await hasPlace())) return part;
    if (claimed) await discard(part.part);
    parts.keep(this.#name, undefined);
    return undefined;
  }

  #knownContent(): KnownContent | undefined {
    const { job } = this.#options;
    const content = this.#deps.store.ledger.answer(job.key)?.known;
    const { status } = this.#deps.store.find({ key: job.key }) ?? job;
    return content && status !== 'submitting' && status !== 'uncertain' ? { ...content, status } : content;
  }

  #place(content: Content): Promise<ReservedFile> {
    const { job, clip } = this.#options;
    const { libraryFolder, fileNameTemplate } = this.#deps.settings();
    const name = `${relativeName(fileNameTemplate, job, clip.variant, clip.index)}.${content.extension}`;
    const usual = inside(libraryFolder, name);
    return reserve(this.#options, usual, (claim) => this.#claim(claim));
  }

  /** Writes the sidecar, records the clip in the ledger, and only then forgets the partial download. */
  async #record(media: Media): Promise<Media> {
    const { key } = this.#options.job;
    // Before the change event: listeners find both files.
    await this.#writeSidecar(media);
    this.#deps.store.update(key, ({ transfer, cleared, ...current }) => ({
      ...current,
      media: withMedia(current.media, media),
    }));
    this.#deps.parts.keep(this.#name, undefined);
    this.#deps.saved(media);
    return media;
  }

  async #writeSidecar(media: Media): Promise<void> {
    const job = this.#deps.store.find({ key: this.#options.job.key });
    if (!job || media.variant !== 'video') return;
    const part = sidecarPartOf(this.#deps.parts.find(this.#name)?.part ?? newPartialPath(media.path));
    try {
      // Left by a window that crashed.
      await discard(part);
      await writeSidecar(job, media, this.#deps.provider(job.provider), part);
    } catch (error) {
      this.#deps.log.warn('How a clip was made could not be written beside it', error);
    }
  }

  #recordFailure({ kind, code, message, requestId }: VideoJobsError): void {
    const { job, clip } = this.#options;
    try {
      const error = { kind, code, message, requestId };
      this.#deps.store.update(job.key, (now) => ({ ...now, transfer: { state: 'failed', ...clip, error } }));
    } catch (error) {
      this.#deps.log.warn('A failed download could not be noted', error);
    }
  }
}

function withMedia(media: readonly Media[], added: Media): Media[] {
  const others = media.filter((one) => one.variant !== added.variant || one.index !== added.index);
  return [...others, added].sort(
    (a, b) => variants.indexOf(a.variant) - variants.indexOf(b.variant) || a.index - b.index,
  );
}
