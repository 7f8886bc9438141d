import assert from 'node:assert/strict';
import type { Reader } from '../../../../src/jobs/clips/mp4';
import { findMissing } from '../../../../src/jobs/clips/wholeness';
import { mp4 } from '../support';

const readerOf = (bytes: Buffer): Reader =>
  ({
    read: async (buffer: Buffer, offset: number, length: number, position: number) => ({
      bytesRead: bytes.subarray(position, position + length).copy(buffer, offset),
      buffer,
    }),
  }) as unknown as Reader;

const look = (extension: string, bytes: Buffer) => findMissing(readerOf(bytes), bytes.length, extension);
const data = (bytes: number) => Buffer.alloc(bytes, 7);

const number = (length: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return bytes;
};
const riff = (form: string, length?: number): Buffer => {
  const body = Buffer.concat([Buffer.from(form), data(100)]);
  return Buffer.concat([Buffer.from('RIFF'), number(length ?? body.length), body]);
};

const head = Buffer.from('1a45dfa3846d61746b', 'hex');
const segment = Buffer.from('18538067', 'hex');
/** An EBML header and a segment of 100 bytes, its length as these bytes have it. */
const webm = (length: string): Buffer => Buffer.concat([head, segment, Buffer.from(length, 'hex'), data(100)]);

const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a', 'hex'),
  data(100),
  Buffer.from('0000000049454e44ae426082', 'hex'),
]);
const jpeg = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), data(100), Buffer.from('ffd9', 'hex')]);

/** An `mdat` that says of its length: as far as the file goes. */
const open = (() => {
  const bytes = mp4(100);
  bytes.writeUInt32BE(0, bytes.length - 108);
  return bytes;
})();

const whole: [string, string, Buffer][] = [
  ['an mp4', 'mp4', mp4(100)],
  ['an mp4 whose mdat has no length', 'mp4', open],
  ['a WebP', 'webp', riff('WEBP')],
  ['an AVI', 'avi', riff('AVI ')],
  ['a RIFF file of a stream that did not know its length', 'avi', riff('AVI ', 0xffffffff)],
  ['a RIFF file of a stream that wrote none', 'avi', riff('AVI ', 0)],
  ['a WebM', 'webm', webm('e4')],
  ['a WebM with a long length', 'webm', webm('0100000000000064')],
  ['a WebM of a stream that did not know its length', 'webm', webm('01ffffffffffffff')],
  ['an mkv', 'mkv', webm('4064')],
  ['a PNG', 'png', png],
  ['a PNG with something behind it', 'png', Buffer.concat([png, data(1000)])],
  ['a JPEG', 'jpg', jpeg],
];

describe('whether a clip is whole', () => {
  for (const [name, extension, bytes] of whole) {
    it(`${name} is`, async () => assert.equal(await look(extension, bytes), undefined));
  }

  // What a stream without lengths lost cannot be seen.
  for (const [name, extension, bytes] of whole.filter(([name]) => !/stream|has no length|behind/.test(name))) {
    it(`${name} that was cut is not, wherever it was`, async () => {
      for (let length = 0; length < bytes.length; length++) {
        const missing = await look(extension, bytes.subarray(0, length));
        assert.ok(missing, `${length} of ${bytes.length} bytes were taken for all`);
      }
    });
  }

  it('an mp4 whose mdat has no length is not when its moov was to come after it', async () => {
    const bytes = mp4(100);
    const [ftyp, moov, mdat] = [bytes.subarray(0, 16), bytes.subarray(16, 88), open.subarray(88)];
    assert.equal(await look('mp4', Buffer.concat([ftyp, moov, mdat])), undefined);
    assert.equal(await look('mp4', Buffer.concat([ftyp, mdat])), 'moov');
  });

  it('what has no structure that tells is let pass, but not nothing', async () => {
    assert.equal(await look('gif', data(10)), undefined);
    assert.equal(await look('mov', Buffer.alloc(0)), 'nothing received');
  });
});
