import assert from 'node:assert/strict';
import { Secrets } from '../../../src/platform/secrets';
import { silent } from '../support/settings';
import { FakeStorage } from './support';

const origin = 'https://video.example';

describe('Keys', () => {
  let storage: FakeStorage;
  let secrets: Secrets;
  let changes: string[];
  beforeEach(() => {
    storage = new FakeStorage();
    secrets = new Secrets(storage, silent);
    changes = [];
    secrets.onDidChange((provider) => changes.push(provider));
  });
  afterEach(() => secrets.dispose());

  it('are kept with the origin they were given for, and found for no other', async () => {
    assert.equal(await secrets.set('studio', origin, 'k-1'), true);
    assert.deepEqual(JSON.parse(storage.kept.get('videoJobs.key.studio')!), { origin, key: 'k-1' });
    assert.deepEqual(await secrets.find('studio', origin), { state: 'found', key: 'k-1' });
    assert.deepEqual(await secrets.find('studio', 'https://other.example'), { state: 'otherOrigin', origin });
    assert.deepEqual(await secrets.find('other', origin), { state: 'absent' });
  });

  it('that another window sets hold here at once', async () => {
    await secrets.set('studio', origin, 'k-1');
    storage.changeElsewhere('videoJobs.key.studio', JSON.stringify({ origin, key: 'k-2' }));
    storage.changeElsewhere('someone.else', 'x');
    assert.deepEqual(await secrets.find('studio', origin), { state: 'found', key: 'k-2' });
    assert.deepEqual(changes, ['studio', 'studio']);
  });

  for (const rubbish of ['', 'k-1', 'null', '[]', '{"key":"k-1"}', '{"origin":"https://video.example","key":""}']) {
    it(`are not made of ${JSON.stringify(rubbish)}`, async () => {
      storage.kept.set('videoJobs.key.studio', rubbish);
      assert.deepEqual(await secrets.find('studio', origin), { state: 'absent' });
    });
  }

  it('that cannot be read are told from those that are not there', async () => {
    storage.broken = 'read';
    assert.deepEqual(await secrets.find('studio', origin), { state: 'unreadable' });
  });

  for (const broken of ['write', 'all', 'forgets'] as const) {
    it(`stay for the session where the key store fails (${broken})`, async () => {
      storage.broken = broken;
      assert.equal(await secrets.set('studio', origin, 'k-1'), false);
      assert.ok(changes.includes('studio'));
      assert.deepEqual(await secrets.find('studio', origin), { state: 'found', key: 'k-1' });
      assert.deepEqual(await secrets.find('studio', 'https://other.example'), { state: 'otherOrigin', origin });
    });
  }

  it('that are cleared are gone, also those of the session', async () => {
    await secrets.set('studio', origin, 'k-1');
    assert.equal(await secrets.clear('studio'), true);
    assert.deepEqual(await secrets.find('studio', origin), { state: 'absent' });
    storage.broken = 'write';
    await secrets.set('studio', origin, 'k-2');
    assert.equal(await secrets.clear('studio'), false);
    assert.deepEqual(await secrets.find('studio', origin), { state: 'absent' });
  });
});
