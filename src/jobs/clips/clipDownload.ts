import type { Provider } from '../../api/provider';
import type { KnownContent } from '../ledger/records';
import { setTimeout as sleep } from 'node:timers/promises';
import type { VideoJobsError } from '../../api/errors';
import { variants, type Content, type Variant } from '../../api/types';
import type { Claim } from '../ledger/claims';
import { diskError } from '../ledger/diskError';
import { inside, relativeName } from './fileName';
import { asVideoJobsError, type Gateway } from '../gateway';
import type { JobRecord, Media, Transfer } from '../job';
import { clipName, type PartialDownloads, type StoredPartial } from './partialDownloads';
import { discard, exists, numbered, partialPathOf, moveIntoPlace, moveToFreeName, sizeOf } from './clipFiles';
import type { JobSettings, Logger } from '../ports';
import { writeSidecar } from './sidecar';
import type { JobStore } from '../ledger/store';
import { copyClip, fileName, reserve, type ReservedFile, type Destination } from './destination';
import { cancelled, transfer, type Transferred } from './transfer';

export interface ClipDownloadDeps {
  store: JobStore;
  gateway: Gateway;
  parts: PartialDownloads;
  provider(id: string): Provider | undefined;
  settings(): JobSettings;
  log: Logger;
}

export interface ClipRef {
  variant: Variant;
  index: number;
}

export interface DownloadOptions extends Destination {
  job: JobRecord;
  clip: ClipRef;
  /** Neither progress nor failure shows on the job. */
  quiet?: boolean;
  signal: AbortSignal;
}

/** Progress is told this often. ms. */
const progressEvery = 250;
/** How often a clip that another window fetches is looked for. ms. */
const lookEvery = 500;

/** The clip, if it is on disk. A file that the user deleted or changed is not the clip any more. */
export async function onDisk(store: JobStore, key: string, { variant, index }: ClipRef): Promise<Media | undefined> {
  const media = store.find({ key })?.media.find((one) => one.variant === variant && one.index === index);
  return media && (await sizeOf(media.path)) === media.bytes ? media : undefined;
}

/** Brings one clip to its place on the disk and into the ledger, under claims that no other window gets meanwhile. */
export class ClipDownload {
  readonly #name: string;
  readonly #claims = new Map<string, Claim>();

  constructor(
    private readonly deps: ClipDownloadDeps,
    private readonly order: DownloadOptions,
  ) {
    this.#name = clipName(order.job.key, order.clip);
  }

  /** @throws VideoJobsError */
  async run(): Promise<Media> {
    const { deps, order } = this;
    const { key } = order.job;
    try {
      const elsewhere = await this.#claimOrWait();
      if (elsewhere) return await copyClip(elsewhere, order);
      this.#tell({});
      const found = await this.#adopt();
      if (found) return await copyClip(found, order);
      return await this.#note(await this.#transfer());
    } catch (caught) {
      const error = asVideoJobsError(caught);
      if (error.kind !== 'cancelled' && !order.quiet) this.#failed(error);
      throw error;
    } finally {
      this.#release();
      if (!order.quiet) deps.store.setTransfer(key, undefined);
    }
  }

  /** Takes up a clip that came whole to its place, and that a window could not note any more. */
  async takeUp(): Promise<void> {
    if (!this.#claim(this.#name)) return;
    try {
      await this.#adopt();
    } finally {
      this.#release();
    }
  }

  /** Whether this has the claim, now or before. */
  #claim(name: string): boolean {
    if (this.#claims.has(name)) return true;
    const claim = this.deps.store.claims.take(name);
    if (claim) this.#claims.set(name, claim);
    return claim !== undefined;
  }

  #release(): void {
    for (const claim of this.#claims.values()) claim.release();
  }

  #tell(progress: Pick<Transfer, 'receivedBytes' | 'totalBytes'>): void {
    const { job, clip, quiet } = this.order;
    if (!quiet) this.deps.store.setTransfer(job.key, { state: 'running', ...clip, ...progress });
  }

