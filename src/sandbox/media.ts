import type { IncomingHttpHeaders } from 'node:http';
import type { Asset } from './clips';
import { type Answer, text } from './http';

/** The asset, or the part of it that `Range` asks for (RFC 9110 §14). */
export function serve(asset: Asset, headers: IncomingHttpHeaders): Answer {
  const { bytes, contentType, etag } = asset;
  const common = { 'content-type': contentType, 'accept-ranges': 'bytes', etag, 'cache-control': 'private, no-cache' };
  const conditional = headers['if-range'];
  const stale = conditional !== undefined && conditional !== etag;
  const range = stale ? undefined : parseRange(headers.range, bytes.length);
  if (range === undefined) return { status: 200, headers: common, body: bytes };
  if (range === 'unsatisfiable') {
    const refused = text('', 'text/plain', 416);
    return { ...refused, headers: { ...refused.headers, 'content-range': `bytes */${bytes.length}` } };
  }
  const { start, end } = range;
  return {
    status: 206,
    headers: { ...common, 'content-range': `bytes ${start}-${end}/${bytes.length}` },
    body: bytes.subarray(start, end + 1),
  };
}

/** One range; several at once, and units that are not bytes, are ignored as the RFC allows. */
function parseRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && first !== '' && Number(last) < start) return undefined;
  return start >= size || start > end ? 'unsatisfiable' : { start, end };
}

/** The media of a JSON answer: what gateways put there instead of sending bytes. */
export function dataUrl({ bytes, contentType }: Asset): string {
  return `data:${contentType};base64,${bytes.toString('base64')}`;
}
