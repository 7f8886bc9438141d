import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { refused, type World, world } from './support/jobs';

describe('Keys', () => {
  let w: World;
  before(async () => (w = await world()));
  after(() => w.end());

  it('are bound to the origin they were given for', async () => {
    let asked = 0;
    const other = createServer((_, answer) => {
      asked += 1;
      answer.end('{}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      const id = await w.provide('openai');
      const { port } = other.address() as AddressInfo;
      await w.api.saveProvider({ id, type: 'openai', baseUrl: `http://127.0.0.1:${port}/v1` });
      await refused('auth', w.create(id));
      assert.equal(asked, 0, 'the key did not leave for another origin');
    } finally {
      other.close();
    }
  });

  it('are in no setting', async () => {
    await w.provide('openai');
    const inspected = JSON.stringify(vscode.workspace.getConfiguration().inspect('videoJobs.providers'));
    assert.ok(inspected.includes(w.sandbox.origin), 'the provider is in the settings');
    assert.ok(!inspected.includes(w.sandbox.key), 'its key is not');
  });

  it('can come from a named environment variable', async () => {
    process.env.VIDEO_JOBS_TEST_KEY = w.sandbox.key;
    try {
      const id = await w.provide('openai', { key: '', apiKeyEnv: 'VIDEO_JOBS_TEST_KEY' });
      assert.deepEqual((await w.api.testProvider(id)).ok, true);
    } finally {
      delete process.env.VIDEO_JOBS_TEST_KEY;
    }
  });

  it('that are cleared are not used any more', async () => {
    const id = await w.provide('openai');
    assert.equal((await w.api.testProvider(id)).ok, true);
    await w.api.clearApiKey(id);
    assert.equal((await w.api.testProvider(id)).ok, false);
    await refused('auth', w.create(id));
  });

  it('do not follow a redirect to another origin', async () => {
    const id = await w.provide('openai');
    const job = await w.create(id);
    w.sandbox.faults.add({ kind: 'redirectElsewhere', match: { operation: 'content' } });
    await w.until(job.key, (each) => each.media.length > 0);
  });
});
