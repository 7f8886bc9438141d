import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../api/errors';
import { variants, type Content, type Provider, type Variant } from '../api/types';
import type { Claim } from './claims';
import { diskError } from './diskError';
import { inside, relativeName } from './fileName';
import { asVideoJobsError, type Gateway } from './gateway';
import type { JobRecord, Media, Transfer } from './job';
import type { Known } from './ledger';
import type { KeptPart } from './part';
import { clipName, Parts, type StoredPart } from './parts';
import { copyTo, discard, exists, followed, isFolder, numbered, partOf, settle, settleFree, sizeOf } from './place';
import type { JobSettings, Logger } from './ports';
import { writeSidecar } from './sidecar';
import type { JobStore } from './store';
import { cancelled, closing, transfer } from './transfer';

export interface LibraryDeps {
  store: JobStore;
  gateway: Gateway;
  provider(id: string): Provider | undefined;
  settings(): JobSettings;
  log: Logger;
}

export interface Clip {
  variant: Variant;
  index: number;
}

export interface GetOptions {
  /** A file or a folder; without it the clip goes to the library folder. A name that is taken gets a number. */
  to?: string;
  /** What has the name `to` goes, once the clip is whole: somebody was asked and agreed. */
  replace?: boolean;
  signal?: AbortSignal;
  /** Neither progress nor failure shows on the job. */
  quiet?: boolean;
}

type Progress = Pick<Transfer, 'receivedBytes' | 'totalBytes'>;

interface Running {
  key: string;
  media: Promise<Media>;
  abort: AbortController;
  waiting: number;
}

/** Progress is told this often. ms. */
const progressEvery = 250;
/** How often a clip that another window fetches is looked for. ms. */
const lookEvery = 500;

/** The clips on disk, and how they get there: each once, whatever asks for it and from whichever window. */
export class Library {
  readonly parts: Parts;
  readonly #running = new Map<string, Running>();

  constructor(private readonly deps: LibraryDeps) {
    this.parts = new Parts(deps.store, deps.log);
  }

