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
import { copyTo, discard, exists, isFolder, numbered, settle, sizeOf } from './place';
import type { JobSettings, Logger } from './ports';
import { writeSidecar } from './sidecar';
import type { JobStore } from './store';
import { cancelled, transfer } from './transfer';

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
  readonly #running = new Map<string, Running>();

  constructor(private readonly deps: LibraryDeps) {}

  /** @throws VideoJobsError */
  async get(job: JobRecord, clip: Clip, options: GetOptions = {}): Promise<Media> {
    const { to, signal } = options;
    this.#assertPossible(job, clip);
    const have = await this.#onDisk(job.key, clip);
    if (have) return this.#copy(have, to);
    if (signal?.aborted) throw cancelled();
    const name = `clip:${job.key}:${clip.variant}:${clip.index}`;
    const running = this.#running.get(name);
    // One that was cancelled may take a moment to stop; who asks now wants the clip.
    if (running && !running.abort.signal.aborted) return this.#copy(await this.#wait(running, signal), to);
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
    for (const running of this.#running.values()) running.abort.abort();
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

  async #copy(media: Media, to: string | undefined): Promise<Media> {
    if (to === undefined) return media;
    const wanted = await targetOf(to, path.basename(media.path));
    if (wanted === media.path) return media;
    try {
      return { ...media, path: await copyTo(media.path, wanted) };
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

  async #fetch(
    name: string,
    job: JobRecord,
    clip: Clip,
    { to, quiet = false }: GetOptions,
    signal: AbortSignal,
  ): Promise<Media> {
    const { store } = this.deps;
    const claims: Claim[] = [];
    try {
      const elsewhere = await this.#claimOrWait(name, job.key, clip, claims, signal);
      if (elsewhere) return await this.#copy(elsewhere, to);
      const tell = (progress: Progress) => {
        if (!quiet) store.setTransfer(job.key, { state: 'running', ...clip, ...progress });
      };
      tell({});
      const media = await this.#transfer(job, clip, to, claims, tell, signal);
      // Before the clip is announced: whoever hears of it finds both.
      await this.#writeSidecar(job.key, media);
      store.update(job.key, ({ transfer, ...current }) => ({ ...current, media: withMedia(current.media, media) }));
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
    to: string | undefined,
    claims: Claim[],
    tell: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<Media> {
    const { gateway } = this.deps;
    const known = this.#known(job);
    let told = 0;
    const done = await transfer({
      signal,
      request: (resume) =>
        gateway.call(
          job.provider,
          'content',
          ({ client }) => client.content(job.id!, { ...clip, known, resume }, signal),
          job.origin,
        ),
      place: (content) => this.#place(job, clip, to, content, claims),
      progress: (receivedBytes, totalBytes) => {
        if (Date.now() - told < progressEvery) return;
        told = Date.now();
        tell({ receivedBytes, totalBytes });
      },
    });
    const { part, bytes, contentType, sha256 } = done;
    // After a sleep the names may be another window's, and so may the part.
    if (!claims.every(({ held }) => held)) throw cancelled();
    try {
      // Another program may have made a file of that name meanwhile.
      const target = (await exists(done.target)) ? await this.#freeName(done.target, claims) : done.target;
      await settle(part, target);
      return { ...clip, path: target, bytes, contentType, sha256 };
    } catch (error) {
      await discard(part);
      throw diskError(error, done.target);
    }
  }

  #known(job: JobRecord): Known | undefined {
    const known = this.deps.store.ledger.answer(job.key)?.known;
    const { status } = this.deps.store.find({ key: job.key }) ?? job;
    return known && status !== 'submitting' && status !== 'uncertain' ? { ...known, status } : known;
  }

  async #place(job: JobRecord, clip: Clip, to: string | undefined, content: Content, claims: Claim[]): Promise<string> {
    const { libraryFolder, fileNameTemplate } = this.deps.settings();
    const name = `${relativeName(fileNameTemplate, job, clip.variant, clip.index)}.${content.extension}`;
    const wanted = to === undefined ? inside(libraryFolder, name) : await targetOf(to, path.basename(name));
    await mkdir(path.dirname(wanted), { recursive: true });
    return this.#freeName(wanted, claims);
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

/** Into a folder that is there, or named as one, the clip goes under `name`; else it lends its extension where there is none. */
async function targetOf(to: string, name: string): Promise<string> {
  const target = path.resolve(to);
  if (/[/\\]$/.test(to) || (await isFolder(target))) return path.join(target, name);
  return path.extname(target) === '' ? target + path.extname(name) : target;
}

function withMedia(media: readonly Media[], added: Media): Media[] {
  const others = media.filter((one) => one.variant !== added.variant || one.index !== added.index);
  return [...others, added].sort(
    (a, b) => variants.indexOf(a.variant) - variants.indexOf(b.variant) || a.index - b.index,
  );
}
