import { createHash, type Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { VideoJobsError, type ErrorKind } from '../api/errors';
import type { Content, ContentRequest } from '../api/types';
import { diskError } from './diskError';
import { asVideoJobsError } from './gateway';
import { findCut } from './mp4';
import { assertSpace, discard, hasRoom } from './place';
import { downloadDelays, jittered } from './schedule';

export interface TransferPlan {
  /** Asks for the clip, or for the rest of it. */
  request(resume: ContentRequest['resume']): Promise<Content>;
  /** Where the clip goes, once its kind is known; the bytes go to the same name with `.part`. Asked once. */
  place(content: Content): Promise<string>;
  progress(receivedBytes: number, totalBytes: number | undefined): void;
  signal: AbortSignal;
}

export interface Transferred {
  target: string;
  part: string;
  bytes: number;
  contentType: string;
  sha256: string;
}

/** The server or the way to it may do better next time. Anything else is an answer. */
const passing: readonly ErrorKind[] = ['network', 'timeout', 'server', 'rateLimited'];
/** A resumed try that got this far is a new beginning, so that many small cuts do not add up to a failure. */
const enoughProgress = 64 * 1024;
/** A provider that wants a longer pause than this is left to the user. ms. */
const longestPause = 60_000;
/** Bytes between two looks at the room on the disk. */
const checkEvery = 64 * 1024 * 1024;
const cutCode = 'incomplete_media';

/**
 * Brings a clip to `<target>.part`: whole, on the disk and hashed. Tries again after a cut, from where it was where the
 * server vouches (by a strong ETag) that it is the same file, else from the start.
 * @throws VideoJobsError; the part is removed then.
 */
export async function transfer(plan: TransferPlan): Promise<Transferred> {
  const clip = new Part(plan);
  try {
    for (let tries = 0; ; tries++) {
      try {
        return await clip.fetch();
      } catch (caught) {
        const error = asVideoJobsError(caught);
        if (clip.gained >= enoughProgress) tries = 0;
        const delay = downloadDelays[tries];
        const again = passing.includes(error.kind) || error.code === cutCode;
        const pause = Math.max(jittered(delay ?? 0, Math.random()), error.retryAfterMs ?? 0);
        if (!again || delay === undefined || pause > longestPause || plan.signal.aborted) throw error;
        await sleep(pause, undefined, { signal: plan.signal }).catch(() => {
          throw cancelled();
        });
      }
    }
  } catch (error) {
    await clip.abandon();
    throw error;
  }
}

class Part {
  /** Bytes that the last, resumed try added. */
  gained = 0;
  #target: string | undefined;
  #file: FileHandle | undefined;
  #hash: Hash = createHash('sha256');
  #bytes = 0;
  #checkedAt = 0;
  #etag: string | undefined;

  constructor(private readonly plan: TransferPlan) {}

  async fetch(): Promise<Transferred> {
    this.gained = 0;
    const resume = this.#etag !== undefined && this.#bytes > 0 ? { offset: this.#bytes, etag: this.#etag } : undefined;
    const content = await this.plan.request(resume);
    const resumed = resume !== undefined && content.offset === resume.offset;
    if (!resumed && content.offset !== 0) throw cut(l10n.t('the server began in the middle'));
    try {
      await this.#begin(content, resumed);
      await this.#receive(content, resumed);
      return await this.#finish(content);
    } catch (error) {
      throw error instanceof VideoJobsError ? error : diskError(error, this.#target ?? '');
    }
  }

  async abandon(): Promise<void> {
    await this.#file?.close().catch(() => undefined);
    if (this.#file) await discard(this.#part);
  }

  get #part(): string {
    return `${this.#target!}.part`;
  }

  async #begin(content: Content, resumed: boolean): Promise<void> {
    this.#target ??= await this.plan.place(content);
    if (content.totalBytes !== undefined) {
      await assertSpace(path.dirname(this.#target), content.totalBytes - (resumed ? this.#bytes : 0));
    }
    this.#file ??= await openAnew(this.#part);
    this.#etag = content.etag;
    if (resumed) return;
    await this.#file.truncate(0);
    this.#bytes = 0;
    this.#checkedAt = 0;
    this.#hash = createHash('sha256');
  }

  async #receive(content: Content, resumed: boolean): Promise<void> {
    try {
      for await (const chunk of content.body) {
        if (this.plan.signal.aborted) throw cancelled();
        this.#hash.update(chunk);
        await writeAll(this.#file!, chunk, this.#bytes);
        this.#bytes += chunk.byteLength;
        if (resumed) this.gained += chunk.byteLength;
        await this.#leaveRoom();
        this.plan.progress(this.#bytes, content.totalBytes);
      }
    } catch (error) {
      if (this.plan.signal.aborted) throw cancelled();
      throw error;
    }
  }

  /** A server that names no length may send without end; the disk is not filled for it. */
  async #leaveRoom(): Promise<void> {
    if (this.#bytes < this.#checkedAt + checkEvery) return;
    this.#checkedAt = this.#bytes;
    if (await hasRoom(path.dirname(this.#target!), 0)) return;
    throw Object.assign(new Error('The disk is nearly full'), { code: 'ENOSPC' });
  }

  async #finish(content: Content): Promise<Transferred> {
    const file = this.#file!;
    if (content.totalBytes !== undefined && content.totalBytes !== this.#bytes) {
      throw cut(l10n.t('{0} of {1} bytes came', this.#bytes, content.totalBytes));
    }
    const missing = isoMedia.has(content.extension) ? await findCut(file, this.#bytes) : emptiness(this.#bytes);
    if (missing !== undefined) {
      // All the server has came: going on from here would not mend it.
      this.#etag = undefined;
      throw cut(missing);
    }
    await file.sync();
    await file.close();
    return {
      target: this.#target!,
      part: this.#part,
      bytes: this.#bytes,
      contentType: content.contentType,
      sha256: this.#hash.digest('hex'),
    };
  }
}

const isoMedia: ReadonlySet<string> = new Set(['mp4', 'm4v', 'mov']);
const emptiness = (bytes: number) => (bytes === 0 ? l10n.t('nothing came') : undefined);

/** Never the file of a window that slept and may still write to it. */
async function openAnew(part: string): Promise<FileHandle> {
  await discard(part);
  return open(part, 'wx+');
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < chunk.byteLength;) {
    const { bytesWritten } = await file.write(chunk, at, chunk.byteLength - at, position + at);
    at += bytesWritten;
  }
}

const cut = (what: string) =>
  new VideoJobsError(
    'badResponse',
    l10n.t('The clip came incomplete ({0}). Nothing was kept; download it again.', what),
    { code: cutCode },
  );

export const cancelled = () => new VideoJobsError('cancelled', l10n.t('The download was cancelled.'));
