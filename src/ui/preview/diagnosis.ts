import { open } from 'node:fs/promises';
import { sniff, sniffLength } from '../../api/sniff';
import { findCut } from '../../jobs/clips/mp4';

/** Fault of a clip's file, detected from its bytes. */
export type Fault = 'empty' | 'webPage' | 'answer' | 'cut';

/** Checks the first bytes and the top-level boxes; returns undefined if they are sound. */
export async function diagnose(path: string): Promise<Fault | undefined> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size === 0) return 'empty';
    const head = Buffer.alloc(sniffLength);
    const { bytesRead } = await file.read(head, 0, sniffLength, 0);
    const found = sniff(head.subarray(0, bytesRead));
    if (found.kind === 'html') return 'webPage';
    if (found.kind === 'json') return 'answer';
    const boxes = found.kind === 'media' && /^video\/(mp4|quicktime)$/.test(found.contentType);
    return boxes && (await findCut(file, size)) !== undefined ? 'cut' : undefined;
  } finally {
    await file.close();
  }
}
