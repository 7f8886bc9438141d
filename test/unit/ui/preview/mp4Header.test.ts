import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { readMp4Header } from '../../../../src/ui/preview/mp4Header';
import { fixture } from './jobs';

describe('the header of an MP4', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'mp4-'))));
  after(() => rm(folder, { recursive: true }));

  const header = async (data: Uint8Array) => {
    const file = path.join(folder, 'clip.mp4');
    await writeFile(file, data);
    return readMp4Header(file);
  };
  const box = (type: string, ...parts: Uint8Array[]) => {
    const payload = Buffer.concat(parts);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + payload.length);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, payload]);
  };

  it('tells the frame rate and the sound, wherever it stands in the file', async () => {
    assert.deepEqual(await readMp4Header(fixture('clip.mp4')), { fps: 25, sound: 'mp4a' });
    assert.deepEqual(await readMp4Header(fixture('silent.mp4')), { fps: 24, sound: 'none' });
    assert.deepEqual(await readMp4Header(fixture('hevc.mp4')), { fps: 10, sound: 'mp4a' });
  });

  it('is nothing for what is no MP4, or one that was cut off', async () => {
    assert.equal(await header(Buffer.from('')), undefined);
    assert.equal(await header(Buffer.from('<!doctype html><title>Not found</title>')), undefined);
    const clip = await readFile(fixture('clip.mp4'));
    assert.equal(await header(clip.subarray(0, 400)), undefined);
  });

  it('does not believe sizes that cannot be', async () => {
    const start = box('ftyp', Buffer.from('isom'));
    const lying = box('moov');
    lying.writeUInt32BE(0xffffffff);
    assert.equal(await header(Buffer.concat([start, lying])), undefined);
    const huge = Buffer.alloc(16, 0xff);
    huge.writeUInt32BE(1);
    huge.write('moov', 4, 'latin1');
    assert.equal(await header(Buffer.concat([start, huge])), undefined);
    const tiny = box('free');
    tiny.writeUInt32BE(4);
    assert.equal(await header(Buffer.concat([start, tiny])), undefined);
  });

  it('says no more than a track does that lacks its tables', async () => {
    const handler = box('hdlr', Buffer.from('\0\0\0\0\0\0\0\0soun'));
    const track = (...tables: Buffer[]) => box('moov', box('trak', box('mdia', handler, ...tables)));
    const start = box('ftyp', Buffer.from('isom'));
    assert.deepEqual(await header(Buffer.concat([start, track()])), { sound: 'none' });
    assert.deepEqual(await header(Buffer.concat([start, track(box('minf', box('stbl')))])), { sound: 'unknown' });
    const short = track(box('minf', box('stbl', box('stsd', Buffer.alloc(4)))));
    assert.deepEqual(await header(Buffer.concat([start, short])), { sound: 'unknown' });
  });
});
