import { randomBytes } from 'node:crypto';

export const mebibyte = 2 ** 20;

function box(type: string, length: number, body = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}

const noise = randomBytes(mebibyte);

/** An mp4 of exactly that size (ISO/IEC 14496-12: `ftyp`, `moov`, `mdat`), made on the fly. The samples are noise. */
export function* clip(bytes: number): Generator<Buffer> {
  const head = Buffer.concat([box('ftyp', 16, Buffer.from('isomiso2')), box('moov', 4096, Buffer.alloc(4088))]);
  const rest = bytes - head.length;
  yield Buffer.concat([head, box('mdat', rest)]);
  for (let left = rest - 8; left > 0; left -= noise.length) {
    yield left >= noise.length ? noise : noise.subarray(0, left);
  }
}
