import { jittered } from '../backoff';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { VideoJobsError, type ErrorKind } from '../../api/errors';
import type { Content, ContentRequest } from '../../api/types';
import { diskError } from '../ledger/diskError';
import { asVideoJobsError } from '../gateway';
import { leastBytes, Pace, tooSlow } from './pace';
import { PartialFile, type KeptPartial } from './partialFile';
import { assertSpace, discard, hasRoom, partialPathOf } from './clipFiles';
import { findMissing } from './wholeness';

export interface TransferPlan {
  /** Asks for the clip, or for the rest of it. */
  request(resume: ContentRequest['resume']): Promise<Content>;
  /** Where the clip goes, once its kind is known; the bytes go beside it, under another name. */
  place(content: Content): Promise<string>;
  /** What an earlier run left of this clip, its target still free. */
  kept?: KeptPartial;
  /** Remembers how far the part can be gone on with; nothing where there is none any more. */
  keep(part: KeptPartial | undefined): void;
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

/** The reason to abort when the window closes: what has come is left for the next one. */
export const closing = Symbol('closing');

/** The server or the way to it may do better next time. Anything else is an answer. */
export const transientErrors: readonly ErrorKind[] = ['network', 'timeout', 'server', 'rateLimited'];
/** A provider that wants a longer pause than this is asked later, by whoever wants the clip. ms. */
const longestPause = 60_000;
/** Bytes between two looks at the room on the disk. */
const checkEvery = 64 * 1024 * 1024;
const cutCode = 'incomplete_media';

/**
 * Brings a clip to `<target>.part`: whole, on the disk and hashed. Tries again after a cut, from where it was where the
 * server vouches (by a strong ETag) that it is the same file, else from the start.
 * @throws VideoJobsError. The part stays only where it can be gone on with and the reason passes.
 */
export async function transfer(plan: TransferPlan): Promise<Transferred> {
  const clip = new Clip(plan);
  try {
    await clip.restore();
    for (let tries = 0; ; tries++) {
      try {
        return await clip.fetch();
      } catch (caught) {
        const error = asVideoJobsError(caught);
        // A resumed try that got this far is a new beginning, so that many small cuts do not add up to a failure.
        if (clip.gained >= leastBytes) tries = 0;
        const delay = downloadDelays[tries];
        const again = transientErrors.includes(error.kind) || error.code === cutCode;
        const pause = Math.max(jittered(delay ?? 0, Math.random()), error.retryAfterMs ?? 0);
        if (!again || delay === undefined || pause > longestPause || plan.signal.aborted) throw error;
        if (clip.isOverdue) throw tooSlow();
        await sleep(pause, undefined, { signal: plan.signal }).catch(() => {
          throw cancelled();
        });
      }
    }
  } catch (error) {
    await clip.abandon(asVideoJobsError(error));
    throw error;
  }
}

/** One clip over all its tries. */
class Clip {
  /** Bytes that the last, resumed try added. */
  gained = 0;
  #part: PartialFile | undefined;
  #pace = new Pace();
  #checkedAt = 0;

  constructor(private readonly plan: TransferPlan) {}

  get isOverdue(): boolean {
    return this.#pace.isOver(this.#part?.facts.totalBytes ?? this.#part?.bytes ?? 0);
  }

