import assert from 'node:assert/strict';
import { open, writeFile } from 'node:fs/promises';
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

  it('finds what is no such file', async () => {
    assert.equal(await check(Buffer.from('{"error":"not ready"}')), 'ftyp');
    assert.equal(await check(Buffer.from([0, 0, 0, 9, 0, 1, 2, 3, 4])), 'box header at byte 0');
    assert.equal(await check(box('free', 8), box('mdat', 8)), 'moov');
    assert.equal(await check(box('ftyp', 8), box('mdat', 8)), 'moov');
    assert.equal(await check(box('ftyp', 8), box('moov', 8)), 'mdat');
    assert.match((await check(box('ftyp', 8), box('moov', 8), box('mdat', 8, 3))) ?? '', /header/);
  });
});
