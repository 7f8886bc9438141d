import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import sinon from 'sinon';
import { sidecarPath } from '../../../../src/jobs/clips/sidecar';
import { sameBytes } from '../../support/bytes';
import { contentOf, fail, mp4 } from '../support';
import { ClipBench, cutAfter, done } from './clipBench';

describe('library, when something goes wrong,', () => {
  let bench: ClipBench;

  beforeEach(() => {
    bench = new ClipBench();
  });

  afterEach(() => bench.close());

  describe('goes on after', () => {
    let stop: () => void;
    beforeEach(() => {
      stop = bench.hurried();
    });
    afterEach(() => stop());

    it('a cut, from where it was, where the server vouches for the file', async () => {
      const window = await bench.imported();
      const bytes = mp4(300_000);
      bench.gives(contentOf(bytes, { etag: '"v1"', body: cutAfter(bytes, 100_000, fail('network')) }), ({ resume }) =>
        contentOf(bytes, {
          etag: '"v1"',
          offset: resume!.offset,
          body: contentOf(bytes.subarray(resume!.offset)).body,
        }),
      );
      const media = await window.download(done);
      assert.deepEqual(bench.server.content.secondCall.args[1].resume, {
        offset: 100_000,
        etag: '"v1"',
        totalBytes: bytes.length,
        source: undefined,
      });
      sameBytes(readFileSync(media.path), bytes);
      assert.equal(media.sha256, createHash('sha256').update(bytes).digest('hex'));
    });

    it('a cut, from the start, where it is another file or nobody vouches', async () => {
      const window = await bench.imported();
      const bytes = mp4(9_000);
      bench.gives(
        contentOf(bytes, { etag: '"v1"', body: cutAfter(Buffer.alloc(5000, 1), 5000, fail('network')) }),
        contentOf(bytes, { etag: '"v2"', body: cutAfter(Buffer.alloc(5000, 2), 5000, fail('network')) }),
        contentOf(bytes, { body: cutAfter(Buffer.alloc(5000, 3), 5000, fail('network')) }),
        contentOf(bytes),
      );
      const media = await window.download(done);
      sameBytes(readFileSync(media.path), bytes);
      assert.equal(bench.server.content.getCall(3).args[1].resume, undefined);
    });

    it('an end that HTTP did not show, found in the clip itself', async () => {
      const window = await bench.imported();
      const short = mp4(9_000).subarray(0, 4_000);
      bench.gives(contentOf(short, { totalBytes: undefined }), contentOf(mp4(9_000)));
      sameBytes(readFileSync((await window.download(done)).path), mp4(9_000));
      bench.gives(contentOf(short, { totalBytes: undefined }));
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
      const window = await bench.imported();
      bench.gives(contentOf(mp4(), { totalBytes: 999_999 }), contentOf(mp4()));
      assert.ok(await window.download(done));
      assert.equal(bench.server.content.callCount, 2);
    });

    it('errors that pass, and never touches the generation', async () => {
      const window = await bench.imported();
      bench.gives(fail('server', { httpStatus: 502 }), fail('timeout'), fail('network'), contentOf(mp4()));
      assert.ok(await window.download(done));
      assert.equal(bench.server.create.callCount, 0);
    });

    it('a renaming that a virus scanner held up', async () => {
      const window = await bench.imported();
      // A file system without hard links renames.
      sinon.stub(fs, 'link').rejects(Object.assign(new Error('no links'), { code: 'EPERM' }));
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
      const window = await bench.imported();
      bench.gives(fail(kind, { code: 'c', requestId: 'r' }));
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

  it('says what is wrong with the disk', async () => {
    const window = await bench.imported();
    writeFileSync(path.join(bench.clips, 'file'), '');
    bench.settings = { ...bench.settings, libraryFolder: path.join(bench.clips, 'file', 'below') };
    await assert.rejects(window.download(done), { kind: 'disk' });
    assert.equal(window.jobs[0]?.transfer?.error?.kind, 'disk');
    bench.settings = { ...bench.settings, libraryFolder: bench.clips };
    bench.gives(contentOf(mp4(), { totalBytes: 2 ** 52 }));
    await assert.rejects(window.download(done), { kind: 'disk', code: 'ENOSPC' });
    assert.deepEqual(readdirSync(bench.clips), ['file']);
  });

  it('leaves room on the disk whatever a server sends without saying how much', async () => {
    const window = await bench.imported();
    sinon
      .stub(fs, 'statfs')
      .resolves({ blocks: 1000, bavail: 3, bsize: 4096 } as Awaited<ReturnType<typeof fs.statfs>>);
    const chunk = Buffer.alloc(2 ** 20, 7);
    let sent = 0;
    bench.gives({
      ...contentOf(mp4()),
      totalBytes: undefined,
      body: (async function* () {
        yield mp4();
        for (; sent < 200; sent++) yield Buffer.from(chunk);
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
    const window = await bench.imported();
    await assert.rejects(window.download(done), { kind: 'disk', code: 'EACCES' });
  });

  it('keeps the clip where the sidecar cannot be written', async () => {
    const window = await bench.imported();
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
    const window = await bench.imported();
    await window.download(done);
    assert.deepEqual(bench.server.content.firstCall.args[1].known, {
      urls: ['https://cdn.example/v.mp4'],
      status: 'completed',
    });
  });
});