  async restore(): Promise<void> {
    const { kept, keep } = this.plan;
    this.#part = kept && (await PartialFile.restore(kept, keep));
    if (kept && !this.#part) await this.#drop(kept.target);
  }

  async fetch(): Promise<Transferred> {
    this.gained = 0;
    const resume = this.#resume();
    // All of it came before, and only its name is missing.
    if (this.#part?.facts.whole || (resume && resume.offset === resume.totalBytes)) return this.#finish();
    const content = await this.plan.request(resume);
    const resumed = resume !== undefined && content.offset === resume.offset;
    if (!resumed && content.offset !== 0) throw cut(l10n.t('the server began in the middle'));
    try {
      await this.#begin(content, resumed);
      await this.#receive(content, resumed);
      return await this.#finish(content);
    } catch (error) {
      throw error instanceof VideoJobsError ? error : diskError(error, this.#part?.facts.target ?? '');
    }
  }

  /** @param error why it ends */
  async abandon({ kind }: VideoJobsError): Promise<void> {
    const part = this.#part;
    if (!part) return;
    const passes = transientErrors.includes(kind) || this.plan.signal.reason === closing;
    const { etag, target } = part.facts;
    if (passes && etag !== undefined && part.bytes > 0) return part.leave();
    await part.close();
    await this.#drop(target);
  }

  #resume(): ContentRequest['resume'] {
    const part = this.#part;
    const { etag, totalBytes, source } = part?.facts ?? {};
    return part && etag !== undefined && part.bytes > 0 ? { offset: part.bytes, etag, totalBytes, source } : undefined;
  }

  async #drop(target: string): Promise<void> {
    await discard(partialPathOf(target));
    this.plan.keep(undefined);
  }

  async #begin(content: Content, resumed: boolean): Promise<void> {
    this.#pace.begin();
    const before = this.#part?.facts;
    let target = before?.target;
    if (!resumed) {
      await this.#part?.close();
      if (before && before.extension !== content.extension) {
        await this.#drop(before.target);
        target = undefined;
      }
      this.#part = undefined;
      this.#checkedAt = 0;
    }
    target ??= await this.plan.place(content);
    if (content.totalBytes !== undefined) {
      await assertSpace(path.dirname(target), content.totalBytes - content.offset);
    }
    this.#part ??= await PartialFile.begin(target, content, this.plan.keep);
  }

  async #receive(content: Content, resumed: boolean): Promise<void> {
    const part = this.#part!;
    try {
      for await (const chunk of content.body) {
        if (this.plan.signal.aborted) throw cancelled();
        await part.add(chunk);
        if (resumed) this.gained += chunk.byteLength;
        this.#pace.took(chunk.byteLength);
        if (this.isOverdue) throw tooSlow();
        await this.#leaveRoom(part);
        this.plan.progress(part.bytes, content.totalBytes);
      }
    } catch (error) {
      if (this.plan.signal.aborted) throw cancelled();
      throw error;
    } finally {
      await part.drain();
    }
  }

  /** A server that names no length may send without end; the disk is not filled for it. */
  async #leaveRoom(part: PartialFile): Promise<void> {
    if (part.bytes < this.#checkedAt + checkEvery) return;
    this.#checkedAt = part.bytes;
    if (await hasRoom(path.dirname(part.facts.target), 0)) return;
    throw Object.assign(new Error('The disk is nearly full'), { code: 'ENOSPC' });
  }

  async #finish(content?: Content): Promise<Transferred> {
    const part = this.#part!;
    const { target, contentType, extension } = part.facts;
    if (content?.totalBytes !== undefined && content.totalBytes !== part.bytes) {
      throw cut(l10n.t('{0} of {1} bytes came', part.bytes, content.totalBytes));
    }
    const missing = await findMissing(part.file, part.bytes, extension);
    if (missing !== undefined) {
      // All the server has came: going on from here would not mend it.
      Object.assign(part.facts, { etag: undefined, whole: undefined });
      throw cut(missing);
    }
    return { target, part: part.path, bytes: part.bytes, contentType, sha256: await part.finish() };
  }
}

const cut = (what: string) =>
  new VideoJobsError(
    'badResponse',
    l10n.t('The clip came incomplete ({0}). Nothing was kept; download it again.', what),
    { code: cutCode },
  );

export const cancelled = () => new VideoJobsError('cancelled', l10n.t('The download was cancelled.'));

/** Tries of one download after the first. */
export const downloadDelays: readonly number[] = [2_000, 5_000, 10_000, 20_000];
