import type { FileHandle } from 'node:fs/promises';

/** More boxes than any clip has; fragmented files have two a fragment. */
const maxBoxes = 200_000;

/**
 * Looks whether an ISO base media file (ISO/IEC 14496-12: mp4, mov, m4v) is whole, by its outermost boxes: each names its own
 * length, so a file that was cut short ends inside one, or lacks one that players need.
 *
 * In a fragmented file every box up to the end matters, so they must tile it exactly. In any other, a few bytes behind
 * the last needed box cost no picture (servers pad, proxies add a line end), and a clip that was paid for is not refused
 * for them. Reads a few bytes of each box, whatever the size of the file.
 * @returns What is missing, or nothing for a whole file.
 */
export async function findCut(file: Reader, size: number): Promise<string | undefined> {
  const header = Buffer.alloc(16);
  const seen = new Set<string>();
  let at = 0;
  for (let count = 0; at < size && count < maxBoxes; count++) {
    const { bytesRead } = await file.read(header, 0, 16, at);
    const box = bytesRead < 8 ? undefined : boxAt(header.subarray(0, bytesRead), size - at);
    if (!box) return canEndBefore(seen) ? undefined : `box header at byte ${at}`;
    if (count === 0 && !opening.has(box.type)) return 'ftyp';
    if (box.length > size - at) {
      return canEndBefore(seen) && !needed.has(box.type) ? undefined : `end of ${box.type} at byte ${at}`;
    }
    seen.add(box.type);
    at += box.length;
  }
  return essential.find((type) => !seen.has(type));
}

/** QuickTime's older files begin without `ftyp`. */
const opening: ReadonlySet<string> = new Set(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip']);
const essential: readonly string[] = ['moov', 'mdat'];
const needed: ReadonlySet<string> = new Set([...essential, 'moof']);
const canEndBefore = (seen: ReadonlySet<string>) => !seen.has('moof') && essential.every((type) => seen.has(type));

function boxAt(header: Buffer, rest: number): { type: string; length: number } | undefined {
  const type = header.toString('latin1', 4, 8);
  if (!/^[\x20-\x7e\xa9]{4}$/.test(type)) return undefined;
  const short = header.readUInt32BE(0);
  // 0: as far as the file goes. 1: the length is in the eight bytes after the type.
  if (short === 0) return { type, length: rest };
  if (short !== 1) return short < 8 ? undefined : { type, length: short };
  if (header.length < 16) return undefined;
  const long = header.readBigUInt64BE(8);
  return long < 16n ? undefined : { type, length: Number(long) };
}

/** As much of a file as the checks use. */
export type Reader = Pick<FileHandle, 'read'>;
