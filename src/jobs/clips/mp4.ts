import type { FileHandle } from 'node:fs/promises';

/** Limit of boxes read; fragmented files have two per fragment. */
const maxBoxes = 200_000;

/**
 * Checks an ISO base media file (ISO/IEC 14496-12: mp4, mov, m4v) for truncation by its top-level boxes: each states its own
 * length, so a truncated file ends inside one, or lacks one that players need.
 *
 * In a fragmented file every box up to the end matters, so they must tile it exactly. In any other, bytes after the last
 * required box cost no picture (servers pad, proxies append a line end), and a clip that was paid for is not refused for
 * them.
 * @returns the missing part, or undefined for a complete file
 */
export async function findCut(file: Reader, size: number): Promise<string | undefined> {
  const header = Buffer.alloc(16);
  const seen = new Set<string>();
  let offset = 0;
  for (let count = 0; offset < size && count < maxBoxes; count++) {
    const { bytesRead } = await file.read(header, 0, 16, offset);
    const box = bytesRead < 8 ? undefined : boxAt(header.subarray(0, bytesRead), size - offset);
    if (!box) return canEndBefore(seen) ? undefined : `box header at byte ${offset}`;
    if (count === 0 && !opening.has(box.type)) return 'ftyp';
    if (box.length > size - offset) {
      return canEndBefore(seen) && !needed.has(box.type) ? undefined : `end of ${box.type} at byte ${offset}`;
    }
    seen.add(box.type);
    offset += box.length;
  }
  return essential.find((type) => !seen.has(type));
}

/** Valid first boxes: older QuickTime files begin without `ftyp`. */
const opening: ReadonlySet<string> = new Set(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip']);
const essential: readonly string[] = ['moov', 'mdat'];
const needed: ReadonlySet<string> = new Set([...essential, 'moof']);
const canEndBefore = (seen: ReadonlySet<string>) => !seen.has('moof') && essential.every((type) => seen.has(type));

function boxAt(header: Buffer, rest: number): { type: string; length: number } | undefined {
  const type = header.toString('latin1', 4, 8);
  if (!/^[\x20-\x7e\xa9]{4}$/.test(type)) return undefined;
  const short = header.readUInt32BE(0);
  // 0: up to the end of the file. 1: the eight bytes after the type hold the length.
  if (short === 0) return { type, length: rest };
  if (short !== 1) return short < 8 ? undefined : { type, length: short };
  if (header.length < 16) return undefined;
  const long = header.readBigUInt64BE(8);
  return long < 16n ? undefined : { type, length: Number(long) };
}

/** The part of a file handle that the checks use. */
export type Reader = Pick<FileHandle, 'read'>;
