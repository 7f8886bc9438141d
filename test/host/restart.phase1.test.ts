import assert from 'node:assert/strict';
import { restartWorld } from './support/restart';

describe('Before a restart', () => {
  it('a job is created and the window goes away in the middle of it', async () => {
    const w = await restartWorld(1);
    const provider = await w.provide('openai', { id: 'restart' });
    const job = await w.create(provider, { prompt: 'Over a restart', model: 'sandbox-video' });
    assert.notEqual(job.status, 'completed');
    await w.sandbox.close();
  });
});
