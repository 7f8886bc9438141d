import * as l10n from '@vscode/l10n';
import { badResponse } from './answer';
import { announcesInlineClip } from './decode/inlineClip';
import { VideoJobsError } from './errors';
import type { FailureContext } from './failures';
import { sniff, sniffLength } from './sniff';
import type { OpenResponse } from './transport/transport';
import type { Content, ContentRequest } from './types';

/** Body of a 2xx response: open media, or text. */
export type InspectedBody = { content: Content } | { text: string } | 'otherRange';

interface InspectOptions {
  resume?: ContentRequest['resume'];
  /** Limit for text, in bytes. */
  apiBytes: number;
  /** Limit for JSON with a clip as base64, in bytes. */
  clipBytes: number;
  context: FailureContext;
}

/** Sniffs the first bytes and puts them back. Returns `otherRange` if the server continues from another offset than requested. */
export async function inspect(answer: OpenResponse, options: InspectOptions): Promise<InspectedBody> {
  const { headers, status } = answer;
  const range = status === 206 ? parseContentRange(headers['content-range']) : undefined;
  // Validator and length describe the compressed bytes, not those that arrive here.
  const encoded = isEncoded(headers['content-encoding']);
  const etag = encoded ? undefined : strongEtag(headers['etag']);
  const offset = range?.start ?? 0;
  const source = originOf(answer.url);
  if (status === 206) {
    const { resume } = options;
    const fits = range && range.start === (resume?.offset ?? 0);
    if (!fits || (resume && offset > 0 && !isSame({ etag, source, totalBytes: range.total }, resume))) {
      answer.discard();
      return 'otherRange';
    }
  }
  const chunks = answer.body[Symbol.asyncIterator]();
  const { head, rest } = await peek(chunks, sniffLength);
  const kind = offset > 0 ? midway(headers['content-type']) : sniff(head);
  if (kind.kind !== 'media') return { text: await textOf(head, rest, options) };
  const length = encoded ? undefined : parseLength(headers['content-length']);
  const total = range ? range.total : length;
  return {
    content: {
      contentType: kind.contentType,
      extension: kind.extension,
      ...(total !== undefined && { totalBytes: total }),
      offset,
      ...(etag !== undefined && { etag }),
      source,
      ...(answer.requestId !== undefined && { requestId: answer.requestId }),
      // The remainder of the whole file, if known: a range may end early.
      body: closing(counted(head, rest, range && total !== undefined ? total - offset : length, options.context), rest),
    },
  };
}

/** True if a range continues the same file: everything that both responses state must agree. */
function isSame(rest: Pick<Content, 'etag' | 'source' | 'totalBytes'>, before: NonNullable<ContentRequest['resume']>) {
  const agrees = <T>(one: T | undefined, other: T | undefined) =>
    one === undefined || other === undefined || one === other;
  return rest.etag === before.etag && agrees(rest.source, before.source) && agrees(rest.totalBytes, before.totalBytes);
}

const originOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined);

/** Decodes the media in a `data:` URL. */
export function fromDataAddress(address: string, context: FailureContext): Content {
  const comma = address.indexOf(',');
  const payload = comma < 0 ? '' : address.slice(comma + 1);
  const base64 = /;\s*base64\s*$/i.test(address.slice(0, Math.max(0, comma)));
  const bytes = Buffer.from(base64 ? decodeText(payload) : decodeText(payload), base64 ? 'base64' : 'latin1');
  const kind = sniff(bytes);
  if (kind.kind !== 'media') throw badResponse(l10n.t('media'), { status: 200, text: address.slice(0, 60) }, context);
  return {
    contentType: kind.contentType,
    extension: kind.extension,
    totalBytes: bytes.length,
    offset: 0,
    body: (async function* () {
      yield bytes;
    })(),
  };
}

function decodeText(payload: string): string {
  return payload.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Returns a strong ETag, which identifies the bytes; undefined for a weak one (`W/"…"`). */
export const strongEtag = (etag: string | undefined): string | undefined =>
  etag && /^"[^"]*"$/.test(etag) ? etag : undefined;

type Chunks = AsyncIterator<Uint8Array, unknown>;

async function peek(chunks: Chunks, length: number): Promise<{ head: Uint8Array; rest: Chunks }> {
  const read: Uint8Array[] = [];
  for (let size = 0; size < length;) {
    const next = await chunks.next();
    if (next.done) break;
    read.push(next.value);
    size += next.value.length;
  }
  return { head: Buffer.concat(read), rest: chunks };
}

async function textOf(head: Uint8Array, rest: Chunks, limits: Pick<InspectOptions, 'apiBytes' | 'clipBytes'>) {
  const read: Uint8Array[] = [head];
  let cap = limits.apiBytes;
  for (let size = head.length; size <= cap;) {
    const next = await rest.next();
    if (next.done) break;
    read.push(next.value);
    size += next.value.length;
    const isOver = size > cap && cap === limits.apiBytes;
    if (isOver && announcesInlineClip(Buffer.concat(read).toString())) cap = limits.clipBytes;
  }
  await rest.return?.();
  return new TextDecoder().decode(Buffer.concat(read).subarray(0, cap));
}

/** Closes the connection even if the generator was never started. */
function closing(body: AsyncGenerator<Uint8Array, void>, rest: Chunks): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => body.next(),
      async return() {
        await body.return();
        await rest.return?.();
        return { done: true, value: undefined };
      },
    }),
  };
}

/** Passes chunks on. Throws `network` if fewer bytes arrive than announced. */
async function* counted(
  head: Uint8Array,
  rest: Chunks,
  length: number | undefined,
  { who }: FailureContext,
): AsyncGenerator<Uint8Array, void> {
  let received = head.length;
  try {
    yield head;
    for (;;) {
      const next = await rest.next();
      if (next.done) break;
      received += next.value.length;
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
  if (length !== undefined && received !== length) {
    throw new VideoJobsError(
      'network',
      l10n.t('The transfer from {0} was interrupted after {1} of {2} bytes. Try again.', who, received, length),
    );
  }
}

/** Kind of a range from the middle of a file, by its header alone. */
function midway(contentType = ''): ReturnType<typeof sniff> {
  const type = contentType.split(';')[0]!.trim().toLowerCase();
  if (/json|html|text|xml/.test(type)) return { kind: 'unknown' };
  const subtype = /^(?:video|image)\/(?:x-)?([\w.+-]+)$/.exec(type)?.[1] ?? 'mp4';
  const extension = { quicktime: 'mov', matroska: 'mkv', jpeg: 'jpg' }[subtype] ?? subtype;
  return { kind: 'media', contentType: /^(video|image)\//.test(type) ? type : 'video/mp4', extension };
}

function parseContentRange(value: string | undefined): { start: number; total?: number } | undefined {
  const match = /^\s*bytes\s+(\d+)-(\d+)\/(\d+|\*)\s*$/i.exec(value ?? '');
  if (!match) return undefined;
  return { start: Number(match[1]), ...(match[3] !== '*' && { total: Number(match[3]) }) };
}

const isEncoded = (encoding = ''): boolean => !/^\s*(identity)?\s*$/i.test(encoding);

const parseLength = (value: string | undefined): number | undefined =>
  value && /^\d+$/.test(value) ? Number(value) : undefined;
