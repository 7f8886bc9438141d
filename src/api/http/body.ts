import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

const decoders: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Decompresses a body that was compressed without being requested. An unknown encoding is left as it is. */
export function decompressed(body: AsyncIterable<Uint8Array>, encoding: string | undefined): AsyncIterable<Uint8Array> {
  const decoder = decoders[encoding?.trim().toLowerCase() ?? ''];
  if (!decoder) return body;
  // Errors of either side surface in the last stream.
  const plain = pipeline(Readable.from(body), decoder(), () => {});
  // An unread body must not end the process.
  plain.on('error', () => {});
  return plain as unknown as AsyncIterable<Uint8Array>;
}

/** Returns the first `cap` bytes as text, and true if there were more. Stopping early drops the connection. */
export async function readText(
  body: AsyncIterable<Uint8Array>,
  cap: number,
): Promise<{ text: string; truncated: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > cap) break;
  }
  const bytes = Buffer.concat(chunks).subarray(0, cap);
  return { text: new TextDecoder().decode(bytes), truncated: size > cap };
}

/** Bytes of a body up to a limit, and how reading ended. */
export interface ReadBody {
  bytes: Uint8Array;
  /** True if there were more bytes than the limit. */
  truncated: boolean;
  /** Error that broke the transfer; `bytes` are those received before. */
  error?: unknown;
}

/**
 * Reads the first `cap` bytes. Leaving early drops the connection. Never throws.
 * @param extend called once when the limit is reached; may return a higher one
 */
export async function readBytes(
  body: AsyncIterable<Uint8Array>,
  cap: number,
  extend?: (head: Uint8Array) => number,
): Promise<ReadBody> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let limit = cap;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit && limit === cap && extend) limit = Math.max(cap, extend(Buffer.concat(chunks)));
      if (size > limit) break;
    }
  } catch (error) {
    return { bytes: Buffer.concat(chunks), truncated: false, error };
  }
  return { bytes: Buffer.concat(chunks).subarray(0, limit), truncated: size > limit };
}

/** Decodes text by the charset of its content type; UTF-8 if that is absent or unknown. */
export function decodeText(bytes: Uint8Array, contentType = ''): string {
  const [, charset = 'utf-8'] = /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType) ?? [];
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
