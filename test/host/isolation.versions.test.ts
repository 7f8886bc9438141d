import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { extension, world } from './support/jobs';

const slots = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')];
const globals = globalThis as unknown as Record<symbol, unknown>;

describe('Other extensions', () => {
  it('keep their fetch and its dispatcher when this extension makes requests', async () => {
    const before = { fetch: globalThis.fetch, slots: slots.map((slot) => [slot in globalThis, globals[slot]]) };
    createRequire(__filename)(join(extension.extensionPath, 'dist', 'undici.js'));
    const w = await world();
    try {
      const provider = await w.provide('openai');
      assert.equal((await w.api.testProvider(provider)).ok, true);
      assert.deepEqual(
        slots.map((slot) => [slot in globalThis, globals[slot]]),
        before.slots,
      );
      assert.equal(globalThis.fetch, before.fetch);
      const answer = await fetch(`${w.sandbox.baseUrl('openai')}/videos`);
      assert.equal(answer.status, 401, 'fetch works, and carries no key of ours');
    } finally {
      await w.end();
    }
  });
});
