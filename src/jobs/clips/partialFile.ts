import { createHash, type Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { Content } from '../../api/types';
import { discard, partialPathOf } from './clipFiles';

/** A clip that is not whole yet, as it is remembered: all that is needed to go on with it, in another window if need be. */
export interface KeptPartial {
  /** Where the clip is going; the part lies beside it. */
  target: string;
  contentType: string;
  extension: string;
  /** Strong; without it the part cannot be gone on with. */
  etag?: string;
  totalBytes?: number;
  /** Where the bytes came from: validators of two servers say nothing about each other. */
  source?: string;
  /** Bytes that are known to be on the disk itself, and their hash. */
  bytes: number;
  sha256: string;
  /** All has come and was checked: only its name is missing, or has just been given. */
  whole?: true;
}

/** Whether anything but a new beginning is left to it. */
export const canResume = ({ etag, bytes, whole }: KeptPartial): boolean =>
  whole === true || (etag !== undefined && bytes > 0);

/** Written at once; two of them, so that one fills while the other is written. */
const blockSize = 512 * 1024;
/** Between two checkpoints. ms. */
const checkpointMs = 1000;

/** The file that a clip's bytes are gathered in: written in blocks, hashed on the way, with checkpoints to go on from. */
export class PartialFile {
  /** Bytes taken, written or about to be. */
  bytes = 0;
  #hash: Hash = createHash('sha256');
  #block = Buffer.allocUnsafeSlow(blockSize);
  #spare = Buffer.allocUnsafeSlow(blockSize);
  #filled = 0;
  #writing: Promise<void> | undefined;
  #checkpoint: Promise<void> | undefined;
  #checkpointAt = performance.now();
  #failure: Error | undefined;

  private constructor(
    readonly file: FileHandle,
    readonly facts: Omit<KeptPartial, 'bytes' | 'sha256'>,
    private readonly keep: (part: KeptPartial) => void,
  ) {}

  /** Begins a part for what `content` is. Never in the file of a window that slept and may still write to it. */
  static async begin(target: string, content: Content, keep: (part: KeptPartial) => void): Promise<PartialFile> {
    await discard(partialPathOf(target));
    const file = await open(partialPathOf(target), 'wx+');
    const { contentType, extension, etag, totalBytes, source } = content;
    const part = new PartialFile(file, { target, contentType, extension, etag, totalBytes, source }, keep);
    part.#note(0, part.#hash);
    return part;
  }

  /** Takes up what is left of a part; nothing where its bytes are not those that were remembered. */
  static async restore(kept: KeptPartial, keep: (part: KeptPartial) => void): Promise<PartialFile | undefined> {
    const { bytes, sha256, ...facts } = kept;
    if (!canResume(kept)) return undefined;
    const file = await open(partialPathOf(kept.target), 'r+').catch(() => undefined);
    if (!file) return undefined;
    const part = new PartialFile(file, facts, keep);
    try {
      if (await part.#reread(bytes, sha256)) return part;
    } catch {
      // As good as gone.
    }
    await file.close();
    return undefined;
  }

  get path(): string {
    return partialPathOf(this.facts.target);
  }

  /** Takes the chunk over: it is empty afterwards. */
  async add(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.byteLength;) {
      const taken = Math.min(chunk.byteLength - at, blockSize - this.#filled);
      this.#block.set(chunk.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      this.bytes += taken;
      if (this.#filled === blockSize || this.#isCheckpointDue) await this.#flush();
    }
    release(chunk);
  }

  /** All bytes taken are in the file, and no write is under way. */
  async drain(): Promise<void> {
    await this.#flush();
    await this.#writing;
    await this.#checkpoint;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** On the disk itself. @returns the hash of it all */
  async finish(): Promise<string> {
    await this.drain();
    await this.file.sync();
    await this.file.close();
    this.facts.whole = true;
    this.#note(this.bytes, this.#hash);
    return this.#hash.digest('hex');
  }

  async close(): Promise<void> {
    await this.drain().catch(() => undefined);
    await this.file.close().catch(() => undefined);
  }

  /** A last checkpoint, to go on from later. */
  async leave(): Promise<void> {
    try {
      await this.drain();
      await this.file.datasync();
      this.#note(this.bytes, this.#hash);
    } catch {
      // The one before stands.
    }
    await this.close();
  }

  get #isCheckpointDue(): boolean {
    return performance.now() - this.#checkpointAt >= checkpointMs;
  }

  /** Hashes what has come while the block before it is still being written. */
  async #flush(): Promise<void> {
    const block = this.#block.subarray(0, this.#filled);
    if (block.byteLength > 0) this.#hash.update(block);
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
    if (block.byteLength > 0) {
      const position = this.bytes - block.byteLength;
      this.#writing = this.#guard(writeAll(this.file, block, position));
      [this.#block, this.#spare] = [this.#spare, this.#block];
      this.#filled = 0;
    }
    if (this.#isCheckpointDue) this.#check();
  }

  /** Behind the back of what goes on: only one at a time. */
  #check(): void {
    if (this.#checkpoint) return;
    const { bytes } = this;
    const hash = this.#hash.copy();
    const written = this.#writing;
    this.#checkpointAt = performance.now();
    this.#checkpoint = this.#guard(
      (async () => {
        await written;
        await this.file.datasync();
        if (this.#failure === undefined) this.#note(bytes, hash);
      })(),
    ).finally(() => (this.#checkpoint = undefined));
  }

  #guard(work: Promise<void>): Promise<void> {
    return work.catch((error: Error) => {
      this.#failure ??= error;
    });
  }

  #note(bytes: number, hash: Hash): void {
    this.keep({ ...this.facts, bytes, sha256: hash.copy().digest('hex') });
  }

  async #reread(bytes: number, sha256: string): Promise<boolean> {
    for (let at = 0; at < bytes;) {
      const { bytesRead } = await this.file.read(this.#block, 0, Math.min(blockSize, bytes - at), at);
      if (bytesRead === 0) return false;
      this.#hash.update(this.#block.subarray(0, bytesRead));
      at += bytesRead;
    }
    if (this.#hash.copy().digest('hex') !== sha256) return false;
    await this.file.truncate(bytes);
    this.bytes = bytes;
    return true;
  }
}

/**
 * Gives back the memory of a chunk that is done with. Left to the collector, which goes by its own heap and hardly sees
 * what lies outside of it, 64 MB of chunks gather in a fast download.
 */
function release({ buffer, byteLength }: Uint8Array): void {
  // Others may live in the rest of a larger one.
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) buffer.transfer(0);
}

async function writeAll(file: FileHandle, block: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < block.byteLength;) {
    const { bytesWritten } = await file.write(block, at, block.byteLength - at, position + at);
    at += bytesWritten;
  }
}
