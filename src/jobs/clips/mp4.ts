import type { FileHandle } from 'node:fs/promises';
import { boxAt } from './mp4Boxes';
import { endOfFragment, endOfSamples, maxIndexBytes } from './mp4Samples';

/** Limit of boxes read; fragmented files have two per fragment. */
const maxBoxes = 200_000;

/**
 * Checks an ISO base media file (ISO/IEC 14496-12: mp4, mov, m4v) for truncation by its top-level boxes: each states its own
 * length, so a truncated file ends inside one, or lacks one that players need.
 *
 * In a fragmented file every box up to the end matters, so they must tile it exactly. In any other, bytes after the last
 * required box cost no picture (servers pad, proxies append a line end), and a clip that was paid for is not refused for
 * them.
 *
 * A box without a length (0: up to the end of the file) shows no cut. The index (`moov`, `moof`) names the position of each
 * sample, and the last one must lie in the file.
 * @returns the missing part, or undefined for a complete file
 */
export async function findCut(file: Reader, size: number): Promise<string | undefined> {
  const header = Buffer.alloc(16);
  const seen = new Set<string>();
  let offset = 0;
  let mediaBytes = 0;
  let moov: Buffer | undefined;
  let lastSample = 0;
  let end = size;
  for (let count = 0; offset < size && count < maxBoxes; count++) {
    const { bytesRead } = await file.read(header, 0, 16, offset);
    const box = boxAt(header.subarray(0, bytesRead), size - offset);
    const isCut = !box || box.length > size - offset;
    if (isCut && canEndBefore(seen) && !needed.has(box?.type ?? '')) {
      // What follows is no part of the clip; what came before it may still be empty, or name samples beyond.
      end = offset;
      break;
    }
    if (!box) return `box header at byte ${offset}`;
    if (count === 0 && !opening.has(box.type)) return 'ftyp';
    if (isCut) return `end of ${box.type} at byte ${offset}`;
    seen.add(box.type);
    const content = [offset + box.head, offset + box.length] as const;
    if (box.type === 'mdat') mediaBytes += box.length - box.head;
    if (box.type === 'moov') {
      moov = await contentOf(file, ...content);
      lastSample = Math.max(lastSample, (moov && endOfSamples(moov)) ?? 0);
    }
    if (box.type === 'moof') {
      const moof = await contentOf(file, ...content);
      lastSample = Math.max(lastSample, (moof && endOfFragment(moof, offset, moov)) ?? 0);
    }
    offset += box.length;
  }
  const missing = essential.find((type) => !seen.has(type));
  if (missing !== undefined) return missing;
  if (mediaBytes === 0) return 'content of mdat';
  return lastSample > end ? `samples up to byte ${lastSample}` : undefined;
}

/** Valid first boxes: older QuickTime files begin without `ftyp`. */
const opening: ReadonlySet<string> = new Set(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip']);
const essential: readonly string[] = ['moov', 'mdat'];
const needed: ReadonlySet<string> = new Set([...essential, 'moof']);
const canEndBefore = (seen: ReadonlySet<string>) => !seen.has('moof') && essential.every((type) => seen.has(type));

/** Reads a small box whole; undefined for one that is too large, or cut. */
async function contentOf(file: Reader, start: number, end: number): Promise<Buffer | undefined> {
  if (end - start > maxIndexBytes) return undefined;
  const content = Buffer.alloc(end - start);
  const { bytesRead } = await file.read(content, 0, content.length, start);
  return bytesRead === content.length ? content : undefined;
}

/** The part of a file handle that the checks use. */
export type Reader = Pick<FileHandle, 'read'>;
