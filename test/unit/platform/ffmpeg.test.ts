import assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { workspace } from 'vscode';
import { CopyFolder } from '../../../src/platform/copyFolder';
import { findFfmpeg } from '../../../src/platform/ffmpeg';
import { PlayableCopies } from '../../../src/platform/playableCopies';
import { sameBytes } from '../support/bytes';
import { fixture } from '../ui/preview/jobs';

/** Stands in for ffmpeg: writes what it was called with to its last argument, after `BEFORE`. */
const program = (before = '') => `#!/bin/sh
for last; do :; done
${before}
echo out_time_us=1500000
printf '%s\\n' "$@" > "\${last#file:}"
`;

describe('copies with other sound', function () {
  if (process.platform === 'win32') return;
  let folder: string;
  let bin: string;
  let clip: string;
  let copies: PlayableCopies;
  const path0 = process.env['PATH'];
  const logged: unknown[] = [];
  const never = new AbortController().signal;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'copies-'));
    bin = path.join(folder, 'bin');
    clip = path.join(folder, 'clip.mp4');
    await mkdir(bin);
    await copyFile(fixture('clip.mp4'), clip);
    process.env['PATH'] = `relative${path.delimiter}${bin}${path.delimiter}/bin`;
    Object.assign(workspace, { isTrusted: true });
    const write = (...facts: unknown[]) => void logged.push(facts);
    copies = new PlayableCopies(new CopyFolder(path.join(folder, 'made')), {
      debug: write,
      info: write,
      warn: write,
      error: write,
    });
  });
  afterEach(async () => {
    process.env['PATH'] = path0;
    await rm(folder, { recursive: true });
  });

  const install = async (text = program()) => {
    await writeFile(path.join(bin, 'ffmpeg'), text);
    await chmod(path.join(bin, 'ffmpeg'), 0o755);
  };
  const made = () => readdir(path.join(folder, 'made'));

  it('need an ffmpeg that is on the PATH, in a folder with an absolute name', async () => {
    assert.equal(await findFfmpeg({ PATH: bin }), undefined);
    await writeFile(path.join(bin, 'ffmpeg'), '');
    assert.equal(await findFfmpeg({ PATH: bin }), undefined, 'it cannot be run');
    await install();
    assert.equal(await findFfmpeg({ PATH: bin }), path.join(bin, 'ffmpeg'));
    assert.equal(await findFfmpeg({ PATH: path.relative('.', bin) }), undefined);
    assert.equal(await findFfmpeg({}), undefined);
    assert.equal(await copies.possible(), true);
    Object.assign(workspace, { isTrusted: false });
    assert.equal(await copies.possible(), false);
    await assert.rejects(
      copies.make(clip, never, () => {}),
      { kind: 'unsupported' },
    );
  });

  it('take the picture as it is, read nothing but files, and leave the clip alone', async () => {
    await install();
    const before = await readFile(clip);
    const seconds: number[] = [];
    const copy = await copies.make(clip, never, (done) => seconds.push(done));
    const args = (await readFile(copy, 'utf8')).split('\n');
    const after = (name: string) => args[args.indexOf(name) + 1];
    assert.deepEqual([after('-c:v'), after('-c:a'), after('-protocol_whitelist')], ['copy', 'flac', 'file']);
    assert.equal(after('-i'), `file:${clip}`);
    assert.deepEqual(seconds, [1.5]);
    sameBytes(await readFile(clip), before);
    assert.equal(await copies.find(clip), copy);
    assert.deepEqual(await made(), [path.basename(copy), `${path.basename(copy)}.clip`]);
  });

  it('are of one state of the clip: a changed one has none', async () => {
    await install();
    await copies.make(clip, never, () => {});
    await utimes(clip, 1, 1);
    assert.equal(await copies.find(clip), undefined);
    assert.equal(await copies.find(path.join(folder, 'gone.mp4')), undefined);
    await assert.rejects(
      copies.make(path.join(folder, 'gone.mp4'), never, () => {}),
      { kind: 'disk' },
    );
  });

  it('try the next kind of sound where the first was not heard, or could not be made', async () => {
    await install();
    const first = await copies.make(clip, never, () => {});
    const second = await copies.make(clip, never, () => {});
    assert.match(second, /\.mp3\.mp4$/);
    assert.notEqual(first, second);
    assert.equal(await copies.find(clip), second);
    await rm(path.join(folder, 'made'), { recursive: true });
    await install(program('case "$*" in *flac*) echo no flac here >&2; exit 1;; esac'));
    assert.match(await copies.make(clip, never, () => {}), /\.mp3\.mp4$/);
  });

  it('have another picture where a page could not show that of the clip', async () => {
    await install();
    const sound = await copies.make(clip, never, () => {});
    copies.notSeen(clip);
    const copy = await copies.make(clip, never, () => {});
    const args = (await readFile(copy, 'utf8')).split('\n');
    assert.ok(args.includes('libx264') && args.includes('yuv420p') && !args.includes('copy'));
    assert.notEqual(copy, sound);
    assert.equal(await copies.find(clip), copy);
    await rm(path.join(folder, 'made'), { recursive: true });
    await install(program('case "$*" in *libx264*) echo no x264 here >&2; exit 1;; esac'));
    assert.match(await copies.make(clip, never, () => {}), /\.h264\.flac\.mp4$/);
  });

  it('are made in the background once, and not tried again where that fails', async () => {
    const settled = () => new Promise<void>((resolve) => copies.onDidChange(() => resolve()));
    const found = process.env['PATH'];
    process.env['PATH'] = bin;
    assert.equal(await copies.want(clip, never), false, 'there is no ffmpeg');
    process.env['PATH'] = found;
    await install();
    let done = settled();
    assert.deepEqual(await Promise.all([copies.want(clip, never), copies.want(clip, never)]), [true, true]);
    await done;
    assert.equal((await made()).length, 2);
    await install(program('exit 1'));
    done = settled();
    copies.notSeen(clip);
    assert.equal(await copies.want(clip, never), true);
    await done;
    assert.equal(await copies.want(clip, never), false);
    assert.equal((await made()).length, 2);
  });

  it('go with their clip, however it is deleted, and with one that has changed', async () => {
    await install();
    const files = new CopyFolder(path.join(folder, 'made'));
    const other = path.join(folder, 'other.mp4');
    await copyFile(clip, other);
    const kept = await copies.make(other, never, () => {});
    await copies.make(clip, never, () => {});
    await files.tidy();
    assert.equal((await made()).length, 4);
    await rm(clip);
    await files.tidy();
    assert.deepEqual(await made(), [path.basename(kept), `${path.basename(kept)}.clip`]);
    await utimes(other, 1, 1);
    await files.tidy();
    assert.deepEqual(await made(), []);
  });

  it('have two gigabytes together, and the oldest go first', async () => {
    await install();
    const files = new CopyFolder(path.join(folder, 'made'));
    const all: string[] = [];
    for (const [at, name] of ['a', 'b', 'c'].entries()) {
      const from = path.join(folder, `${name}.mp4`);
      await copyFile(clip, from);
      const copy = await copies.make(from, never, () => {});
      // Sparse: it takes no room on the disk.
      await truncate(copy, 900_000_000);
      await utimes(copy, 1000 + at, 1000 + at);
      all.push(path.basename(copy));
    }
    await files.tidy();
    const left = (await made()).filter((name) => name.endsWith('.mp4'));
    assert.deepEqual(left.sort(), all.slice(1).sort());
  });

  it('that fail say so, keep ffmpeg’s words for the log, and leave nothing', async () => {
    await install(program('echo Invalid data found >&2; : > "${last#file:}"; exit 1'));
    await assert.rejects(
      copies.make(clip, never, () => {}),
      { kind: 'disk' },
    );
    assert.match(String((logged.at(-1) as unknown[])[1]), /Invalid data found/);
    assert.deepEqual(await made(), []);
  });

  it('are given up at once when they are cancelled', async () => {
    await install(program(': > "${last#file:}"; echo out_time_us=1; exec sleep 60'));
    const abort = new AbortController();
    await assert.rejects(
      copies.make(clip, abort.signal, () => abort.abort()),
      { kind: 'cancelled' },
    );
    assert.deepEqual(await made(), []);
  });
});
