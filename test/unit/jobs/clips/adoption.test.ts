import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import sinon from 'sinon';
import { clipName, type StoredPartial } from '../../../../src/jobs/clips/partialDownloads';
import { sidecarPartOf, sidecarPath } from '../../../../src/jobs/clips/sidecar';
import { Ledger } from '../../../../src/jobs/ledger/ledger';
import { sameBytes } from '../../support/bytes';
import { calm, mp4, until } from '../support';
import { ClipBench, done } from './clipBench';

describe('a clip that came whole, and whose window died before it could say so,', () => {
  let bench: ClipBench;
  let key: string;
  let clip: string;
  let ledger: Ledger;
  /** The job's part, as the ledger had it when the clip got its name. */
  let part: StoredPartial;

  const note = (row: StoredPartial) =>
    ledger.write(() => ledger.setPart(clipName(key, { variant: 'video', index: 0 }), JSON.stringify(row)));

  beforeEach(async () => {
    bench = new ClipBench();
    const window = await bench.imported();
    const link = sinon.stub(fs, 'link');
    link.callsFake(async (from, to) => {
      const looker = new Ledger(bench.ledger);
      part = JSON.parse(looker.parts()[0]!) as StoredPartial;
      looker.close();
      return link.wrappedMethod(from, to);
    });
    ({ path: clip } = await window.download(done));
    link.restore();
    ({ key } = window.jobs[0]!);
    window.dispose();
    // As it was at that instant: neither the clip nor the end of its part is in the ledger.
    ledger = new Ledger(bench.ledger);
    ledger.write(() => ledger.put({ ...ledger.get(key)!, media: [] }));
    note(part);
    renameSync(sidecarPath(clip), sidecarPartOf(part.part));
    bench.server.content.resetHistory();
  });
  afterEach(() => {
    ledger.close();
    bench.close();
  });

  const files = () => readdirSync(bench.clips).sort();
  const both = ['A red fox done.mp4', 'A red fox done.mp4.json'];

  it('is taken up by the next window, and is there once', async () => {
    const window = bench.window();
    window.wake();
    assert.equal(window.jobs.length, 1);
    await until(() => window.jobs[0]!.media.length === 1);
    await until(() => ledger.parts().length === 0);
    assert.equal(window.jobs[0]!.media[0]!.path, clip);
    assert.deepEqual((await window.download(done)).path, clip);
    assert.equal(bench.server.content.callCount, 0);
    assert.deepEqual(files(), both);
  });

  it('is not fetched again by who asks for it at once, and goes to the place that is wished now', async () => {
    const to = path.join(bench.clips, 'mine.mp4');
    const media = await bench.window().download({ ...done, to });
    assert.equal(media.path, to);
    assert.equal(bench.server.content.callCount, 0);
    assert.deepEqual(files(), [...both, 'mine.mp4']);
  });

  it('is found under the name that it got when another program took the first', async () => {
    renameSync(clip, path.join(bench.clips, 'A red fox done (2).mp4'));
    writeFileSync(clip, 'precious');
    const media = await bench.window().download(done);
    assert.equal(path.basename(media.path), 'A red fox done (2).mp4');
    assert.equal(readFileSync(clip, 'utf8'), 'precious');
    assert.equal(bench.server.content.callCount, 0);
  });

  it('gets its name where that was still missing, without a request', async () => {
    renameSync(clip, part.part);
    const media = await bench.window().download(done);
    assert.equal(media.path, clip);
    assert.equal(media.sha256, part.sha256);
    assert.equal(bench.server.content.callCount, 0);
    assert.deepEqual(files(), both);
  });

  for (const [what, spoil] of [
    ['was changed meanwhile', () => writeFileSync(clip, mp4().fill(8, 1000))],
    ['was deleted meanwhile', () => rmSync(clip)],
    ['is only the beginning of it', () => note({ ...part, whole: undefined })],
  ] as const) {
    it(`is not that clip where the file ${what}`, async () => {
      spoil();
      const window = bench.window();
      window.wake();
      await calm();
      assert.deepEqual(window.jobs[0]!.media, []);
      const media = await window.download(done);
      sameBytes(readFileSync(media.path), mp4());
      assert.equal(bench.server.content.callCount, 1);
    });
  }

  it("is not another job's file, however equal", async () => {
    const other = { ...ledger.get(key)!, key: 'other', id: 'other', media: [mediaOf(part)] };
    ledger.write(() => ledger.put(other));
    const media = await bench.window().download(done);
    assert.notEqual(media.path, clip);
    assert.ok(existsSync(clip));
  });
});

const mediaOf = ({ target, bytes, sha256, contentType }: StoredPartial) => ({
  variant: 'video' as const,
  index: 0,
  path: target,
  bytes,
  sha256,
  contentType,
});