  /** Where another window fetches the same clip, waits for it. */
  async #claimOrWait(): Promise<Media | undefined> {
    const { job, clip, signal } = this.order;
    const { store } = this.deps;
    for (;;) {
      const mine = this.#claim(this.#name);
      store.sync();
      const have = await onDisk(store, job.key, clip);
      if (have || mine) return have;
      await sleep(lookEvery, undefined, { signal }).catch(() => {
        throw cancelled();
      });
    }
  }

  /** What has its name already, and was only not noted. */
  async #adopt(): Promise<Media | undefined> {
    const part = this.deps.parts.find(this.#name);
    const file = part && (await this.deps.parts.settled(part));
    if (!part || file === undefined) return undefined;
    await discard(partialPathOf(part.target));
    const { bytes, contentType, sha256 } = part;
    return this.#note({ ...this.order.clip, path: file, bytes, contentType, sha256 });
  }

  async #transfer(): Promise<Media> {
    const { deps, order } = this;
    const { job, clip, to, signal } = order;
    let known = this.#known();
    let overwrite = false;
    let told = 0;
    const done = await transfer({
      signal,
      kept: await this.#kept(),
      keep: (part) => deps.parts.keep(this.#name, part && { ...part, key: job.key, ...clip, to, at: Date.now() }),
      request: async (resume) => {
        const content = await deps.gateway.call(
          job.provider,
          'content',
          ({ client }) => client.content(job.id!, { ...clip, known, resume }, signal),
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
        if (Date.now() - told < progressEvery) return;
        told = Date.now();
        this.#tell({ receivedBytes, totalBytes });
      },
    });
    // After a sleep the names may be another window's, and so may the part.
    if (![...this.#claims.values()].every(({ held }) => held)) throw cancelled();
    return this.#settle(done, overwrite);
  }

  async #settle({ part, target, ...facts }: Transferred, overwrite: boolean): Promise<Media> {
    try {
      if (overwrite) await moveIntoPlace(part, target);
      return { ...this.order.clip, path: overwrite ? target : await moveToFreeName(part, numbered(target)), ...facts };
    } catch (error) {
      // The part stays: all of it has come, and the next try only gives it its name.
      throw diskError(error, target);
    }
  }

  /** What an earlier run left, if it was on its way to the same place. */
  async #kept(): Promise<StoredPartial | undefined> {
    const { parts } = this.deps;
    const { to } = this.order;
    const part = parts.find(this.#name);
    if (!part) return undefined;
    const mine = this.#claim(fileName(part.target));
    // One that is whole can have the next name, too.
    const hasPlace = async () => (part.whole && to === undefined) || !(await exists(part.target));
    if (mine && part.to === to && (await hasPlace())) return part;
    if (mine) await discard(partialPathOf(part.target));
    parts.keep(this.#name, undefined);
    return undefined;
  }

  #known(): KnownContent | undefined {
    const { job } = this.order;
    const known = this.deps.store.ledger.answer(job.key)?.known;
    const { status } = this.deps.store.find({ key: job.key }) ?? job;
    return known && status !== 'submitting' && status !== 'uncertain' ? { ...known, status } : known;
  }

  #place(content: Content): Promise<ReservedFile> {
    const { job, clip } = this.order;
    const { libraryFolder, fileNameTemplate } = this.deps.settings();
    const name = `${relativeName(fileNameTemplate, job, clip.variant, clip.index)}.${content.extension}`;
    const usual = inside(libraryFolder, name);
    return reserve(this.order, usual, (claim) => this.#claim(claim));
  }

  /** The clip is there for all to see: it is in the ledger, and how it was made lies beside it. Only then its part is forgotten. */
  async #note(media: Media): Promise<Media> {
    const { key } = this.order.job;
    // Before the clip is announced: whoever hears of it finds both.
    await this.#writeSidecar(media);
    this.deps.store.update(key, ({ transfer, cleared, ...current }) => ({
      ...current,
      media: withMedia(current.media, media),
    }));
    this.deps.parts.keep(this.#name, undefined);
    return media;
  }

  async #writeSidecar(media: Media): Promise<void> {
    const job = this.deps.store.find({ key: this.order.job.key });
    if (!job || media.variant !== 'video') return;
    try {
      await writeSidecar(job, media, this.deps.provider(job.provider));
    } catch (error) {
      this.deps.log.warn('How a clip was made could not be written beside it', error);
    }
  }

  #failed({ kind, code, message, requestId }: VideoJobsError): void {
    const { job, clip } = this.order;
    try {
      const error = { kind, code, message, requestId };
      this.deps.store.update(job.key, (now) => ({ ...now, transfer: { state: 'failed', ...clip, error } }));
    } catch (error) {
      this.deps.log.warn('A failed download could not be noted', error);
    }
  }
}

function withMedia(media: readonly Media[], added: Media): Media[] {
  const others = media.filter((one) => one.variant !== added.variant || one.index !== added.index);
  return [...others, added].sort(
    (a, b) => variants.indexOf(a.variant) - variants.indexOf(b.variant) || a.index - b.index,
  );
}
