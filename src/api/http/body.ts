import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

const decoders: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Undoes a compression that was not asked for. An encoding that is not known stays as it is. */
export function decompressed(body: AsyncIterable<Uint8Array>, encoding: string | undefined): AsyncIterable<Uint8Array> {
  const decoder = decoders[encoding?.trim().toLowerCase() ?? ''];
  if (!decoder) return body;
  // Errors of either side reach whoever reads the last stream.
  const plain = pipeline(Readable.from(body), decoder(), () => {});
  // A body that nobody reads must not end the process.
  plain.on('error', () => {});
  return plain as unknown as AsyncIterable<Uint8Array>;
}

/** The first `cap` bytes as text, and whether there were more. Leaving early drops the connection. */
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
