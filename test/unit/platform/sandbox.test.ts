import assert from 'node:assert/strict';
import { sandboxSystems } from '../../../src/api/dialects';
import { SandboxHost, sandboxProvider } from '../../../src/platform/sandbox';
import { parseProvider } from '../../../src/platform/settings/providerEntry';
import { sandboxSystems as served } from '../../../src/sandbox';

describe('The sandbox', () => {
  it('is a provider that can be saved, for each system it speaks as', () => {
    assert.deepEqual(Object.keys(sandboxSystems).sort(), [...served].sort());
    const providers = served.map((system) => parseProvider(sandboxProvider(system)));
    assert.equal(new Set(providers.map(({ id }) => id)).size, served.length);
  });

  it('starts once, whoever asks, and answers for each system where it runs', async () => {
    const host = new SandboxHost('media/sandbox');
    try {
      const [sandbox, same] = await Promise.all([host.start(), host.start()]);
      assert.equal(sandbox, same);
      for (const system of served) {
        const { baseUrl, key } = await host.connect(sandboxProvider(system));
        assert.equal(baseUrl, sandbox.baseUrl(system));
        assert.equal(key, sandbox.key);
      }
      assert.ok((await host.models()).some(({ id }) => id === 'sandbox-fast'));
    } finally {
      host.dispose();
    }
  });

  it('closes with the window, also while it starts', async () => {
    const host = new SandboxHost('media/sandbox');
    const starting = host.start();
    host.dispose();
    const { origin } = await starting;
    await assert.rejects(fetch(origin));
  });
});
