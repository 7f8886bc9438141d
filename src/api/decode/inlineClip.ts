import { sniff, sniffLength } from '../sniff';
import type { InlineClip } from '../types';
import { unwanted } from './addresses';
import { field, isRecord } from './read';

/** Shorter strings hold no clip. */
const minLength = 64;
const maxNodes = 5000;
const maxDepth = 10;

/** Start of JSON in which a clip is likely to follow as base64, so that reading goes on beyond the usual limit. */
export const announcesInlineClip = (text: string): boolean =>
  /"\w*(?:b64|base64|encoded_?video|video_?(?:bytes|data))\w*"\s*:\s*\[?\s*"|data:video\//i.test(text);

/**
 * Finds a clip as base64 in a response: `b64_json`, `encodedVideo`, `bytesBase64Encoded`, or under any other name that is
 * not that of an input. The first bytes decide, not the name.
 * @param start where to look
 */
export function findInlineClip(
  response: unknown,
  start: readonly string[] = [],
): { clip: InlineClip; path: readonly string[] } | undefined {
  const stack: { value: unknown; path: readonly string[] }[] = [{ value: start.reduce(field, response), path: start }];
  for (let nodes = 0; stack.length > 0 && nodes < maxNodes; nodes++) {
    const { value, path } = stack.pop()!;
    if (typeof value === 'string') {
      const clip = value.length >= minLength ? decodeClip(value) : undefined;
      if (clip) return { clip, path };
      continue;
    }
    if (typeof value !== 'object' || value === null || path.length - start.length >= maxDepth) continue;
    for (const [name, child] of Object.entries(value).slice(0, maxNodes).reverse()) {
      if (!unwanted.test(name)) stack.push({ value: child, path: [...path, name] });
    }
  }
  return undefined;
}

function decodeClip(text: string): InlineClip | undefined {
  const start = /^data:/i.test(text) ? text.slice(0, 200).indexOf(',') + 1 : 0;
  const head = text.slice(start, start + sniffLength * 2);
  if (!/^[\w+/=\s-]+$/.test(head)) return undefined;
  const kind = sniff(Buffer.from(head, 'base64'));
  if (kind.kind !== 'media' || !kind.contentType.startsWith('video/')) return undefined;
  return { contentType: kind.contentType, extension: kind.extension, bytes: Buffer.from(text.slice(start), 'base64') };
}

/** Copy of a response in which the string at a path is replaced, so that a clip is not kept twice. */
export function withReplaced(value: unknown, [name, ...rest]: readonly string[], replacement: string): unknown {
  if (name === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (String(index) === name ? withReplaced(item, rest, replacement) : item));
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([each, item]) => [each, each === name ? withReplaced(item, rest, replacement) : item]),
  );
}
