import assert from 'node:assert/strict';
import { open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findCut } from '../../../../src/jobs/clips/mp4';
import { Folders, mp4 } from '../support';

const box = (type: string, size: number, announced = size + 8) => {
  const bytes = Buffer.alloc(8 + size);
  bytes.writeUInt32BE(announced);
  bytes.write(type, 4, 'latin1');
  return bytes;
};
const large = (type: string, size: number) => {
  const bytes = Buffer.alloc(16 + size);
  bytes.writeUInt32BE(1);
  bytes.write(type, 4, 'latin1');
  bytes.writeBigUInt64BE(BigInt(bytes.length), 8);
  return bytes;
};

describe('mp4 check', () => {
  const folders = new Folders();
  after(() => folders.clear());

  const check = async (...parts: Buffer[]) => {
    const bytes = Buffer.concat(parts);
    const name = path.join(folders.make(), 'a.mp4');
    await writeFile(name, bytes);
    const file = await open(name);
    try {
      return await findCut(file, bytes.length);
    } finally {
      await file.close();
    }
  };

  it('passes whole files', async () => {
    assert.equal(await check(mp4()), undefined);
    assert.equal(await check(box('ftyp', 8), box('mdat', 90), box('moov', 9)), undefined, 'moov last');
    assert.equal(await check(box('ftyp', 8), box('moov', 9), large('mdat', 90)), undefined, 'long lengths');
    assert.equal(await check(box('ftyp', 8), box('moov', 9), box('mdat', 90, 0)), undefined, 'up to the end');
    const fragments = Array.from({ length: 300 }, () => [box('moof', 8), box('mdat', 20)]).flat();
    assert.equal(await check(box('ftyp', 8), box('moov', 9), ...fragments), undefined, 'fragments');
    assert.equal(await check(mp4(), Buffer.alloc(100)), undefined, 'padding behind the last box');
    assert.equal(await check(mp4(), Buffer.from('abc')), undefined);
    assert.equal(await check(box('wide', 0), box('mdat', 8), box('moov', 8)), undefined, 'old QuickTime');
  });

  it('finds every cut in fragments', async () => {
    const start = Buffer.concat([box('ftyp', 8), box('moov', 9)]);
    const fragments = Array.from({ length: 3 }, () => [box('moof', 8), box('mdat', 20)]).flat();
    const whole = Buffer.concat([start, ...fragments]);
    const bounds = new Set<number>();
    for (let at = start.length, next = 0; at < whole.length; at += fragments[next++]!.length) bounds.add(at);
    for (let at = start.length + fragments[0]!.length + 1; at < whole.length; at++) {
      // Between two boxes nothing is missing that the boxes themselves could tell.
      if (!bounds.has(at)) assert.notEqual(await check(whole.subarray(0, at)), undefined, `cut at ${at}`);
    }
    assert.notEqual(await check(whole, Buffer.alloc(100)), undefined, 'what follows a fragment is one');
  });

  it('finds every cut', async () => {
    const whole = Buffer.concat([box('ftyp', 8), box('mdat', 90), box('moov', 40)]);
    for (let at = 0; at < whole.length; at++) {
      assert.notEqual(await check(whole.subarray(0, at)), undefined, `cut at ${at}`);
    }
    const first = Buffer.concat([box('ftyp', 8), box('moov', 40), large('mdat', 90)]);
    for (let at = 0; at < first.length; at++) {
      assert.notEqual(await check(first.subarray(0, at)), undefined, `cut at ${at}`);
    }
  });

  const fields = (...values: number[]) => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, index) => bytes.writeUInt32BE(value >>> 0, index * 4));
    return bytes;
  };
  const holder = (type: string, ...parts: Buffer[]) => {
    const content = Buffer.concat(parts);
    const bytes = box(type, content.length);
    content.copy(bytes, 8);
    return bytes;
  };
  /** A track of equal or listed sample sizes, in chunks at these positions. */
  const track = (kind: string, sizes: number | number[], chunks: number[], perChunk: number, long = false) => {
    const list = typeof sizes === 'number' ? [] : sizes;
    const count = typeof sizes === 'number' ? chunks.length * perChunk : sizes.length;
    const offsets = long ? chunks.flatMap((chunk) => [0, chunk]) : chunks;
    const table = holder(
      'stbl',
      holder('stsz', fields(0, typeof sizes === 'number' ? sizes : 0, count, ...list)),
      holder('stsc', fields(0, 1, 1, perChunk, 1)),
      holder(long ? 'co64' : 'stco', fields(0, chunks.length, ...offsets)),
    );
    const handler = holder('hdlr', fields(0, 0), Buffer.from(kind), fields(0, 0, 0));
    return holder('trak', holder('mdia', handler, holder('minf', table)));
  };
  const ftyp = box('ftyp', 8);

  it('compares the places of samples with the file, where the length of mdat says nothing', async () => {
    const trak = (end: number) => track('vide', 10, [end - 30, end - 10], 1);
    const size = ftyp.length + holder('moov', trak(0)).length + 8 + 100;
    const whole = [ftyp, holder('moov', trak(size)), box('mdat', 100, 0)];
    assert.equal(await check(...whole), undefined);
    const bytes = Buffer.concat(whole);
    for (const lost of [1, 9, 50, 99]) {
      assert.match((await check(bytes.subarray(0, size - lost))) ?? '', /samples up to byte/, `${lost} lost`);
    }
    assert.equal(await check(bytes, Buffer.from('\r\n')), undefined, 'a line end behind it');
  });

  for (const [what, trak] of [
    ['sizes of their own', track('vide', [10, 20, 4000], [200], 3)],
    ['several in a chunk', track('vide', 1000, [200], 5)],
    ['positions of 64 bits', track('vide', 10, [5000], 1, true)],
    ['sound', track('soun', 10, [5000], 1)],
  ] as const) {
    it(`finds a cut by samples with ${what}`, async () => {
      assert.match((await check(ftyp, holder('moov', trak), box('mdat', 900, 0))) ?? '', /samples/);
      assert.equal(await check(ftyp, holder('moov', trak), box('mdat', 9000, 0)), undefined);
    });
  }

  it('refuses no clip for a track of text, or an index that cannot be read', async () => {
    const mdat = box('mdat', 100, 0);
    for (const trak of [
      track('text', 10, [5000], 1),
      holder('trak', box('mdia', 4)),
      holder('trak', Buffer.from([0, 0, 0, 200, 1, 2, 3, 4])),
      track('vide', [], [], 1),
    ]) {
      assert.equal(await check(ftyp, holder('moov', trak), mdat), undefined);
    }
  });

  it('finds a clip without content', async () => {
    assert.equal(await check(ftyp, box('moov', 40), box('mdat', 0)), 'content of mdat');
    assert.equal(await check(ftyp, box('moov', 40), box('mdat', 0, 0)), 'content of mdat');
    assert.equal(await check(ftyp, box('mdat', 0), box('moov', 40)), 'content of mdat');
    assert.equal(await check(ftyp, box('moov', 40), large('mdat', 0)), 'content of mdat');
  });

  for (const [what, garbage] of [
    ['a line end', Buffer.from('\r\n')],
    ['zeros', Buffer.alloc(2000)],
    ['text', Buffer.from('x'.repeat(2000))],
    ['a box that ends elsewhere', box('free', 4, 5000)],
  ] as const) {
    it(`finds what is missing although ${what} follows`, async () => {
      assert.equal(await check(ftyp, box('moov', 40), box('mdat', 0), garbage), 'content of mdat');
      const moov = holder('moov', track('vide', 10, [900], 1));
      assert.match((await check(ftyp, moov, box('mdat', 100), garbage)) ?? '', /samples up to byte/);
      assert.equal(await check(ftyp, moov, box('mdat', 2000), garbage), undefined);
    });
  }

  it('compares the samples of fragments with the file', async () => {
    const mvex = holder('mvex', holder('trex', fields(0, 1, 1, 0, 50, 0)));
    const moov = holder('moov', mvex);
    // Flags: default-base-is-moof; data-offset and sample sizes.
    const own = (offset: number) =>
      holder(
        'moof',
        holder('traf', holder('tfhd', fields(0x20000, 1)), holder('trun', fields(0x201, 2, offset, 40, 60))),
      );
    const byDefault = (offset: number) =>
      holder('moof', holder('traf', holder('tfhd', fields(0x20000, 1)), holder('trun', fields(0x1, 2, offset))));
    for (const moof of [own, byDefault]) {
      const fragment = moof(moof(0).length + 8);
      const bytes = Buffer.concat([ftyp, moov, fragment, box('mdat', 100, 0)]);
      assert.equal(await check(bytes), undefined);
      assert.match((await check(bytes.subarray(0, bytes.length - 1))) ?? '', /samples/);
      assert.match((await check(bytes.subarray(0, bytes.length - 100), Buffer.alloc(1))) ?? '', /samples/);
    }
  });

  it('passes the clips of real encoders, and finds each of their cuts in the media', async () => {
    for (const name of ['media/sandbox/petals.mp4', 'media/sandbox/tides.mp4', 'test/unit/webview/fixtures/hevc.mp4']) {
      const bytes = await readFile(path.resolve(name));
      assert.equal(await check(bytes), undefined, name);
      const mdat = bytes.indexOf('mdat');
      const open = Buffer.from(bytes);
      if (mdat > bytes.indexOf('moov')) {
        open.writeUInt32BE(0, mdat - 4);
        assert.equal(await check(open), undefined, name);
        assert.match((await check(open.subarray(0, open.length - 1000))) ?? '', /samples/, name);
      }
    }
  });

  it('finds what is no such file', async () => {
    assert.equal(await check(Buffer.from('{"error":"not ready"}')), 'ftyp');
    assert.equal(await check(Buffer.from([0, 0, 0, 9, 0, 1, 2, 3, 4])), 'box header at byte 0');
    assert.equal(await check(box('free', 8), box('mdat', 8)), 'moov');
    assert.equal(await check(box('ftyp', 8), box('mdat', 8)), 'moov');
    assert.equal(await check(box('ftyp', 8), box('moov', 8)), 'mdat');
    assert.match((await check(box('ftyp', 8), box('moov', 8), box('mdat', 8, 3))) ?? '', /header/);
  });
});
