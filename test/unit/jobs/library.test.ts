import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import sinon, { type SinonFakeTimers } from 'sinon';
import type { Content, ContentRequest } from '../../../src/api/types';
import type { JobRecord } from '../../../src/jobs/job';
import { Ledger } from '../../../src/jobs/ledger';
import { sidecarPath } from '../../../src/jobs/sidecar';
import { Bench, contentOf, fail, few, mp4, until } from './support';

const done = { provider: 'lab', id: 'done' };

describe('library', () => {
  let bench: Bench;
  let clock: SinonFakeTimers;

  beforeEach(() => {
    bench = new Bench();
    bench.server.capabilities = few;
    bench.settings = { ...bench.settings, autoDownload: false };
    bench.server.add({ id: 'done', status: 'completed', prompt: 'A red fox', model: 'm-1' });
    clock = sinon.useFakeTimers({
      now: Date.UTC(2026, 10, 21),
      shouldAdvanceTime: true,
      advanceTimeDelta: 2,
      toFake: ['Date'],
    });
  });

  afterEach(() => {
    clock.restore();
    sinon.restore();
    bench.close();
  });

  const imported = async (window = bench.window()) => {
    await window.import(done);
    return window;
  };

  const gives = (...contents: (Content | Error | ((request: ContentRequest) => Content))[]) => {
    bench.server.content.resetBehavior();
    let call = 0;
    bench.server.content.callsFake(async (_id, request) => {
      const next = contents[Math.min(call++, contents.length - 1)]!;
      if (next instanceof Error) throw next;
      return typeof next === 'function' ? next(request) : next;
    });
  };

  const cutAfter = (bytes: Buffer, at: number, error: Error): Content['body'] =>
    (async function* () {
      yield bytes.subarray(0, at);
      throw error;
    })();

  /** Waits between tries are real promises of the clock: they pass at once here. */
  const hurried = () => {
    clock.restore();
    clock = sinon.useFakeTimers({
      now: Date.UTC(2026, 10, 21),
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
    });
    let next: NodeJS.Immediate;
    const tick = () => {
      clock.tick(500);
      next = setImmediate(tick);
    };
    tick();
    return () => clearImmediate(next);
  };

  it('writes the clip, its hash and how it was made', async () => {
    const window = await imported();
    const media = await window.download(done);
    const bytes = readFileSync(media.path);
    assert.deepEqual(bytes, mp4());
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

  it('asks for nothing that is on disk, in any window', async () => {
    const window = await imported();
    const first = await window.download(done);
    assert.deepEqual(await window.download(done), first);
    assert.deepEqual(await bench.window().download(done), first);
    assert.equal(bench.server.content.callCount, 1);
  });

  it('fetches again what the user deleted or what is not whole any more', async () => {
    const window = await imported();
    const first = await window.download(done);
    rmSync(first.path);
    assert.equal((await window.download(done)).path, first.path);
    appendFileSync(first.path, 'x');
    const third = await window.download(done);
    assert.equal(path.basename(third.path), 'A red fox done (2).mp4', 'what lies there is not overwritten');
    assert.equal(bench.server.content.callCount, 3);
  });

  it('shares one transfer, and goes on while anyone waits', async () => {
    const window = await imported();
    let go: (() => void) | undefined;
    const bytes = mp4();
    gives(
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
    assert.deepEqual(readFileSync((await elsewhere).path), bytes);
    assert.ok(existsSync(media.path));
    assert.equal(bench.server.content.callCount, 1);
  });

  it('is fetched once by two windows', async () => {
    const one = await imported();
    const two = bench.window();
    assert.equal(two.jobs.length, 1);
    const [a, b] = await Promise.all([one.download(done), two.download(done)]);
    assert.equal(a.path, b.path);
    assert.equal(bench.server.content.callCount, 1);
  });

  it('leaves nothing behind when cancelled', async () => {
    const window = await imported();
    const bytes = mp4();
    gives(
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
    gives(contentOf(mp4()));
    assert.ok(await window.download(done));
  });

  it('gives the clip to whoever asks while a cancelled transfer is still stopping', async () => {
    const window = await imported();
    let stop: () => void = () => {};
    const slow = contentOf(mp4(), {
      body: (async function* () {
        yield mp4().subarray(0, 100);
        await new Promise<void>((resolve) => (stop = resolve));
        yield mp4().subarray(100);
      })(),
    });
    gives(slow, contentOf(mp4()));
    const first = window.download(done);
    await until(() => readdirSync(bench.clips).some((name) => name.endsWith('.part')));
    window.cancelDownload(done);
    const second = window.download(done);
    stop();
    await assert.rejects(first, { kind: 'cancelled' });
    assert.deepEqual(readFileSync((await second).path), mp4());
  });

  it('stops quietly when the window closes, and is taken up by the next', async () => {
    bench.settings = { ...bench.settings, autoDownload: true };
    const bytes = mp4();
    let open = false;
    gives(
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
    const window = await imported();
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
    assert.deepEqual(readFileSync(next.jobs[0]!.media[0]!.path), bytes);
  });

  it('saves under another name, gives it the extension it lacks, and overwrites nothing', async () => {
    const window = await imported();
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
    const window = await imported();
    mkdirSync(path.join(bench.clips, 'sub'));
    const media = await window.download({ ...done, to: path.join(bench.clips, 'sub') });
    assert.equal(media.path, path.join(bench.clips, 'sub', 'A red fox done.mp4'));
    const copy = await window.download({ ...done, to: path.join(bench.clips, 'new') + path.sep });
    assert.equal(copy.path, path.join(bench.clips, 'new', 'A red fox done.mp4'));
  });

  it('begins anew where a window crashed in the middle', async () => {
    const window = await imported();
    writeFileSync(path.join(bench.clips, 'A red fox done.mp4.part'), 'x'.repeat(50_000));
    const media = await window.download(done);
    assert.deepEqual(readFileSync(media.path), mp4());
    assert.deepEqual(readdirSync(bench.clips).sort(), ['A red fox done.mp4', 'A red fox done.mp4.json']);
  });

  it('gives up a clip whose claim another window took while this one slept', async () => {
    const window = await imported();
    const bytes = mp4();
    const sleeper = new Ledger(bench.ledger);
    gives(
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
    const clockwork = hurried();
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
    const window = await imported();
    gives(contentOf(Buffer.from('\x1aE\xdf\xa3 webm', 'latin1'), { extension: 'webm', contentType: 'video/webm' }));
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

  it('fetches what expires soonest first, two at a time', async () => {
    bench.settings = { ...bench.settings, autoDownload: true };
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
    assert.ok(order.indexOf('video_4') < order.indexOf('video_5'));
    assert.ok(order.indexOf('video_5') < order.indexOf('video_1'));
  });

  describe('goes on after', () => {
    let stop: () => void;
    beforeEach(() => {
      stop = hurried();
    });
    afterEach(() => stop());

    it('a cut, from where it was, where the server vouches for the file', async () => {
      const window = await imported();
      const bytes = mp4(300_000);
      gives(contentOf(bytes, { etag: '"v1"', body: cutAfter(bytes, 100_000, fail('network')) }), ({ resume }) =>
        contentOf(bytes, {
          etag: '"v1"',
          offset: resume!.offset,
          body: contentOf(bytes.subarray(resume!.offset)).body,
        }),
      );
      const media = await window.download(done);
      assert.deepEqual(bench.server.content.secondCall.args[1].resume, { offset: 100_000, etag: '"v1"' });
      assert.deepEqual(readFileSync(media.path), bytes);
      assert.equal(media.sha256, createHash('sha256').update(bytes).digest('hex'));
    });

    it('a cut, from the start, where it is another file or nobody vouches', async () => {
      const window = await imported();
      const bytes = mp4(9_000);
      gives(
        contentOf(bytes, { etag: '"v1"', body: cutAfter(Buffer.alloc(5000, 1), 5000, fail('network')) }),
        contentOf(bytes, { etag: '"v2"', body: cutAfter(Buffer.alloc(5000, 2), 5000, fail('network')) }),
        contentOf(bytes, { body: cutAfter(Buffer.alloc(5000, 3), 5000, fail('network')) }),
        contentOf(bytes),
      );
      const media = await window.download(done);
      assert.deepEqual(readFileSync(media.path), bytes);
      assert.equal(bench.server.content.getCall(3).args[1].resume, undefined);
    });

    it('an end that HTTP did not show, found in the clip itself', async () => {
      const window = await imported();
      const short = mp4(9_000).subarray(0, 4_000);
      gives(contentOf(short, { totalBytes: undefined }), contentOf(mp4(9_000)));
      assert.deepEqual(readFileSync((await window.download(done)).path), mp4(9_000));
      gives(contentOf(short, { totalBytes: undefined }));
      rmSync(window.jobs[0]!.media[0]!.path);
      const before = bench.server.content.callCount;
      await assert.rejects(window.download(done), { kind: 'badResponse', code: 'incomplete_media' });
      assert.equal(bench.server.content.callCount - before, 5, 'the first try and four more');
      assert.deepEqual(
        readdirSync(bench.clips).filter((name) => name.endsWith('.part')),
        [],
      );
      assert.equal(window.jobs[0]?.transfer?.error?.kind, 'badResponse');
    });

    it('fewer bytes than were announced', async () => {
      const window = await imported();
      gives(contentOf(mp4(), { totalBytes: 999_999 }), contentOf(mp4()));
      assert.ok(await window.download(done));
      assert.equal(bench.server.content.callCount, 2);
    });

    it('errors that pass, and never touches the generation', async () => {
      const window = await imported();
      gives(fail('server', { httpStatus: 502 }), fail('timeout'), fail('network'), contentOf(mp4()));
      assert.ok(await window.download(done));
      assert.equal(bench.server.create.callCount, 0);
    });

    it('a renaming that a virus scanner held up', async () => {
      const window = await imported();
      const rename = sinon.stub(fs, 'rename');
      rename.onFirstCall().rejects(Object.assign(new Error('busy'), { code: 'EBUSY' }));
      rename.onSecondCall().rejects(Object.assign(new Error('no'), { code: 'EPERM' }));
      rename.callThrough();
      assert.ok(existsSync((await window.download(done)).path));
      assert.ok(rename.callCount >= 3);
    });
  });

  it('says at once what another try would not change, and keeps it for the list', async () => {
    for (const kind of ['noMedia', 'notReady', 'expired', 'auth', 'notFound'] as const) {
      const window = await imported();
      gives(fail(kind, { code: 'c', requestId: 'r' }));
      const before = bench.server.content.callCount;
      await assert.rejects(window.download(done), { kind });
      assert.equal(bench.server.content.callCount, before + 1);
      assert.deepEqual(window.jobs[0]?.transfer, {
        state: 'failed',
        variant: 'video',
        index: 0,
        error: { kind, code: 'c', message: `It failed: ${kind}`, requestId: 'r' },
      });
      window.dispose();
      assert.equal(bench.window().jobs[0]?.transfer?.error?.kind, kind, 'known after a restart');
    }
  });

  it('tells of a completed job without media once, and asks again only by hand', async () => {
    bench.settings = { ...bench.settings, autoDownload: true };
    gives(fail('noMedia'));
    const window = bench.window();
    const ends: JobRecord[] = [];
    window.onDidEnd((job) => ends.push(job));
    await window.create({ provider: 'lab', prompt: 'One' });
    bench.server.set('video_1', { status: 'completed' });
    await window.refresh('lab');
    await until(() => ends.length === 1);
    assert.equal(ends[0]?.transfer?.error?.kind, 'noMedia');
    assert.equal(ends[0]?.status, 'completed');
    assert.equal(ends[0]?.downloadDue, undefined);
    gives(contentOf(mp4()));
    await window.download({ provider: 'lab', id: 'video_1' });
    assert.equal(window.find({ provider: 'lab', id: 'video_1' })?.transfer, undefined);
  });

  it('says what is wrong with the disk', async () => {
    const window = await imported();
    writeFileSync(path.join(bench.clips, 'file'), '');
    bench.settings = { ...bench.settings, libraryFolder: path.join(bench.clips, 'file', 'below') };
    await assert.rejects(window.download(done), { kind: 'disk' });
    assert.equal(window.jobs[0]?.transfer?.error?.kind, 'disk');
    bench.settings = { ...bench.settings, libraryFolder: bench.clips };
    gives(contentOf(mp4(), { totalBytes: 2 ** 52 }));
    await assert.rejects(window.download(done), { kind: 'disk', code: 'ENOSPC' });
    assert.deepEqual(readdirSync(bench.clips), ['file']);
  });

  it('leaves room on the disk whatever a server sends without saying how much', async () => {
    const window = await imported();
    sinon
      .stub(fs, 'statfs')
      .resolves({ blocks: 1000, bavail: 3, bsize: 4096 } as Awaited<ReturnType<typeof fs.statfs>>);
    const chunk = Buffer.alloc(2 ** 20, 7);
    let sent = 0;
    gives({
      ...contentOf(mp4()),
      totalBytes: undefined,
      body: (async function* () {
        yield mp4();
        for (; sent < 200; sent++) yield chunk;
      })(),
    });
    await assert.rejects(window.download(done), { kind: 'disk', code: 'ENOSPC' });
    assert.ok(sent < 100, `${sent} MB were taken`);
    assert.deepEqual(readdirSync(bench.clips), []);
  });

  it('says so where the folder may not be written', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) {
      // Permissions do not bind here: the refusal is put in the way instead.
      sinon.stub(fs, 'mkdir').rejects(Object.assign(new Error('denied'), { code: 'EACCES' }));
    } else {
      const locked = path.join(bench.clips, 'locked');
      mkdirSync(locked);
      chmodSync(locked, 0o500);
      bench.settings = { ...bench.settings, libraryFolder: locked };
    }
    const window = await imported();
    await assert.rejects(window.download(done), { kind: 'disk', code: 'EACCES' });
  });

  it('keeps the clip where the sidecar cannot be written', async () => {
    const window = await imported();
    mkdirSync(path.join(bench.clips, 'A red fox done.mp4.json'));
    const media = await window.download(done);
    assert.ok(statSync(media.path).size > 0);
    assert.ok(bench.log.lines.some((line) => line.startsWith('warn')));
  });

  it('writes neither keys nor signatures beside the clip', async () => {
    const window = bench.window();
    const reference = 'https://user:pw@img.example/a.png?X-Amz-Signature=secret#frag';
    const job = await window.create({ provider: 'lab', prompt: 'One', reference });
    bench.server.set(job.id!, { status: 'completed', urls: ['https://cdn.example/v.mp4?sig=secret'] });
    await window.refresh('lab');
    const media = await window.download({ provider: 'lab', id: job.id! });
    const text = readFileSync(sidecarPath(media.path), 'utf8');
    assert.ok(text.includes('"reference": "https://img.example/a.png"'));
    assert.doesNotMatch(text, /secret|sk-canary|user:pw|cdn\.example/);
  });

  it('knows addresses from the last answer, and passes them on', async () => {
    bench.server.set('done', { urls: ['https://cdn.example/v.mp4'] });
    const window = await imported();
    await window.download(done);
    assert.deepEqual(bench.server.content.firstCall.args[1].known, {
      urls: ['https://cdn.example/v.mp4'],
      status: 'completed',
    });
  });
});
