import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import sinon from 'sinon';
import type { VideoJobsError } from '../../../src/api/errors';
import { Bench, contentOf, mp4 } from '../jobs/support';
import { sameBytes } from '../support/bytes';
import { SmallDisk } from './smallDisk';

const kilobyte = 1024;
/** More than fits into what SQLite has set aside. */
const long = 'A red fox in the snow. '.repeat(1200);

describe('a disk that is full', () => {
  let disk: SmallDisk;
  let bench: Bench;

  beforeEach(function () {
    const mounted = SmallDisk.mount(20);
    if (!mounted) {
      process.stdout.write('    (needs Linux and root, to mount a small disk)\n');
      this.skip();
    }
    disk = mounted;
    bench = new Bench();
    bench.settings = { ...bench.settings, autoDownload: false };
  });

  afterEach(() => {
    sinon.restore();
    bench?.close();
    disk?.unmount();
  });

  const refusal = (promise: Promise<unknown>): Promise<VideoJobsError> =>
    promise.then(
      () => assert.fail('it should have failed'),
      (error: unknown) => error as VideoJobsError,
    );
  const assertFull = ({ kind, message }: VideoJobsError) => {
    assert.equal(kind, 'disk');
    assert.match(message, /disk is full/i);
  };

  it('keeps a request from being sent that could not be written down', async () => {
    const window = bench.window({ folder: disk.folder });
    await window.create({ provider: 'lab', prompt: 'A first one' });
    disk.fill();
    assertFull(await refusal(window.create({ provider: 'lab', prompt: long })));
    assert.equal(bench.server.create.callCount, 1);
    assert.deepEqual(
      window.jobs.map(({ prompt }) => prompt),
      ['A first one'],
    );
    disk.free();
    const job = await window.create({ provider: 'lab', prompt: long });
    assert.equal(job.status, 'queued');
    assert.equal(window.jobs.length, 2);
  });

  it('keeps no id from the user that was paid for and could not be written down', async () => {
    const window = bench.window({ folder: disk.folder });
    bench.server.create.callsFake(async ({ prompt }) => {
      disk.fill();
      return {
        ...bench.server.add({ id: 'video_paid', prompt }),
        raw: { id: 'video_paid', more: 'x'.repeat(200 * kilobyte) },
      };
    });
    const error = await refusal(window.create({ provider: 'lab', prompt: 'A red fox' }));
    assert.equal(error.kind, 'disk');
    assert.match(error.message, /video_paid/);
    assert.match(error.message, /disk is full/i);
    assert.equal(window.find({ provider: 'lab', id: 'video_paid' }), undefined);

    // As soon as there is room.
    disk.free();
    window.wake();
    const [job, ...more] = window.jobs;
    assert.deepEqual([job?.id, job?.status, more], ['video_paid', 'queued', []]);
    assert.equal(bench.server.create.callCount, 1);
  });

  it('leaves nothing of a clip that does not fit, and lets it be fetched again without another job', async () => {
    const library = path.join(disk.folder, 'library');
    mkdirSync(library);
    bench.settings = { ...bench.settings, libraryFolder: library };
    const window = bench.window();
    const { id } = bench.server.add({ status: 'completed' });
    const bytes = mp4(1500 * kilobyte);
    const clip = () => contentOf(bytes, { totalBytes: undefined });
    bench.server.content.callsFake(async () => {
      disk.fill(700 * kilobyte);
      return clip();
    });
    assertFull(await refusal(window.download({ provider: 'lab', id })));
    assert.deepEqual(readdirSync(library), []);
    const job = window.find({ provider: 'lab', id })!;
    assert.equal(job.status, 'completed');
    assert.equal(job.transfer?.error?.kind, 'disk');

    disk.free();
    bench.server.content.callsFake(async () => clip());
    const media = await window.download({ provider: 'lab', id });
    sameBytes(readFileSync(media.path), bytes);
    assert.equal(bench.server.create.callCount, 0);
  });

  it('says before the first byte that a clip of known length does not fit', async () => {
    bench.settings = { ...bench.settings, libraryFolder: disk.folder };
    const window = bench.window();
    const { id } = bench.server.add({ status: 'completed' });
    bench.server.content.callsFake(async () => contentOf(mp4(6_000 * kilobyte)));
    const error = await refusal(window.download({ provider: 'lab', id }));
    assert.equal(error.kind, 'disk');
    assert.match(error.message, /Not enough space/);
    assert.deepEqual(readdirSync(disk.folder), []);
  });

  it('keeps a whole clip for which there is no room to say how it was made', async () => {
    const library = path.join(disk.folder, 'library');
    mkdirSync(library);
    bench.settings = { ...bench.settings, libraryFolder: library };
    const window = bench.window();
    const { id } = bench.server.add({ status: 'completed', prompt: long });
    const bytes = mp4(20 * kilobyte);
    bench.server.content.callsFake(async () => contentOf(bytes, { totalBytes: undefined }));
    // With its own name the clip takes the last of the room.
    const link = sinon.stub(fs, 'link').callsFake(async (from, to) => {
      await link.wrappedMethod(from, to);
      disk.fill();
    });
    const media = await window.download({ provider: 'lab', id });
    sameBytes(readFileSync(media.path), bytes);
    assert.deepEqual(readdirSync(library), [path.basename(media.path)]);
    assert.equal(window.find({ provider: 'lab', id })?.media.length, 1);
  });
});
