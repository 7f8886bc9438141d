import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Content } from '../../api/types';
import { newPartialPath } from './clipFiles';

/** Checkpoint of a partial download: all that is needed to resume it, in another window if need be. */
export interface KeptPartial {
  /** Final path of the clip. */
  target: string;
  /** Path of the incomplete file, in the same folder. */
  part: string;
  contentType: string;
  extension: string;
  /** Strong ETag; without it the part cannot be resumed. */
  etag?: string;
  totalBytes?: number;
  /** Origin of the bytes: validators of two servers are not comparable. */
  source?: string;
  /** Bytes flushed to the disk; `sha256` is their hash. */
  bytes: number;
  sha256: string;
  /** Complete and verified: about to be renamed, or just renamed. */
  whole?: true;
}

/** Returns true unless the download must start over. */
export const canResume = ({ etag, bytes, whole }: KeptPartial): boolean =>
  whole === true || (etag !== undefined && bytes > 0);

/** Size of a write in bytes. There are two blocks: one fills while the other is written. */
const blockSize = 512 * 1024;
/** Interval between checkpoints, in ms. */
const checkpointMs = 1000;

/** File of a partial download: written in blocks, hashed on the way, with checkpoints to resume from. */
export class PartialFile {
  /** Bytes received, whether written yet or not. */
  bytes = 0;
  #hash: Hash = createHash('sha256');
  #block = Buffer.allocUnsafeSlow(blockSize);
  #spare = Buffer.allocUnsafeSlow(blockSize);
  #filled = 0;
  #writing: Promise<void> | undefined;
  #checkpoint: Promise<void> | undefined;
  #checkpointAt = performance.now();
  #failure: Error | undefined;

  readonly #keep: (part: KeptPartial) => void;

  private constructor(
    readonly file: FileHandle,
    readonly facts: Omit<KeptPartial, 'bytes' | 'sha256'>,
    keep: (part: KeptPartial) => void,
  ) {
    this.#keep = keep;
  }

  /**
   * Creates the file for `content`. Never reuses the file of a window that slept and may still write to it. The
   * checkpoint comes first: a file that is there before the ledger knows of it would stay if the window dies between.
   */
  static async begin(
    target: string,
    content: Content,
    keep: (part: KeptPartial | undefined) => void,
  ): Promise<PartialFile> {
    const { contentType, extension, etag, totalBytes, source } = content;
    const facts = { target, part: newPartialPath(target), contentType, extension, etag, totalBytes, source };
    keep({ ...facts, bytes: 0, sha256: createHash('sha256').digest('hex') });
    try {
      return new PartialFile(await open(facts.part, 'wx+'), facts, keep);
    } catch (error) {
      // The file, if there is one, is not ours.
      keep(undefined);
      throw error;
    }
  }

  /** Opens the file of a checkpoint. Returns undefined if its bytes do not match the checkpoint. */
  static async restore(kept: KeptPartial, keep: (part: KeptPartial) => void): Promise<PartialFile | undefined> {
    const { bytes, sha256, ...facts } = kept;
    if (!canResume(kept)) return undefined;
    // Windows has no such flag, and needs a privilege to make links.
    const flags = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0);
    const file = await open(kept.part, flags).catch(() => undefined);
    if (!file) return undefined;
    const part = new PartialFile(file, facts, keep);
    try {
      if (await part.#verify(bytes, sha256)) return part;
    } catch {
      // Unreadable: start over.
    }
    await file.close();
    return undefined;
  }

  get path(): string {
    return this.facts.part;
  }

  /** Appends a chunk and detaches its buffer. */
  async add(chunk: Uint8Array): Promise<void> {
    for (let offset = 0; offset < chunk.byteLength;) {
      const length = Math.min(chunk.byteLength - offset, blockSize - this.#filled);
      this.#block.set(chunk.subarray(offset, offset + length), this.#filled);
      this.#filled += length;
      offset += length;
      this.bytes += length;
      if (this.#filled === blockSize || this.#isCheckpointDue) await this.#flush();
    }
    release(chunk);
  }

  /** Waits until all received bytes are written. */
  async drain(): Promise<void> {
    await this.#flush();
    await this.#writing;
    await this.#checkpoint;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Flushes to the disk and closes. @returns SHA-256 of the whole file, in hex */
  async finish(): Promise<string> {
    await this.drain();
    await this.file.sync();
    await this.file.close();
    this.facts.whole = true;
    this.#keepCheckpoint(this.bytes, this.#hash);
    return this.#hash.digest('hex');
  }

  async close(): Promise<void> {
    await this.drain().catch(() => undefined);
    await this.file.close().catch(() => undefined);
  }

  /** Stores a last checkpoint and closes. */
  async leave(): Promise<void> {
    try {
      await this.drain();
      await this.file.datasync();
      this.#keepCheckpoint(this.bytes, this.#hash);
    } catch {
      // The previous checkpoint stands.
    }
    await this.close();
  }

  get #isCheckpointDue(): boolean {
    return performance.now() - this.#checkpointAt >= checkpointMs;
  }

  /** Hashes the block while the previous one is being written. */
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
    if (this.#isCheckpointDue) this.#startCheckpoint();
  }

  /** Checkpoints in the background; one at a time. */
  #startCheckpoint(): void {
    if (this.#checkpoint) return;
    const { bytes } = this;
    const hash = this.#hash.copy();
    const written = this.#writing;
    this.#checkpointAt = performance.now();
    this.#checkpoint = this.#guard(
      (async () => {
        await written;
        await this.file.datasync();
        if (this.#failure === undefined) this.#keepCheckpoint(bytes, hash);
      })(),
    ).finally(() => (this.#checkpoint = undefined));
  }

  #guard(work: Promise<void>): Promise<void> {
    return work.catch((error: Error) => {
      this.#failure ??= error;
    });
  }

  #keepCheckpoint(bytes: number, hash: Hash): void {
    this.#keep({ ...this.facts, bytes, sha256: hash.copy().digest('hex') });
  }

  async #verify(bytes: number, sha256: string): Promise<boolean> {
    for (let offset = 0; offset < bytes;) {
      const { bytesRead } = await this.file.read(this.#block, 0, Math.min(blockSize, bytes - offset), offset);
      if (bytesRead === 0) return false;
      this.#hash.update(this.#block.subarray(0, bytesRead));
      offset += bytesRead;
    }
    if (this.#hash.copy().digest('hex') !== sha256) return false;
    await this.file.truncate(bytes);
    this.bytes = bytes;
    return true;
  }
}

/**
 * Frees a chunk's memory at once. The garbage collector goes by its own heap and hardly counts external memory: in a fast
 * download 64 MB of chunks would pile up.
 */
function release({ buffer, byteLength }: Uint8Array): void {
  // A larger buffer may be shared.
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) buffer.transfer(0);
}

async function writeAll(file: FileHandle, block: Uint8Array, position: number): Promise<void> {
  for (let offset = 0; offset < block.byteLength;) {
    const { bytesWritten } = await file.write(block, offset, block.byteLength - offset, position + offset);
    offset += bytesWritten;
  }
}
