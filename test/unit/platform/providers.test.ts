import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { Provider } from '../../../src/api/provider';
import { Providers } from '../../../src/platform/providers';
import { Secrets } from '../../../src/platform/secrets';
import { fakeSettings, silent } from '../support/settings';
import { FakeStorage } from './support';

const studio: Provider = { id: 'studio', label: 'Studio', type: 'openai', baseUrl: 'https://video.example' };

describe('Providers', () => {
  let values: Record<string, unknown>;
  let storage: FakeStorage;
  let providers: Providers;
  let changes: number;
  const env: NodeJS.ProcessEnv = {};

  const build = (entries: unknown) => {
    sinon.restore();
    values = fakeSettings({ 'videoJobs.providers': entries });
    storage = new FakeStorage();
    const sandbox = {
      connect: async (provider: Provider) => ({
        provider,
        baseUrl: 'http://127.0.0.1:4000/openai/v1',
        key: 'of-this-run',
      }),
    };
    providers = new Providers({ secrets: new Secrets(storage, silent), sandbox, log: silent, env });
    changes = 0;
    providers.onDidChange(() => changes++);
  };
  beforeEach(() => build([studio]));
  afterEach(() => {
    providers.dispose();
    sinon.restore();
    for (const name of Object.keys(env)) delete env[name];
  });

  it('whose key was given and is gone say why that may be, until it is cleared', async () => {
    const memory = new Map<string, unknown>();
    const memento = {
      get: <T>(name: string) => memory.get(name) as T,
      update: async (name: string, value: unknown) => void memory.set(name, value),
    };
    const sandbox = { connect: () => Promise.reject(new Error('unused')) };
    const secrets = new Secrets(storage, silent);
    const own = new Providers({ secrets, sandbox, log: silent, env, memory: memento });
    const said = () => own.connect('studio').then(String, (error: Error) => error.message);
    assert.match(await said(), /has no API key yet/);
    await own.setKey('studio', 'key-that-vanishes');
    assert.ok(!JSON.stringify([...memory]).includes('key-that-vanishes'));
    storage.kept.clear();
    assert.match(await said(), /no longer in VS Code’s secret storage.*apiKeyEnv/);
    await own.clearKey('studio');
    assert.match(await said(), /has no API key yet/);
    own.dispose();
  });

  it('in a private network get no key over HTTP until the user has agreed to that origin', async () => {
    const box: Provider = { id: 'box', type: 'openai', baseUrl: 'http://192.168.1.5:8000' };
    build([box]);
    assert.deepEqual(providers.all, [box], 'it stays in the list');
    await assert.rejects(providers.connect('box'), { kind: 'rejected', code: 'httpNeedsConsent' });
    await assert.rejects(providers.setKey('box', 'k-1234'), { code: 'httpNeedsConsent' });
    const agreed = { ...box, httpOrigin: 'http://192.168.1.5:8000' };
    await assert.rejects(providers.save(agreed), { code: 'httpNeedsConsent' }, 'nobody agrees for the user');
    await providers.save(agreed, true);
    await providers.setKey('box', 'k-1234');
    assert.equal((await providers.connect('box')).key, 'k-1234');
    await providers.save({ ...box, label: 'Box' });
    assert.equal(providers.get('box').httpOrigin, agreed.httpOrigin, 'a stored consent is kept');
    await assert.rejects(providers.save({ ...box, baseUrl: 'http://192.168.1.6:8000' }), { code: 'httpNeedsConsent' });
  });

  it('in a private network that need no key are reached over HTTP', async () => {
    build([{ id: 'box', type: 'openai', baseUrl: 'http://host.docker.internal:8000', auth: 'none' }]);
    assert.equal((await providers.connect('box')).baseUrl, 'http://host.docker.internal:8000/v1');
  });

  it('lent to this window can be changed and removed, and the settings never know', async () => {
    const replay: Provider = { id: 'replay', type: 'openai', baseUrl: 'http://127.0.0.1:4000/v1', auth: 'none' };
    providers.lend(replay);
    assert.deepEqual(providers.all, [studio, replay]);
    assert.equal(changes, 1);
    assert.equal((await providers.connect('replay')).baseUrl, replay.baseUrl);
    await providers.save({ ...replay, label: 'Another word' });
    assert.equal(providers.get('replay').label, 'Another word');
    await providers.save({ ...studio, label: 'Lab' });
    assert.deepEqual(values['videoJobs.providers'], [{ ...studio, label: 'Lab' }]);
    await providers.remove('replay');
    assert.equal(providers.find('replay'), undefined);
    assert.deepEqual(values['videoJobs.providers'], [{ ...studio, label: 'Lab' }]);
  });

  it('come from the setting, the broken ones left out with a word', () => {
    build([studio, { id: 'x' }, 7]);
    assert.deepEqual(providers.all, [studio]);
    assert.equal(providers.faults.length, 2);
    assert.equal(providers.find('x'), undefined);
  });

  it('are saved in their place, and what is not understood stays', async () => {
    const later = { id: 'later', type: 'of a later release' };
    build([later, studio]);
    await providers.save({ ...studio, label: 'New' });
    assert.deepEqual(values['videoJobs.providers'], [later, { ...studio, label: 'New' }]);
    assert.equal(providers.find('studio')?.label, 'New');
    assert.ok(changes > 0);
  });

  it('are neither saved nor removed where the setting is no list, which stays as it was written', async () => {
    const written = { studio: { baseUrl: 'https://video.example' } };
    build(written);
    assert.deepEqual(providers.all, []);
    for (const change of [providers.save(studio), providers.remove('studio')]) {
      await assert.rejects(change, { kind: 'rejected', message: /videoJobs\.providers must be a list\. Correct it/ });
    }
    assert.equal(values['videoJobs.providers'], written);
  });

  it('that are saved at once are all saved', async () => {
    await Promise.all(['a', 'b', 'c'].map((id) => providers.save({ ...studio, id })));
    assert.deepEqual(
      providers.all.map(({ id }) => id),
      ['studio', 'a', 'b', 'c'],
    );
  });

  it('are refused before anything is written', async () => {
    await assert.rejects(providers.save({ ...studio, baseUrl: 'http://video.example' }), { kind: 'rejected' });
    assert.deepEqual(values['videoJobs.providers'], [studio]);
  });

  it('connect with the key of their origin', async () => {
    assert.equal(await providers.setKey('studio', ' k-1 '), true);
    assert.deepEqual(await providers.connect('studio'), {
      provider: studio,
      baseUrl: 'https://video.example/v1',
      key: 'k-1',
    });
  });

  it('ask for the key again when the address is another one', async () => {
    await providers.setKey('studio', 'k-1');
    await providers.save({ ...studio, baseUrl: 'https://evil.example' });
    await assert.rejects(providers.connect('studio'), { kind: 'auth', message: /https:\/\/video\.example/ });
  });

  it('say what to do where the key is missing or cannot be read', async () => {
    await assert.rejects(providers.connect('studio'), { kind: 'auth', message: /Studio has no API key.*Set API Key/ });
    storage.broken = 'read';
    await assert.rejects(providers.connect('studio'), { kind: 'auth', message: /secret storage/ });
  });

  it('take the key of the environment variable that they name, after the stored one', async () => {
    build([{ ...studio, apiKeyEnv: 'STUDIO_KEY' }]);
    env['STUDIO_KEY'] = ' k-env ';
    assert.equal((await providers.connect('studio')).key, 'k-env');
    await providers.setKey('studio', 'k-1');
    assert.equal((await providers.connect('studio')).key, 'k-1');
  });

  it('connect without a key where none is needed', async () => {
    build([{ ...studio, auth: 'none' }]);
    assert.equal((await providers.connect('studio')).key, undefined);
  });

  it('of the sandbox are where it runs now', async () => {
    const sandbox: Provider = { id: 'sandbox', type: 'sandbox', baseUrl: 'http://127.0.0.1/openai/v1' };
    build([sandbox]);
    assert.equal((await providers.connect('sandbox')).key, 'of-this-run');
    assert.deepEqual(await providers.address('sandbox'), {
      provider: sandbox,
      baseUrl: 'http://127.0.0.1:4000/openai/v1',
    });
  });

  it('that are not there are not found', async () => {
    await assert.rejects(providers.connect('nobody'), { kind: 'notFound' });
    await assert.rejects(providers.setKey('nobody', 'k'), { kind: 'notFound' });
  });

  for (const key of ['', '  ', 'two words', 'schlüssel', undefined, 7]) {
    it(`do not take ${JSON.stringify(key)} for a key`, async () => {
      await assert.rejects(providers.setKey('studio', key), { kind: 'rejected' });
      assert.equal(storage.kept.size, 0);
    });
  }

  it('take their key along when they are removed', async () => {
    await providers.setKey('studio', 'k-1');
    await providers.remove('studio');
    assert.deepEqual(providers.all, []);
    assert.equal(storage.kept.size, 0);
    await providers.remove('studio');
  });

  it('tell when a key changed, also in another window', () => {
    storage.changeElsewhere('videoJobs.key.studio', '{}');
    assert.equal(changes, 1);
  });
});
