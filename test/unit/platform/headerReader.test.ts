import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { HeaderReader } from '../../../src/platform/headerReader';
import { fixture } from '../ui/preview/jobs';

describe('headers of clips, read in a thread', function () {
  this.timeout(60_000);
  const script = path.resolve('dist', 'clipWorker.js');
  const open = () => new AbortController().signal;
  let logged: string[];
  const reader = (from = script) => {
    logged = [];
    const write = (...words: unknown[]) => void logged.push(words.map(String).join(' '));
    return new HeaderReader(from, { debug: write, info: write, warn: write, error: write });
  };

  it('have picture, sound and length', async () => {
    const header = await reader().read(fixture('clip.mp4'), open());
    assert.ok(header?.picture && header.sound);
    assert.match(header.picture.codec, /^avc1\./);
    assert.match(header.sound.codec, /^mp4a\./);
    assert.ok(header.seconds > 0 && header.picture.fps! > 0);
  });

  it('are none for a file that is no clip, or is gone', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'header-'));
    const page = path.join(folder, 'clip.mp4');
    await writeFile(page, '<!doctype html><title>Not found</title>');
    assert.equal(await reader().read(page, open()), undefined);
    assert.equal(await reader().read(path.join(folder, 'gone.mp4'), open()), undefined);
    await rm(folder, { recursive: true });
  });

  it('are none where the thread fails, which the log tells', async () => {
    assert.equal(await reader('/gone/clipWorker.js').read(fixture('clip.mp4'), open()), undefined);
    assert.match(logged.join(), /could not be read/);
  });

  it('are none once the reader is no longer wanted', async () => {
    const signal = AbortSignal.abort();
    assert.equal(await reader().read(fixture('clip.mp4'), signal), undefined);
    assert.deepEqual(logged, []);
  });
});
