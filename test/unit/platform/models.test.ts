import assert from 'node:assert/strict';
import sinon from 'sinon';
import { VideoJobsError } from '../../../src/api/errors';
import type { Provider, VideoClient } from '../../../src/api/types';
import { Models } from '../../../src/platform/models';
import { silent } from '../support/settings';

const provider: Provider = { id: 'studio', type: 'openrouter', baseUrl: 'https://video.example' };

describe('Models of a provider', () => {
  const build = (models: () => Promise<{ id: string }[]>) => {
    const client = { models: sinon.spy(models) };
    const of = new Models({
      providers: { connect: async () => ({ provider, baseUrl: provider.baseUrl }) },
      clientFor: () => client as unknown as VideoClient,
      sandbox: { models: async () => [{ id: 'sandbox-fast' }] },
      log: silent,
    });
    return { of, client };
  };

  it('are asked for once, until its address changes', async () => {
    const { of, client } = build(async () => [{ id: 'veo' }]);
    assert.deepEqual(await Promise.all([of.of(provider), of.of(provider)]), [[{ id: 'veo' }], [{ id: 'veo' }]]);
    assert.equal(client.models.callCount, 1);
    await of.of({ ...provider, baseUrl: 'https://other.example' });
    assert.equal(client.models.callCount, 2);
  });

  it('that could not be had are asked for again, and stop nobody', async () => {
    const { of, client } = build(async () => {
      throw new VideoJobsError('network', 'no way');
    });
    assert.deepEqual(await of.of(provider), []);
    assert.deepEqual(await of.of(provider), []);
    assert.equal(client.models.callCount, 2);
  });

  it('of the sandbox are its scenarios', async () => {
    const { of } = build(async () => []);
    assert.deepEqual(await of.of({ ...provider, type: 'sandbox' }), [{ id: 'sandbox-fast' }]);
  });
});
