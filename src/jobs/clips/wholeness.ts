import * as l10n from '@vscode/l10n';
import { findCut, type Reader } from './mp4';

/** @returns the missing part, or undefined if none is known to be missing */
type Check = (file: Reader, size: number) => Promise<string | undefined>;

/**
 * Detects truncation that HTTP did not show by the file's own structure. Anything no format states for certain passes.
 * @param extension by the file's first bytes
 */
export async function findMissing(file: Reader, size: number, extension: string): Promise<string | undefined> {
  return size === 0 ? l10n.t('nothing received') : checks[extension]?.(file, size);
}

const checks: Readonly<Record<string, Check>> = {
  mp4: findCut,
  mov: findCut,
  m4v: findCut,
  webm: matroska,
  mkv: matroska,
  webp: riff,
  avi: riff,
  png: (file, size) =>
    endsWithin(file, size, Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])),
  jpg: (file, size) => endsWithin(file, size, Buffer.from([0xff, 0xd9])),
};

/** Bytes searched for an end mark: programs append data to images. */
const tail = 64 * 1024;

async function bytesAt(file: Reader, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Looks for PNG's last chunk (`IEND`, always the same bytes) or JPEG's end of image. */
async function endsWithin(file: Reader, size: number, mark: Buffer): Promise<string | undefined> {
  const from = Math.max(0, size - tail);
  return (await bytesAt(file, from, size - from)).includes(mark) ? undefined : 'end of image';
}

/** RIFF: bytes 4 to 7 hold the length of the rest. Streams of unknown length write 0 or 0xffffffff. */
async function riff(file: Reader, size: number): Promise<string | undefined> {
  const head = await bytesAt(file, 0, 8);
  if (head.length < 8) return 'RIFF header';
  const length = head.readUInt32LE(4);
  return length !== 0xffffffff && length + 8 > size ? `end of RIFF (${length + 8} bytes)` : undefined;
}

/** Matroska and WebM (RFC 8794, RFC 9559): an EBML header, then one Segment, which may name its length. */
async function matroska(file: Reader, size: number): Promise<string | undefined> {
  const head = await bytesAt(file, 4, 8);
  const header = vint(head);
  if (!header || header.value === undefined) return 'EBML header';
  const segmentAt = 4 + header.length + header.value;
  const segment = await bytesAt(file, segmentAt, 12);
  if (segment.length < 5) return 'Segment';
  if (segment.readUInt32BE(0) !== 0x18538067) return undefined;
  const length = vint(segment.subarray(4));
  if (!length && segment.length < 12) return 'Segment';
  if (length?.value === undefined) return undefined;
  const end = segmentAt + 4 + length.length + length.value;
  return end > size ? `end of Segment (${end} bytes)` : undefined;
}

/** Reads an EBML variable-length integer: leading zero bits encode its length; all ones mean unknown. */
function vint(bytes: Buffer): { length: number; value?: number } | undefined {
  const length = Math.clz32(bytes[0] ?? 0) - 23;
  if (length > 8 || bytes.length < length) return undefined;
  let value = bytes[0]! & (0xff >> length);
  let unknown = value === 0xff >> length;
  for (const byte of bytes.subarray(1, length)) {
    value = value * 256 + byte;
    unknown &&= byte === 0xff;
  }
  return unknown ? { length } : { length, value };
}
