import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sinon from 'sinon';
import { VideoJobsError } from '../../../src/api/errors';
import type { Provider } from '../../../src/api/provider';
import type { ModelInfo, VideoClient } from '../../../src/api/types';
import { Models } from '../../../src/platform/models';
import { Folders } from '../jobs/support';
import { silent } from '../support/settings';

const provider: Provider = { id: 'studio', type: 'openrouter', baseUrl: 'https://video.example' };
const hour = 3600_000;

describe('Models of a provider', () => {
  const folders = new Folders();
  let clock: sinon.SinonFakeTimers;
  let folder: string;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: 1e12, toFake: ['Date'] });
    folder = path.join(folders.make(), 'catalogues');
  });
  afterEach(() => {
    clock.restore();
    folders.clear();
  });

  const build = (models: () => Promise<ModelInfo[]>) => {
    const client = { models: sinon.spy(models) };
    const of = new Models({
      providers: { connect: async () => ({ provider, baseUrl: provider.baseUrl }), find: () => provider },
      clientFor: () => client as unknown as VideoClient,
      sandbox: { models: async () => [{ id: 'sandbox-fast', name: 'Fast' }] },
      folder,
      log: silent,
    });
    return { of, client };
  };
  const failing = async (): Promise<never> => {
    throw new VideoJobsError('network', 'no way');
  };
  const ids = async (models: Models, one = provider) => (await models.of(one)).models.map(({ id }) => id);

  it('are asked for once, until its address changes', async () => {
    const { of, client } = build(async () => [{ id: 'veo' }]);
    assert.deepEqual(await Promise.all([ids(of), ids(of)]), [['veo'], ['veo']]);
    assert.equal(client.models.callCount, 1);
    assert.deepEqual(of.known(provider).models, [{ id: 'veo' }]);
    await of.of({ ...provider, baseUrl: 'https://other.example' });
    assert.equal(client.models.callCount, 2);
  });

  it('that could not be had are asked for again, and stop nobody', async () => {
    const { of, client } = build(failing);
    assert.deepEqual(await ids(of), []);
    assert.deepEqual(await ids(of), []);
    assert.equal(client.models.callCount, 2);
  });

  it('are known in the next session without a request, and without a network however old they are', async () => {
    await build(async () => [{ id: 'veo', seconds: [4] }]).of.of(provider);
    const later = build(failing);
    assert.equal((await later.of.modelOf('studio', 'veo'))?.seconds?.[0], 4);
    assert.deepEqual(await ids(later.of), ['veo']);
    assert.equal(later.client.models.callCount, 0);
    clock.tick(90 * 24 * hour);
    const old = build(failing);
    const found = await old.of.of(provider);
    assert.deepEqual([found.at, found.models[0]!.id], [1e12, 'veo']);
    await ids(old.of);
    assert.equal(old.client.models.callCount, 1, 'it is left alone for a while after a failure');
  });

  it('are refreshed for the next time where they are older than a day', async () => {
    let told = [{ id: 'veo' }];
    const { of, client } = build(async () => told);
    await of.of(provider);
    const [file] = readdirSync(folder);
    told = [{ id: 'veo-2' }];
    clock.tick(23 * hour);
    assert.deepEqual(await ids(of), ['veo']);
    assert.equal(client.models.callCount, 1);
    clock.tick(2 * hour);
    assert.deepEqual(await ids(of), ['veo'], 'nobody waits for it');
    const kept = () => readFileSync(path.join(folder, file!), 'utf8');
    while (!kept().includes('veo-2')) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(of.known(provider).models[0]!.id, 'veo-2');
    assert.equal(client.models.callCount, 2);
  });

  it('are asked for where what was kept is damaged, and not kept where there are too many', async () => {
    await build(async () => [{ id: 'veo' }]).of.of(provider);
    const [name] = readdirSync(folder);
    assert.ok(readFileSync(path.join(folder, name!), 'utf8').includes('veo'));
    for (const damage of ['{"models":[{}],"at":1}', '{"at":1', '[]', '{"models":"x","at":1}']) {
      writeFileSync(path.join(folder, name!), damage);
      assert.deepEqual(await ids(build(async () => [{ id: 'new' }]).of), ['new']);
    }
    const many = Array.from({ length: 2000 }, (_, index) => ({ id: `m${index}`, name: 'x'.repeat(2000) }));
    const other = { ...provider, baseUrl: 'https://other.example' };
    assert.equal((await build(async () => many).of.of(other)).models.length, 2000);
    assert.equal(readdirSync(folder).length, 1);
  });

  it('are kept of few providers', async () => {
    const { of } = build(async () => [{ id: 'veo' }]);
    for (let number = 0; number < 45; number++) await of.of({ ...provider, id: `p${number}` });
    assert.equal(readdirSync(folder).length, 40);
  });

  it('of the sandbox are its scenarios, with what its system tells of them', async () => {
    const { of } = build(async () => [{ id: 'sandbox-fast', seconds: [4] }, { id: 'other' }]);
    const { models } = await of.of({ ...provider, type: 'sandbox' });
    assert.deepEqual(models, [{ id: 'sandbox-fast', name: 'Fast', seconds: [4] }]);
  });
});
