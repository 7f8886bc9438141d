import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { imageSize } from 'image-size';
import { chooseClip, clipNames } from '../../../src/sandbox/clips';
import { clipsFolder } from './helpers';

/** Names of an MP4's outermost boxes, in order. */
function boxes(bytes: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    names.push(bytes.toString('latin1', at + 4, at + 8));
  }
  return names;
}

describe('sandbox: the clips', () => {
  const read = (name: string) => readFile(path.join(clipsFolder, name));

  it('are small, and there is nothing else', async () => {
    const files = await readdir(clipsFolder);
    const wanted = clipNames.flatMap((name) =>
      ['.mp4', '-thumbnail.webp', '-spritesheet.webp'].map((end) => name + end),
    );
    assert.deepEqual(files.sort(), wanted.sort());
    const sizes = await Promise.all(files.map(async (file) => (await read(file)).length));
    assert.ok(sizes.reduce((sum, size) => sum + size) <= 220_000);
  });

  it('are H.264 with AAC sound, whole, one of them with its index at the end', async () => {
    const indexLast: string[] = [];
    for (const name of clipNames) {
      const bytes = await read(`${name}.mp4`);
      const order = boxes(bytes);
      assert.equal(order[0], 'ftyp');
      assert.ok(bytes.includes('avc1') && bytes.includes('mp4a'));
      if (order.indexOf('moov') > order.indexOf('mdat')) indexLast.push(name);
    }
    assert.deepEqual(indexLast, ['tides']);
  });

  it('have pictures of their own shape', async () => {
    for (const name of clipNames) {
      const upright = name === 'petals';
      const thumbnail = imageSize(await read(`${name}-thumbnail.webp`));
      const spritesheet = imageSize(await read(`${name}-spritesheet.webp`));
      assert.deepEqual(
        [thumbnail.type, thumbnail.width, thumbnail.height],
        ['webp', ...(upright ? [180, 320] : [320, 180])],
      );
      assert.deepEqual([spritesheet.width, spritesheet.height], upright ? [288, 256] : [512, 144]);
    }
  });

  it('are chosen by the shape asked for, and differ between outputs', () => {
    for (const size of ['720x1280', '9x16', '9:16']) assert.equal(chooseClip(size, 5, 0), 'petals');
    for (const size of ['1280x720', '16x9', '16:9', 'large']) assert.notEqual(chooseClip(size, 5, 0), 'petals');
    const outputs = [0, 1, 2].map((index) => chooseClip('1280x720', 7, index));
    assert.equal(new Set(outputs).size, 3);
  });
});
