import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { sidecarPath } from '../../../../src/jobs/clips/sidecar';
import { Ledger } from '../../../../src/jobs/ledger/ledger';
import { sameBytes } from '../../support/bytes';
import { contentOf, mp4, until } from '../support';
import { ClipBench, done } from './clipBench';

describe('library', () => {
  let bench: ClipBench;

  beforeEach(() => {
    bench = new ClipBench();
  });

  afterEach(() => bench.close());

  it('writes the clip, its hash and how it was made', async () => {
    const window = await bench.imported();
    const media = await window.download(done);
    const bytes = readFileSync(media.path);
    sameBytes(bytes, mp4());
    assert.equal(media.sha256, createHash('sha256').update(bytes).digest('hex'));
    assert.equal(media.bytes, bytes.length);
    assert.equal(media.contentType, 'video/mp4');
    assert.deepEqual(window.jobs[0]?.media, [media]);
    assert.equal(window.jobs[0]?.transfer, undefined);
    const sidecar = JSON.parse(readFileSync(sidecarPath(media.path), 'utf8')) as Record<string, unknown>;
    assert.equal(sidecar['prompt'], 'A red fox');
    assert.equal(sidecar['model'], 'm-1');
    assert.deepEqual(sidecar['provider'], {
      id: 'lab',
      label: 'The Lab',
      type: 'openai',
      origin: 'https://lab.example',
    });
    assert.equal((sidecar['media'] as { sha256: string }).sha256, media.sha256);
    assert.deepEqual(readdirSync(bench.clips).sort(), ['A red fox done.mp4', 'A red fox done.mp4.json']);
  });

  it('asks for nothing that is on disk, in any window, and says once that it is', async () => {
    const window = await bench.imported();
    const other = bench.window();
    const saved: string[] = [];
    for (const one of [window, other]) one.onDidSave(({ path }) => saved.push(path));
    const first = await window.download(done);
    assert.deepEqual(await window.download(done), first);
    assert.deepEqual(await other.download(done), first);
    assert.equal(bench.server.content.callCount, 1);
    assert.deepEqual(saved, [first.path]);
  });

  it('fetches again what the user deleted or what is not whole any more', async () => {
    const window = await bench.imported();
    const first = await window.download(done);
    rmSync(first.path);
    assert.equal((await window.download(done)).path, first.path);
    appendFileSync(first.path, 'x');
    const third = await window.download(done);
    assert.equal(path.basename(third.path), 'A red fox done (2).mp4', 'what lies there is not overwritten');
    assert.equal(bench.server.content.callCount, 3);
  });

  it('shares one transfer, and goes on while anyone waits', async () => {
    const window = await bench.imported();
    let go: (() => void) | undefined;
    const bytes = mp4();
    bench.gives(
      contentOf(bytes, {
        body: (async function* () {
          yield bytes.subarray(0, 100);
          await new Promise<void>((resolve) => (go = resolve));
          yield bytes.subarray(100);
        })(),
      }),
    );
    const impatient = new AbortController();
    const one = window.download(done, impatient.signal);
    const two = window.download(done);
    const elsewhere = window.download({ ...done, to: path.join(bench.clips, 'mine', 'copy.mp4') });
    await until(() => window.jobs[0]?.transfer?.state === 'running');
    impatient.abort();
    await assert.rejects(one, { kind: 'cancelled' });
    await until(() => go !== undefined);
    go!();
    const media = await two;
    assert.equal((await elsewhere).path, path.join(bench.clips, 'mine', 'copy.mp4'));
    sameBytes(readFileSync((await elsewhere).path), bytes);
    assert.ok(existsSync(media.path));
    assert.equal(bench.server.content.callCount, 1);
  });

  it('is fetched once by two windows', async () => {
    const one = await bench.imported();
    const two = bench.window();
    assert.equal(two.jobs.length, 1);
    const [a, b] = await Promise.all([one.download(done), two.download(done)]);
    assert.equal(a.path, b.path);
    assert.equal(bench.server.content.callCount, 1);
  });

  it('leaves nothing behind when cancelled', async () => {
    const window = await bench.imported();
    const bytes = mp4();
    bench.gives(
      contentOf(bytes, {
        body: (async function* () {
          yield bytes.subarray(0, 100);
          await new Promise((resolve) => setTimeout(resolve, 50));
          yield bytes.subarray(100);
        })(),
      }),
    );
    const download = window.download(done);
    await until(() => readdirSync(bench.clips).some((name) => name.endsWith('.part')));
    window.cancelDownload(done);
    await assert.rejects(download, { kind: 'cancelled' });
    assert.deepEqual(readdirSync(bench.clips), []);
    assert.equal(window.jobs[0]?.transfer, undefined);
    bench.gives(contentOf(mp4()));
    assert.ok(await window.download(done));
  });

  it('gives the clip to whoever asks while a cancelled transfer is still stopping', async () => {
    const window = await bench.imported();
    let stop: () => void = () => {};
    const slow = contentOf(mp4(), {
      body: (async function* () {
        yield mp4().subarray(0, 100);
        await new Promise<void>((resolve) => (stop = resolve));
        yield mp4().subarray(100);
      })(),
    });
    bench.gives(slow, contentOf(mp4()));
    const first = window.download(done);
    await until(() => readdirSync(bench.clips).some((name) => name.endsWith('.part')));
    window.cancelDownload(done);
    const second = window.download(done);
    stop();
    await assert.rejects(first, { kind: 'cancelled' });
    sameBytes(readFileSync((await second).path), mp4());
  });

  it('stops quietly when the window closes, and is taken up by the next', async () => {
    bench.settings = { ...bench.settings, autoDownload: true };
    const bytes = mp4();
    let open = false;
    bench.gives(
      contentOf(bytes, {
        body: (async function* () {
          yield bytes.subarray(0, 100);
          open = true;
          await new Promise((resolve) => setTimeout(resolve, 30));
          yield bytes.subarray(100);
        })(),
      }),
      contentOf(bytes),
    );
    const window = await bench.imported();
    await until(() => open);
    window.dispose();
    await until(() => readdirSync(bench.clips).length === 0);
    assert.deepEqual(
      bench.log.lines.filter((line) => !line.startsWith('debug') && !line.startsWith('info')),
      [],
    );
    const next = bench.window();
    next.wake();
    await until(() => next.jobs[0]?.media.length === 1);
    sameBytes(readFileSync(next.jobs[0]!.media[0]!.path), bytes);
  });

  it('saves under another name, gives it the extension it lacks, and overwrites nothing', async () => {
    const window = await bench.imported();
    const wanted = path.join(bench.clips, 'deep', 'mine');
    const media = await window.download({ ...done, to: wanted });
    assert.equal(media.path, `${wanted}.mp4`);
    writeFileSync(path.join(bench.clips, 'taken.mp4'), 'precious');
    const copy = await window.download({ ...done, to: path.join(bench.clips, 'taken.mp4') });
    assert.equal(copy.path, path.join(bench.clips, 'taken (2).mp4'));
    assert.equal(readFileSync(path.join(bench.clips, 'taken.mp4'), 'utf8'), 'precious');
    assert.equal(bench.server.content.callCount, 1, 'copied from disk');
  });

  it('saves into a folder under the name that a clip has in the library', async () => {
    const window = await bench.imported();
    mkdirSync(path.join(bench.clips, 'sub'));
    const media = await window.download({ ...done, to: path.join(bench.clips, 'sub') });
    assert.equal(media.path, path.join(bench.clips, 'sub', 'A red fox done.mp4'));
    const copy = await window.download({ ...done, to: path.join(bench.clips, 'new') + path.sep });
    assert.equal(copy.path, path.join(bench.clips, 'new', 'A red fox done.mp4'));
  });

  it("leaves another program's files alone, whatever they are called", async () => {
    const window = await bench.imported();
    const outside = path.join(bench.ledger, 'outside.txt');
    const strangers = ['A red fox done.mp4.part', 'A red fox done.mp4.json'].map((name) =>
      path.join(bench.clips, name),
    );
    for (const file of strangers) writeFileSync(file, '{"precious":true}');
    writeFileSync(outside, 'precious');
    symlinkSync(outside, path.join(bench.clips, 'A red fox done.mp4.json.part'));
    const media = await window.download(done);
    sameBytes(readFileSync(media.path), mp4());
    for (const file of strangers) assert.equal(readFileSync(file, 'utf8'), '{"precious":true}');
    assert.equal(readFileSync(outside, 'utf8'), 'precious');
    assert.equal(readdirSync(bench.clips).length, 4);
  });

  it('writes a sidecar through no link', async () => {
    const window = await bench.imported();
    const outside = path.join(bench.ledger, 'outside.json');
    writeFileSync(outside, 'precious');
    symlinkSync(outside, path.join(bench.clips, 'A red fox done.mp4.json'));
    await window.download(done);
    assert.equal(readFileSync(outside, 'utf8'), 'precious');
  });

  it('replaces the sidecar that it wrote for a clip which was deleted', async () => {
    const window = await bench.imported();
    const first = await window.download(done);
    const sidecar = sidecarPath(first.path);
    const text = readFileSync(sidecar, 'utf8');
    rmSync(first.path);
    writeFileSync(sidecar, text.replace('A red fox', 'A grey fox'));
    await window.download(done);
    assert.equal(readFileSync(sidecar, 'utf8'), text);
  });

  it('gives up a clip whose claim another window took while this one slept', async () => {
    const window = await bench.imported();
    const bytes = mp4();
    const sleeper = new Ledger(bench.ledger);
    bench.gives(
      contentOf(bytes, {
        body: (async function* () {
          yield bytes.subarray(0, 100);
          sleeper.write(() =>
            sleeper.setClaim(`clip:${window.jobs[0]!.key}:video:0`, 'elsewhere|1|x', Date.now() + 15_000),
          );
          await new Promise((resolve) => setTimeout(resolve, 5_500));
          yield bytes.subarray(100);
        })(),
      }),
    );
    const clockwork = bench.hurried();
    try {
      await assert.rejects(window.download(done), { kind: 'cancelled' });
      assert.deepEqual(
        readdirSync(bench.clips).filter((name) => name.endsWith('.mp4')),
        [],
      );
    } finally {
      clockwork();
      sleeper.close();
    }
  });

  it('gives a clip the extension of what it is', async () => {
    const window = await bench.imported();
    bench.gives(
      contentOf(Buffer.from('1a45dfa3846d61746b185380678301020304', 'hex'), {
        extension: 'webm',
        contentType: 'video/webm',
      }),
    );
    assert.equal(path.extname((await window.download(done)).path), '.webm');
  });

  it('fetches every output under a name of its own', async () => {
    bench.settings = { ...bench.settings, autoDownload: true };
    const window = bench.window();
    await window.create({ provider: 'lab', prompt: 'Many' });
    bench.server.set('video_1', { status: 'completed', outputs: 3 });
    await window.refresh('lab');
    await until(() => window.find({ provider: 'lab', id: 'video_1' })?.media.length === 3);
    assert.deepEqual(
      window.find({ provider: 'lab', id: 'video_1' })!.media.map((media) => path.basename(media.path)),
      ['Many video_1.mp4', 'Many video_1-2.mp4', 'Many video_1-3.mp4'],
    );
    await assert.rejects(window.download({ provider: 'lab', id: 'video_1', index: 3 }), { kind: 'rejected' });
    await assert.rejects(window.download({ provider: 'lab', id: 'video_1', index: -1 }), { kind: 'rejected' });
    await assert.rejects(window.download({ provider: 'lab', id: 'video_1', variant: 'spritesheet' }), {
      kind: 'unsupported',
    });
  });

  it('lists outputs in their order, in whichever they were fetched', async () => {
    bench.settings = { ...bench.settings, autoDownload: false };
    const window = bench.window();
    const { key } = await window.create({ provider: 'lab', prompt: 'Many' });
    bench.server.set('video_1', { status: 'completed', outputs: 3 });
    await window.refresh('lab');
    for (const index of [2, 0, 1]) await window.download({ provider: 'lab', id: 'video_1', index });
    assert.deepEqual(
      window.find({ key })!.media.map(({ variant, index }) => `${variant} ${index}`),
      ['video 0', 'video 1', 'video 2'],
    );
  });

  it('fetches what expires soonest first, two at a time', async () => {
    // Only the refresh finds the jobs completed, however slow the machine.
    bench.settings = { ...bench.settings, autoDownload: true, minPollSeconds: 600, maxPollSeconds: 600 };
    const window = bench.window();
    const hour = 3600_000;
    for (const hours of [0, 9, 5, 1, 7]) {
      const job = await window.create({ provider: 'lab', prompt: `In ${hours}` });
      const expiresAt = hours === 0 ? undefined : Date.now() + hours * hour;
      bench.server.set(job.id!, { status: 'completed', expiresAt });
    }
    const order: string[] = [];
    let open = 0;
    bench.server.content.callsFake(async (id) => {
      order.push(id);
      assert.ok(++open <= 2);
      await new Promise((resolve) => setTimeout(resolve, 5));
      open--;
      return contentOf(mp4());
    });
    await window.refresh('lab');
    await until(() => window.jobs.filter(({ media }) => media.length > 0).length === 5);
    assert.equal(order.at(-1), 'video_1', 'what does not expire can wait');
    // Jobs are polled one by one: the first two to answer begin at once, and the rest wait in order of expiry.
    const byExpiry = ['video_4', 'video_3', 'video_5', 'video_2', 'video_1'];
    const waited = order.slice(2);
    assert.deepEqual(
      waited,
      byExpiry.filter((id) => waited.includes(id)),
    );
  });
});
