import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { type ErrorKind, VideoJobsError } from '../../api/errors';
import type { Content, ContentRequest } from '../../api/types';
import { jittered } from '../backoff';
import { asVideoJobsError } from '../gateway';
import { diskError } from '../ledger/diskError';
import { assertSpace, discard, hasRoom } from './clipFiles';
import { minBytes, Pace, tooSlow } from './pace';
import { type KeptPartial, PartialFile } from './partialFile';
import { findMissing } from './wholeness';

interface TransferPlan {
  /** Requests the clip, or the rest of it. */
  request(resume: ContentRequest['resume']): Promise<Content>;
  /** Returns the clip's path once its type is known; the bytes go to another name beside it. */
  place(content: Content): Promise<string>;
  /** Partial download of an earlier run whose target is still free. */
  partial?: KeptPartial;
  /** Set if the content is the same each time, so that a retry is of no use. */
  once?: boolean;
  /** Stores a checkpoint; undefined once there is no part to resume. */
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

/** Abort reason when the window closes: the part stays for the next window. */
export const closing = Symbol('closing');

/** Error kinds worth a retry. Any other kind is final. */
const transientErrors: readonly ErrorKind[] = ['network', 'timeout', 'server', 'rateLimited'];
/** Longest Retry-After in ms that a download waits for; beyond it the download fails and is retried later. */
const longestPause = 60_000;
/** Bytes between two checks of the free disk space. */
const checkEvery = 64 * 1024 * 1024;
const cutCode = 'incomplete_media';

/**
 * Downloads a clip to its part file: complete, flushed and hashed. After a cut it retries, resuming if a strong ETag shows
 * that the file is unchanged, else from the start.
 * @throws VideoJobsError. The part stays only if it can be resumed and the error is transient
 */
export async function transfer(plan: TransferPlan): Promise<Transferred> {
  const attempts = new Attempts(plan);
  try {
    await attempts.restore();
    for (let tries = 0; ; tries++) {
      try {
        return await attempts.fetch();
      } catch (caught) {
        const error = asVideoJobsError(caught);
        // Reset after a resumed attempt with progress, so that many small cuts do not add up to a failure.
        if (attempts.gained >= minBytes) tries = 0;
        const delay = downloadDelays[tries];
        const isTransient = transientErrors.includes(error.kind) || error.code === cutCode;
        const pause = Math.max(jittered(delay ?? 0, Math.random()), error.retryAfterMs ?? 0);
        const isLast = plan.once || delay === undefined || pause > longestPause;
        if (!isTransient || isLast || plan.signal.aborted) throw error;
        if (attempts.isOverdue) throw tooSlow();
        await sleep(pause, undefined, { signal: plan.signal }).catch(() => {
          throw cancelled();
        });
      }
    }
  } catch (error) {
    await attempts.abandon(asVideoJobsError(error));
    throw error;
  }
}

/** State of one download across its attempts. */
class Attempts {
  /** Bytes added by the last, resumed attempt. */
  gained = 0;
  #part: PartialFile | undefined;
  #pace = new Pace();
  #checkedAt = 0;

  readonly #plan: TransferPlan;

  constructor(plan: TransferPlan) {
    this.#plan = plan;
  }

  get isOverdue(): boolean {
    return this.#pace.isOver(this.#part?.facts.totalBytes ?? this.#part?.bytes ?? 0);
  }

