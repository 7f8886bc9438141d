import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { FileLook } from '../../../../src/ui/preview/files';
import { keepBeside, posterPath, stripPath } from '../../../../src/ui/preview/strips';
import { sameBytes } from '../../support/bytes';
import { clip, fixture } from './jobs';

describe('a look at the files of a job', () => {
  let folder: string;
  let file: string;
  let copy: string | undefined;
  let coming: boolean;
  let notHeard: string[];
  let remedies: string[];
  let making: boolean;
  let read: string[];
  let know: () => void;
  let updates: number;
  let closed: AbortController;
  let look: FileLook;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'files-'));
    file = path.join(folder, 'clip.mp4');
    await copyFile(fixture('clip.mp4'), file);
    copy = undefined;
    coming = false;
    notHeard = [];
    remedies = [];
    making = false;
    const copies = {
      find: async () => copy,
      want: async () => coming,
      notHeard: async (path: string) => void notHeard.push(path),
      isOfAac: () => true,
      remedy: async (clip: string, missing: string) => {
        remedies.push(`${missing} ${path.basename(clip)}`);
        return making;
      },
    };
    updates = 0;
    closed = new AbortController();
    read = [];
    const known = new Promise<void>((resolve) => (know = resolve));
    const headers = {
      read: async (path: string) => {
        read.push(path);
        await known;
        return { seconds: 90 };
      },
    };
    look = new FileLook(
      { copies, headers },
      {
        toUrl: (at, version) => `${path.basename(at)}?${version}`,
        update: () => void updates++,
        signal: closed.signal,
      },
    );
  });
  afterEach(() => rm(folder, { recursive: true }));

  const facts = async () => {
    const media = clip({ path: file });
    const found = (await look.at([media])).get(file);
    assert.ok(found);
    return found;
  };

  it('remembers what is learned of one version, and nothing of it for the next', async () => {
    const { version } = await facts();
    look.learn(version, { problem: 'noSound' });
    look.learn(version, { header: { seconds: 3 } });
    const { problem, header } = await facts();
    assert.deepEqual([problem, header], ['noSound', { seconds: 3 }]);
    await utimes(file, 1, 1);
    const changed = await facts();
    assert.notEqual(changed.version, version);
    assert.deepEqual([changed.problem, changed.header], [undefined, undefined]);
  });

  describe('too large for the memory of a page', () => {
    beforeEach(() => truncate(file, 64 * 1024 * 1024 + 1));

    it('has its header read here, once, and shown as soon as it is known', async () => {
      assert.equal((await facts()).header, undefined);
      know();
      assert.deepEqual((await facts()).header, { seconds: 90 });
      assert.deepEqual([read, updates], [[file], 1]);
    });

    it('has nothing shown where the view was closed meanwhile', async () => {
      await facts();
      closed.abort();
      know();
      await facts();
      assert.equal(updates, 0);
    });
  });

  it('leaves the header of a smaller one to the page', async () => {
    await truncate(file, 64 * 1024 * 1024);
    await facts();
    assert.deepEqual(read, []);
  });

  it('uses a filmstrip that was kept beside the clip, and not one of a clip that was there before', async () => {
    assert.equal((await facts()).strip, undefined);
    await keepBeside(stripPath(file), new Uint8Array([1, 2, 3]));
    sameBytes(await readFile(stripPath(file)), Buffer.from([1, 2, 3]));
    assert.match((await facts()).strip ?? '', /^clip\.mp4\.strip\.webp\?/);
    const later = Date.now() / 1000 + 60;
    await utimes(file, later, later);
    assert.equal((await facts()).strip, undefined);
  });

  it('shows the poster that was kept, until the clip is another one', async () => {
    assert.equal((await facts()).poster, undefined);
    await keepBeside(posterPath(file), new Uint8Array([1]));
    assert.match((await facts()).poster ?? '', /^clip\.mp4\.poster\.webp\?/);
    const later = Date.now() / 1000 + 60;
    await utimes(file, later, later);
    assert.equal((await facts()).poster, undefined);
  });

  it('leaves no piece of a filmstrip that cannot be kept', async () => {
    await assert.rejects(keepBeside(path.join(folder, 'gone', 'clip.mp4.strip.webp'), new Uint8Array(3)));
    await rm(file);
    await writeFile(path.join(folder, 'other'), '');
    assert.deepEqual(await readdir(folder), ['other']);
  });

  it('plays the copy that was made, as another version', async () => {
    const { version } = await facts();
    copy = path.join(folder, 'copy.mp4');
    await copyFile(fixture('silent.mp4'), copy);
    const found = await facts();
    assert.deepEqual(found.original, { bytes: 34_850 });
    assert.match(found.url, /^copy\.mp4\?/);
    assert.notEqual(found.version, version);
  });

  it('names the same clip with and without a copy, and says when one is on its way', async () => {
    coming = true;
    const original = await facts();
    assert.equal(original.coming, true);
    copy = path.join(folder, 'copy.mp4');
    await copyFile(fixture('silent.mp4'), copy);
    const found = await facts();
    assert.equal(found.clip, original.clip);
    assert.equal(found.coming, undefined);
  });

  it('describes the clip, not the copy that is played', async () => {
    copy = path.join(folder, 'copy.mp4');
    await copyFile(fixture('silent.mp4'), copy);
    look.learn((await facts()).version, { header: { seconds: 3, sound: { codec: 'flac', channels: 2, rate: 48000 } } });
    const header = { seconds: 3, sound: { codec: 'mp4a.40.2', channels: 2, rate: 48000 } };
    assert.deepEqual((await facts()).original?.header, header);
  });

  it('gives up a copy of which nothing was heard, and no other', async () => {
    const media = [clip({ path: file })];
    const { version } = await facts();
    copy = path.join(folder, 'copy.mp4');
    await copyFile(fixture('silent.mp4'), copy);
    await look.notHeard(media, version);
    assert.deepEqual(notHeard, []);
    await look.notHeard(media, (await facts()).version);
    assert.deepEqual(notHeard, [copy]);
  });

  it('has a copy made of a clip that does not play as it should, unless one with sound is coming or it is damaged', async () => {
    const { version } = await facts();
    assert.deepEqual(remedies, []);
    look.learn(version, { problem: 'noSound' });
    coming = true;
    await facts();
    assert.deepEqual(remedies, []);
    coming = false;
    making = true;
    assert.equal((await facts()).making, true);
    look.learn(version, { problem: 'noPicture' });
    making = false;
    coming = true;
    assert.equal((await facts()).making, undefined);
    assert.deepEqual(remedies, ['sound clip.mp4', 'picture clip.mp4']);
    look.learn(version, { fault: 'cut' });
    await facts();
    assert.equal(remedies.length, 2);
  });

  const faults: [string, () => Promise<void>, string | undefined][] = [
    ['whole', async () => {}, undefined],
    ['cut off', () => truncate(file, 20_000), 'cut'],
    ['empty', () => truncate(file, 0), 'empty'],
    ['a web page', () => writeFile(file, '<!DOCTYPE html><html></html>'), 'webPage'],
    ['an answer in JSON', () => writeFile(file, '{"error":{}}'), 'answer'],
    ['a webm', () => writeFile(file, Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 1, 2, 3, 4])), undefined],
  ];
  for (const [what, make, fault] of faults) {
    it(`sees by its bytes that a file is ${what}`, async () => {
      await make();
      assert.equal((await facts()).fault, fault);
    });
  }
});