  /** @throws VideoJobsError */
  async get(job: JobRecord, clip: Clip, options: GetOptions = {}): Promise<Media> {
    const { signal } = options;
    this.#assertPossible(job, clip);
    const have = await this.#onDisk(job.key, clip);
    if (have) return this.#copy(have, options);
    if (signal?.aborted) throw cancelled();
    const name = clipName(job.key, clip);
    const running = this.#running.get(name);
    // One that was cancelled may take a moment to stop; who asks now wants the clip.
    if (running && !running.abort.signal.aborted) return this.#copy(await this.#wait(running, signal), options);
    const abort = new AbortController();
    const media = this.#fetch(name, job, clip, options, abort.signal).finally(() => {
      if (this.#running.get(name) === started) this.#running.delete(name);
    });
    const started: Running = { key: job.key, media, abort, waiting: 0 };
    this.#running.set(name, started);
    return this.#wait(started, signal);
  }

  cancel(key: string): void {
    for (const running of this.#running.values()) if (running.key === key) running.abort.abort();
  }

  dispose(): void {
    for (const running of this.#running.values()) running.abort.abort(closing);
  }

  #assertPossible(job: JobRecord, { variant, index }: Clip): void {
    if (job.id === undefined) {
      throw new VideoJobsError(
        'notReady',
        l10n.t('The provider has not confirmed this job yet. Try again when it has.'),
      );
    }
    if (!this.deps.gateway.capabilities(job.provider).variants.includes(variant)) {
      throw new VideoJobsError('unsupported', l10n.t('This provider has no {0} to download.', variant));
    }
    if (!Number.isSafeInteger(index) || index < 0 || (job.outputs !== undefined && index >= Math.max(1, job.outputs))) {
      throw new VideoJobsError('rejected', l10n.t('This job has no output number {0}.', String(index + 1)));
    }
  }

  /** A file that the user deleted or changed is not the clip any more. */
  async #onDisk(key: string, { variant, index }: Clip): Promise<Media | undefined> {
    const job = this.deps.store.find({ key });
    const media = job?.media.find((one) => one.variant === variant && one.index === index);
    return media && (await sizeOf(media.path)) === media.bytes ? media : undefined;
  }

  async #copy(media: Media, { to, replace }: GetOptions): Promise<Media> {
    if (to === undefined) return media;
    const { wanted, overwrite } = await targetOf(to, path.basename(media.path), replace);
    if (wanted === media.path) return media;
    try {
      return { ...media, path: await copyTo(media.path, wanted, overwrite) };
    } catch (error) {
      throw diskError(error, wanted);
    }
  }

  /** Who leaves early does not stop the others; the last one does stop the transfer. */
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

  async #fetch(name: string, job: JobRecord, clip: Clip, options: GetOptions, signal: AbortSignal): Promise<Media> {
    const { store } = this.deps;
    const { quiet = false } = options;
    const claims: Claim[] = [];
    try {
      const elsewhere = await this.#claimOrWait(name, job.key, clip, claims, signal);
      if (elsewhere) return await this.#copy(elsewhere, options);
      const tell = (progress: Progress) => {
        if (!quiet) store.setTransfer(job.key, { state: 'running', ...clip, ...progress });
      };
      tell({});
      const media = await this.#transfer(job, clip, options, claims, tell, signal);
      // Before the clip is announced: whoever hears of it finds both.
      await this.#writeSidecar(job.key, media);
      store.update(job.key, ({ transfer, cleared, ...current }) => ({
        ...current,
        media: withMedia(current.media, media),
      }));
      return media;
    } catch (caught) {
      const error = asVideoJobsError(caught);
      if (error.kind !== 'cancelled' && !quiet) this.#failed(job.key, clip, error);
      throw error;
    } finally {
      for (const claim of claims) claim.release();
      if (!quiet) store.setTransfer(job.key, undefined);
    }
  }

  /** Where another window fetches the same clip, waits for it. */
  async #claimOrWait(
    name: string,
    key: string,
    clip: Clip,
    claims: Claim[],
    signal: AbortSignal,
  ): Promise<Media | undefined> {
    for (;;) {
      const claim = this.deps.store.claims.take(name);
      if (claim) claims.push(claim);
      this.deps.store.sync();
      const have = await this.#onDisk(key, clip);
      if (have || claim) return have;
      await sleep(lookEvery, undefined, { signal }).catch(() => {
        throw cancelled();
      });
    }
  }

  async #transfer(
    job: JobRecord,
    clip: Clip,
    options: GetOptions,
    claims: Claim[],
    tell: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<Media> {
    const { gateway } = this.deps;
    const { to } = options;
    const name = clipName(job.key, clip);
    const keep = (part: KeptPart | undefined) =>
      this.parts.keep(name, part && { ...part, key: job.key, ...clip, to, at: Date.now() });
    let known = this.#known(job);
    let overwrite = false;
    let told = 0;
    const done = await transfer({
      signal,
      kept: await this.#kept(name, to, claims),
      keep,
      request: async (resume) => {
        const content = await gateway.call(
          job.provider,
          'content',
          ({ client }) => client.content(job.id!, { ...clip, known, resume }, signal),
          job.origin,
        );
        known = content.known ?? known;
        return content;
      },
      place: async (content) => {
        const place = await this.#place(job, clip, options, content, claims);
        overwrite = place.overwrite;
        return place.target;
      },
      progress: (receivedBytes, totalBytes) => {
        if (Date.now() - told < progressEvery) return;
        told = Date.now();
        tell({ receivedBytes, totalBytes });
      },
    });
    const { part, bytes, contentType, sha256, target } = done;
    // After a sleep the names may be another window's, and so may the part.
    if (!claims.every(({ held }) => held)) throw cancelled();
    try {
      if (overwrite) await settle(part, target);
      const path = overwrite ? target : await settleFree(part, numbered(target));
      keep(undefined);
      return { ...clip, path, bytes, contentType, sha256 };
    } catch (error) {
      // The part stays: all of it has come, and the next try only gives it its name.
      throw diskError(error, target);
    }
  }

  /** What an earlier run left, if it was on its way to the same place. */
  async #kept(name: string, to: string | undefined, claims: Claim[]): Promise<StoredPart | undefined> {
    const part = this.parts.find(name);
    if (!part) return undefined;
    const claim = this.deps.store.claims.take(`file:${part.target}`);
    if (claim) claims.push(claim);
    if (claim && part.to === to && !(await exists(part.target))) return part;
    if (claim) await discard(partOf(part.target));
    this.parts.keep(name, undefined);
    return undefined;
  }

  #known(job: JobRecord): Known | undefined {
    const known = this.deps.store.ledger.answer(job.key)?.known;
    const { status } = this.deps.store.find({ key: job.key }) ?? job;
    return known && status !== 'submitting' && status !== 'uncertain' ? { ...known, status } : known;
  }

  async #place(
    job: JobRecord,
    clip: Clip,
    { to, replace }: GetOptions,
    content: Content,
    claims: Claim[],
  ): Promise<{ target: string; overwrite: boolean }> {
    const { libraryFolder, fileNameTemplate } = this.deps.settings();
    const name = `${relativeName(fileNameTemplate, job, clip.variant, clip.index)}.${content.extension}`;
    const { wanted, overwrite } =
      to === undefined
        ? { wanted: inside(libraryFolder, name), overwrite: false }
        : await targetOf(to, path.basename(name), replace);
    await mkdir(path.dirname(wanted), { recursive: true });
    const claim = overwrite ? this.deps.store.claims.take(`file:${wanted}`) : undefined;
    if (!claim) return { target: await this.#freeName(wanted, claims), overwrite: false };
    claims.push(claim);
    return { target: wanted, overwrite };
  }

  /** A name nobody has, and that no other window is about to take. */
  async #freeName(wanted: string, claims: Claim[]): Promise<string> {
    for (const target of numbered(wanted)) {
      if (await exists(target)) continue;
      const claim = this.deps.store.claims.take(`file:${target}`);
      if (!claim) continue;
      claims.push(claim);
      return target;
    }
    throw new RangeError('No name is free');
  }

  async #writeSidecar(key: string, media: Media): Promise<void> {
    const job = this.deps.store.find({ key });
    if (!job || media.variant !== 'video') return;
    try {
      await writeSidecar(job, media, this.deps.provider(job.provider));
    } catch (error) {
      this.deps.log.warn('How a clip was made could not be written beside it', error);
    }
  }

  #failed(key: string, clip: Clip, { kind, code, message, requestId }: VideoJobsError): void {
    try {
      const error = { kind, code, message, requestId };
      this.deps.store.update(key, (job) => ({ ...job, transfer: { state: 'failed', ...clip, error } }));
    } catch (error) {
      this.deps.log.warn('A failed download could not be noted', error);
    }
  }
}

/**
 * Into a folder that is there, or named as one, the clip goes under `name`; else it lends its extension where there is
 * none. Only the very file that was named is overwritten, and where it is a link, the file behind it.
 */
async function targetOf(to: string, name: string, replace = false): Promise<{ wanted: string; overwrite: boolean }> {
  const target = path.resolve(to);
  if (/[/\\]$/.test(to) || (await isFolder(target))) return { wanted: path.join(target, name), overwrite: false };
  if (path.extname(target) === '') return { wanted: target + path.extname(name), overwrite: false };
  const overwrite = replace && (await sizeOf(target)) !== undefined;
  return { wanted: overwrite ? await followed(target) : target, overwrite };
}

function withMedia(media: readonly Media[], added: Media): Media[] {
  const others = media.filter((one) => one.variant !== added.variant || one.index !== added.index);
  return [...others, added].sort(
    (a, b) => variants.indexOf(a.variant) - variants.indexOf(b.variant) || a.index - b.index,
  );
}
