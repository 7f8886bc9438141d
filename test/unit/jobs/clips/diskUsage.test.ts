import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import type { LiveJobService } from '../../../../src/jobs/service';
import { Bench, calm, contentOf, few, mp4 } from '../support';

const hour = 3600_000;

describe('disk usage', () => {
  let bench: Bench;
  let window: LiveJobService;

  beforeEach(() => {
    bench = new Bench();
    bench.server.capabilities = few;
    bench.settings = { ...bench.settings, autoDownload: false };
    window = bench.window();
  });
  afterEach(() => bench.close());

  const fetched = async (id: string, expiresAt?: number) => {
    bench.server.add({
      id,
      status: 'completed',
      prompt: id,
      createdAt: Date.now() - bench.server.jobs.size * hour,
      expiresAt,
    });
    bench.server.content.callsFake(async () => contentOf(mp4()));
    await window.import({ provider: 'lab', id });
    return window.download({ provider: 'lab', id });
  };

  it('tells what is on disk, oldest first, and which clips are nowhere else', async () => {
    await fetched('kept', Date.now() + hour);
    await fetched('unknown');
    await fetched('gone', Date.now() - hour);
    rmSync((await fetched('deleted')).path);
    const found = await window.diskUsage.look(Date.now());
    assert.deepEqual(
      found.map(({ job, elsewhere, bytes }) => [job.id, elsewhere, bytes]),
      [
        ['gone', 'gone', mp4().length],
        ['unknown', 'unknown', mp4().length],
        ['kept', 'kept', mp4().length],
      ],
    );
    assert.equal(window.diskUsage.bytes, 4 * mp4().length, 'by the ledger');
    bench.directory.all = [];
    assert.ok((await window.diskUsage.look(Date.now())).every(({ elsewhere }) => elsewhere === 'gone'));
  });

  it('removes nothing by itself when its limit is passed', async () => {
    assert.equal(window.diskUsage.isOver, false);
    bench.settings = { ...bench.settings, autoDownload: true, maxLibraryBytes: mp4().length };
    await fetched('one');
    assert.equal(window.diskUsage.isOver, false);
    const two = await fetched('two');
    assert.equal(window.diskUsage.isOver, true);
    await calm();
    assert.ok(existsSync(two.path));
    assert.equal((await window.diskUsage.look(Date.now())).length, 2);
  });

  it('keeps the job whose clip was cleared, and can fetch it again', async () => {
    const { path } = await fetched('one');
    const { key } = window.find({ provider: 'lab', id: 'one' })!;
    rmSync(path);
    window.diskUsage.forget(key, [path]);
    const job = window.find({ key })!;
    assert.deepEqual(job.media, []);
    assert.ok(job.cleared);
    assert.equal(window.diskUsage.bytes, 0);
    await window.download({ provider: 'lab', id: 'one' });
    assert.equal(window.find({ key })!.cleared, undefined);
    assert.equal(bench.server.create.callCount, 0);
  });
});