  async restore(): Promise<void> {
    const { partial, keep } = this.#plan;
    this.#part = partial && (await PartialFile.restore(partial, keep));
    if (partial && !this.#part) await this.#drop(partial.part);
  }

  async fetch(): Promise<Transferred> {
    this.gained = 0;
    const resume = this.#resume();
    // Complete already; only the rename is missing.
    if (this.#part?.facts.whole || (resume && resume.offset === resume.totalBytes)) return this.#finish();
    const content = await this.#plan.request(resume);
    const resumed = resume !== undefined && content.offset === resume.offset;
    if (!resumed && content.offset !== 0) throw cut(l10n.t('the server started in the middle'));
    try {
      await this.#begin(content, resumed);
      await this.#receive(content, resumed);
      return await this.#finish(content);
    } catch (error) {
      throw error instanceof VideoJobsError ? error : diskError(error, this.#part?.facts.target ?? '');
    }
  }

  /** Leaves the part to be resumed, or deletes it. @param error reason of the end */
  async abandon({ kind }: VideoJobsError): Promise<void> {
    const part = this.#part;
    if (!part) return;
    const mayPass = transientErrors.includes(kind) || this.#plan.signal.reason === closing;
    const { etag } = part.facts;
    if (mayPass && etag !== undefined && part.bytes > 0) return part.leave();
    await part.close();
    await this.#drop(part.path);
  }

  #resume(): ContentRequest['resume'] {
    const part = this.#part;
    const { etag, totalBytes, source } = part?.facts ?? {};
    return part && etag !== undefined && part.bytes > 0 ? { offset: part.bytes, etag, totalBytes, source } : undefined;
  }

  async #drop(part: string): Promise<void> {
    await discard(part);
    this.#plan.keep(undefined);
  }

  async #begin(content: Content, resumed: boolean): Promise<void> {
    this.#pace.begin();
    const before = this.#part?.facts;
    let target = before?.target;
    if (!resumed) {
      await this.#part?.close();
      if (before && before.extension !== content.extension) {
        target = undefined;
      }
      if (before) await this.#drop(before.part);
      this.#part = undefined;
      this.#checkedAt = 0;
    }
    target ??= await this.#plan.place(content);
    if (content.totalBytes !== undefined) {
      await assertSpace(path.dirname(target), content.totalBytes - content.offset);
    }
    this.#part ??= await PartialFile.begin(target, content, this.#plan.keep);
  }

  async #receive(content: Content, resumed: boolean): Promise<void> {
    const part = this.#part!;
    try {
      for await (const chunk of content.body) {
        if (this.#plan.signal.aborted) throw cancelled();
        await part.add(chunk);
        if (resumed) this.gained += chunk.byteLength;
        this.#pace.received(chunk.byteLength);
        if (this.isOverdue) throw tooSlow();
        await this.#assertRoom(part);
        this.#plan.progress(part.bytes, content.totalBytes);
      }
    } catch (error) {
      if (this.#plan.signal.aborted) throw cancelled();
      throw error;
    } finally {
      await part.drain();
    }
  }

  /** Stops before the disk is full: a server that sends no length may send endlessly. */
  async #assertRoom(part: PartialFile): Promise<void> {
    if (part.bytes < this.#checkedAt + checkEvery) return;
    this.#checkedAt = part.bytes;
    if (await hasRoom(path.dirname(part.facts.target), 0)) return;
    throw Object.assign(new Error('The disk is nearly full'), { code: 'ENOSPC' });
  }

  async #finish(content?: Content): Promise<Transferred> {
    const part = this.#part!;
    const { target, contentType, extension } = part.facts;
    if (content?.totalBytes !== undefined && content.totalBytes !== part.bytes) {
      throw cut(l10n.t('{0} of {1} bytes received', part.bytes, content.totalBytes));
    }
    const missing = await findMissing(part.file, part.bytes, extension);
    if (missing !== undefined) {
      // The server sent everything it has; resuming would not complete it.
      Object.assign(part.facts, { etag: undefined, whole: undefined });
      throw cut(missing);
    }
    return { target, part: part.path, bytes: part.bytes, contentType, sha256: await part.finish() };
  }
}

const cut = (what: string) =>
  new VideoJobsError('badResponse', l10n.t('The clip was incomplete ({0}) and not saved. Download it again.', what), {
    code: cutCode,
  });

export const cancelled = () => new VideoJobsError('cancelled', l10n.t('The download was canceled.'));

/** Delays before the second and later attempts, in ms. */
export const downloadDelays: readonly number[] = [2_000, 5_000, 10_000, 20_000];
