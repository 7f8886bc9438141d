import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkImage, imageFault } from '../../../../src/ui/prompts/image';

/** The header of a PNG of that size. */
export function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(33);
  header.write('\x89PNG\r\n\x1a\n', 'latin1');
  header.writeUInt32BE(13, 8);
  header.write('IHDR', 12, 'latin1');
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return header;
}

/** A JPEG's markers: an EXIF block with an orientation, then the size. */
function jpeg(width: number, height: number, orientation: number): Buffer {
  const exif = Buffer.from('45786966000049492a0008000000010012010300010000000000000000000000', 'hex');
  exif.writeUInt8(orientation, 24);
  const app1 = Buffer.concat([Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif]);
  const sof = Buffer.from([0xff, 0xc0, 0, 17, 8, 0, 0, 0, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
  sof.writeUInt16BE(height, 5);
  sof.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), app1, sof, Buffer.alloc(16)]);
}

describe('A reference image', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'video-jobs-image-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('that fits is taken without a word', () => {
    assert.equal(imageFault(png(1280, 720), 'a.png', '1280x720'), undefined);
    assert.equal(imageFault(png(10, 10), 'a.png', undefined), undefined);
    assert.equal(imageFault(png(10, 10), 'a.png', '720p'), undefined);
  });

  it('of more pixels than can be decoded, or that is a drawing, is refused by its header alone', () => {
    assert.equal(imageFault(png(40_000, 40_000), 'a.png', undefined)?.fatal, true);
    assert.equal(imageFault(png(20_000, 2), 'a.png', undefined)?.fatal, true);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script/></svg>');
    assert.match(imageFault(svg, 'a.svg', undefined)?.message ?? '', /not a PNG/);
  });

  it('that moves is odd', () => {
    const moving = Buffer.concat([png(8, 8), Buffer.from('\0\0\0\x08acTL', 'latin1')]);
    assert.equal(imageFault(moving, 'a.png', '8x8')?.fatal, false);
  });

  it('of another size is odd, and may still be used', () => {
    const fault = imageFault(png(800, 600), 'a.png', '1280x720');
    assert.equal(fault?.fatal, false);
    assert.match(fault?.message ?? '', /800×600.*1280×720/);
    assert.equal(fault?.resizable, false);
    assert.equal(imageFault(png(640, 360), 'a.png', '1280x720')?.resizable, true);
  });

  it('that lies on its side is measured as it is seen', () => {
    assert.equal(imageFault(jpeg(1280, 720, 1), 'a.jpg', '1280x720'), undefined);
    assert.match(imageFault(jpeg(720, 1280, 6), 'a.jpg', '1280x720')?.message ?? '', /rotated/);
    assert.equal(imageFault(jpeg(1280, 720, 6), 'a.jpg', '1280x720')?.fatal, false);
  });

  const bad: [string, Buffer | string][] = [
    ['text', 'not an image'],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720"/>'],
    ['nothing', ''],
    ['half a header', png(1280, 720).subarray(0, 12)],
  ];
  for (const [what, bytes] of bad) {
    it(`that is ${what} is refused, whatever its name says`, () => {
      assert.equal(imageFault(Buffer.from(bytes), 'a.png', '1280x720')?.fatal, true);
    });
  }

  it('is read from its first bytes, and refused where it is too large', async () => {
    const file = join(folder, 'a.png');
    writeFileSync(file, png(1280, 720));
    assert.equal(await checkImage(file, '1280x720'), undefined);
    truncateSync(file, 21 * 1024 * 1024);
    assert.match((await checkImage(file, '1280x720'))?.message ?? '', /20 MB/);
  });

  it('that is not there is a failure in words', async () => {
    await assert.rejects(checkImage(join(folder, 'gone.png'), undefined), { kind: 'disk', message: /gone\.png/ });
  });
});
