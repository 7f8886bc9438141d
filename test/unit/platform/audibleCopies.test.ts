import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { BufferSource, Input, MP4, QTFF } from 'mediabunny';
import { AudibleCopies } from '../../../src/platform/audibleCopies';
import { CopyFolder } from '../../../src/platform/copyFolder';
import { Hearing } from '../../../src/platform/hearing';
import { fixture } from '../ui/preview/jobs';

/** A store like VS Code's own. */
class Memory {
  readonly #values = new Map<string, unknown>();
  get<T>(key: string): T | undefined {
    return this.#values.get(key) as T | undefined;
  }
  async update(key: string, value: unknown): Promise<void> {
    this.#values.set(key, value);
  }
}

describe('copies with sound, made where AAC is not decoded', function () {
  this.timeout(60_000);
  let folder: string;
  let clip: string;
  let memory: Memory;
  let hearing: Hearing;
  let copies: AudibleCopies;
  const logged: string[] = [];

  const made = async () => {
    const names = await readdir(path.join(folder, 'made')).catch(() => []);
    return names.filter((name) => !name.endsWith('.clip'));
  };
  const open = (script = path.resolve('dist', 'clipWorker.js')) => {
    const write = (...words: unknown[]) => void logged.push(words.map(String).join(' '));
    const log = { debug: write, info: write, warn: write, error: write };
    return new AudibleCopies(new CopyFolder(path.join(folder, 'made')), script, hearing, log);
  };
  const settled = () => new Promise<void>((resolve) => copies.onDidChange(() => resolve()));

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'audible-'));
    clip = path.join(folder, 'clip.mp4');
    await copyFile(fixture('clip.mp4'), clip);
    memory = new Memory();
    hearing = new Hearing(memory);
    hearing.learn(false);
    copies = open();
    logged.length = 0;
  });
  afterEach(async () => {
    copies.dispose();
    await rm(folder, { recursive: true });
  });

  const soundOf = async (file: string) => {
    const input = new Input({ source: new BufferSource(await readFile(file)), formats: [MP4, QTFF] });
    const track = await input.getPrimaryAudioTrack();
    return track?.getCodec();
  };

  it('are made in a thread, found from then on, and leave the clip alone', async () => {
    const before = await readFile(clip);
    assert.equal(await copies.find(clip), undefined);
    const done = settled();
    assert.equal(await copies.want(clip), true);
    await done;
    const copy = await copies.find(clip);
    assert.ok(copy, logged.join('\n'));
    assert.equal(await soundOf(copy), 'flac');
    assert.equal(Buffer.compare(before, await readFile(clip)), 0);
    assert.equal(await copies.want(clip), false, 'it is there');
    assert.equal((await made()).length, 1);
  });

  it('are not made where AAC is heard, or nobody knows yet', async () => {
    hearing.learn(true);
    assert.equal(await copies.want(clip), false);
    hearing = new Hearing(new Memory());
    copies = open();
    assert.equal(await copies.want(clip), false);
    assert.deepEqual(await made(), []);
  });

  it('are made once, however many want one', async () => {
    const done = settled();
    assert.deepEqual(await Promise.all([copies.want(clip), copies.want(clip)]), [true, true]);
    await done;
    assert.equal((await made()).length, 1);
  });

  it('are given up with the last panel that waits, and made when one comes back', async () => {
    const panels = [new AbortController(), new AbortController()];
    const done = settled();
    for (const { signal } of panels) await copies.want(clip, signal);
    for (const panel of panels) panel.abort();
    await done;
    assert.deepEqual(await made(), []);
    const again = settled();
    assert.equal(await copies.want(clip), true);
    await again;
    assert.equal((await made()).length, 1);
  });

  it('are of another kind where nothing is heard of the first, which is remembered', async () => {
    let done = settled();
    await copies.want(clip);
    await done;
    await copies.notHeard((await copies.find(clip)) ?? '');
    assert.equal(await copies.find(clip), undefined);
    done = settled();
    assert.equal(await copies.want(clip), true);
    await done;
    const copy = (await copies.find(clip)) ?? '';
    assert.equal(await soundOf(copy), 'pcm-s16');
    hearing = new Hearing(memory);
    assert.equal(hearing.format, 'pcm');
    await copies.notHeard(copy);
    assert.equal(hearing.format, undefined);
    assert.equal(await copies.want(clip), false, 'no kind is left');
  });

  it('are not tried again for a file without AAC, until it is another file', async () => {
    await copyFile(fixture('silent.mp4'), clip);
    const done = settled();
    assert.equal(await copies.want(clip), true);
    await done;
    assert.equal(await copies.want(clip), false);
    assert.deepEqual(await made(), []);
    await copyFile(fixture('clip.mp4'), clip);
    await utimes(clip, 5, 5);
    assert.equal(await copies.want(clip), true);
    await settled();
  });

  it('cost nothing where the thread fails', async () => {
    const script = path.join(folder, 'broken.js');
    await writeFile(script, 'process.exit(3)');
    copies = open(script);
    const done = settled();
    await copies.want(clip);
    await done;
    assert.equal(await copies.want(clip), false);
    assert.match(logged.join('\n'), /ended with 3/);
  });

  it('are made of a file that is gone by none', async () => {
    assert.equal(await copies.want(path.join(folder, 'gone.mp4')), false);
  });
});
