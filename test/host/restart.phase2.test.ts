import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { restartWorld } from './support/restart';

describe('After a restart', () => {
  it('the job is followed to its end, with the key as it was, and its clip is on disk, paid once', async () => {
    const w = await restartWorld(100);
    try {
      const job = w.api.jobs.find((each) => each.prompt === 'Over a restart');
      assert.ok(job, 'the job is still there');
      const done = await w.until(job.key, (each) => each.status === 'completed' && each.media.length > 0);
      assert.equal(readFileSync(done.media[0]!.path).length, done.media[0]!.bytes);
      assert.deepEqual(
        w.sandbox.requests.filter((request) => request.method === 'POST'),
        [],
      );
    } finally {
      await w.end();
      await w.api.clearApiKey('restart');
      await w.api.removeProvider('restart');
    }
  });
});
