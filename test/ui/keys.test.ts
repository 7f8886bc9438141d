import assert from 'node:assert/strict';
import { join } from 'node:path';
import { canary } from '../../scripts/lib/canary.mjs';
import { startTestSandbox, type TestSandbox } from '../support/sandbox';
import { brisk, createVideo, says, title } from './support/jobs';
import { eventually } from './support/patience';
import { vscodeForSuite } from './support/suite';
import type { VSCode } from './support/vscode';

describe('a server that wants a key', () => {
  let sandbox: TestSandbox;
  before(async () => {
    sandbox = await startTestSandbox({ clipsFolder: join('media', 'sandbox'), speed: 3, key: canary });
  });
  const code = vscodeForSuite(() => ({
    settings: {
      ...brisk,
      'videoJobs.providers': [
        { id: 'studio', label: 'Studio', type: 'openai', baseUrl: sandbox.baseUrl('openai') },
        { id: 'gateway', label: 'Gateway', type: 'newapi', baseUrl: sandbox.baseUrl('chainhub') },
      ],
    },
  }));
  after(() => sandbox.close());
  afterEach(() => sandbox.faults.clear());

  const giveKey = async (window: VSCode, key: string) => {
    await window.quickInput.step('VS Code’s secret storage');
    assert.equal(await window.quickInput.input.getAttribute('type'), 'password');
    await window.quickInput.enter(key);
  };
  const setKey = async (window: VSCode, provider: string, key: string) => {
    await window.command(title('setApiKey'));
    await window.quickInput.step('Select a provider');
    await window.quickInput.pick(provider);
    await giveKey(window, key);
  };
  const dismissAll = async (window: VSCode) => {
    await window.notification('Testing').waitFor({ state: 'detached' });
    await window.command('Notifications: Clear All Notifications');
    await window.notification().first().waitFor({ state: 'detached' });
  };
  const requests = (operation: string) => sandbox.requests.filter((one) => one.operation === operation).length;

  it('the view says that a key is missing, and who creates is asked for it before the prompt', async () => {
    await code().openView();
    await code().welcome.getByText('requires an API key').waitFor();
    await code().command(title('create'));
    await code().quickInput.step('Which provider');
    await code().quickInput.pick('Studio');
    await code().quickInput.step('VS Code’s secret storage');
    await code().quickInput.cancel();
    assert.deepEqual(await code().notifications(), []);
    assert.equal(sandbox.requests.length, 0);
  });

  it('a wrong key leads to one message with a way to set another', async () => {
    await setKey(code(), 'Studio', 'wrong-key');
    const refused = code().notification('Studio rejected the key');
    await refused.waitFor();
    await eventually('it is the only message', async () => (await code().notifications()).length === 1);
    assert.ok(!(await code().notifications()).join().includes('wrong-key'), 'the key is not shown');
    await refused.getByRole('button', { name: 'Set API Key' }).click();
  });

  it('the right key cures it', async () => {
    await giveKey(code(), sandbox.key);
    await code().notification('Studio responded and accepted the key').waitFor();
    await dismissAll(code());
    await createVideo(code(), { prompt: 'Waves at dusk', provider: 'Studio', model: 'sandbox-slow' });
    await says(code().row('Waves at dusk'), /%/);
  });

  it('a key that is refused while a job is followed is told of in the list, without a loop of messages', async () => {
    await setKey(code(), 'Studio', 'revoked-key');
    await code().notification('Studio rejected the key').waitFor();
    await dismissAll(code());
    await says(code().row(/^Studio/), /key rejected/);
    assert.deepEqual(await code().notifications(), []);
    await setKey(code(), 'Studio', sandbox.key);
    await says(code().row('Waves at dusk'), /completed/i);
    assert.ok(!(await code().notifications()).some((text) => text.includes('refused')));
  });

  it('copies a job as curl without the key', async () => {
    await code().contextMenu(code().row('Waves at dusk'), 'Copy', 'Copy as Code…');
    await code().quickInput.pick('curl');
    await eventually('curl is on the clipboard', async () => (await code().clipboard()).startsWith('curl'));
    const copied = await code().clipboard();
    assert.ok(copied.includes('VIDEO_API_KEY') && copied.includes(sandbox.origin), copied);
    assert.ok(!copied.includes(sandbox.key));
  });

  it('a job whose answer was lost is found again where the server lists its jobs', async () => {
    sandbox.faults.add({ kind: 'reset', match: { operation: 'create' }, times: 1 });
    const before = requests('create');
    await createVideo(code(), { prompt: 'A lost answer', provider: 'Studio' });
    await says(code().row('A lost answer'), /completed/i);
    assert.equal(requests('create'), before + 1);
  });

  it('where it lists none, the person is asked, and nothing is sent twice unasked', async () => {
    await setKey(code(), 'Gateway', sandbox.key);
    await code().notification('Gateway responded and accepted the key').waitFor();
    await dismissAll(code());
    sandbox.faults.add({ kind: 'reset', match: { operation: 'create' }, times: 1 });
    const before = requests('create');
    await createVideo(code(), { prompt: 'An unsure job', provider: 'Gateway' });
    const row = code().row('An unsure job');
    await says(row, /not confirmed/i);
    await code().openPreview(row, 'An unsure job');
    await code().webview.getByRole('heading', { name: 'It is unknown whether this job was created' }).waitFor();
    await code().webview.getByRole('button', { name: 'Resolve Unconfirmed Job…' }).click();
    await code().quickInput.row('Enter Job ID').waitFor();
    await code().quickInput.row('Forget').waitFor();
    assert.equal(await code().quickInput.row('Look for It').count(), 0, 'this server has no list to look in');
    assert.equal(requests('create'), before + 1);
    await code().quickInput.pick('Send Again (May Be Charged Twice)');
    await code().dialog.getByText('you may be charged twice').waitFor();
    await code().dialog.getByRole('button', { name: 'Send Again' }).click();
    await says(row, /completed/i);
    assert.equal(requests('create'), before + 2);
  });

  // A browser's page reads its secrets once, when it is loaded, and is not told of what another page stores (VS Code's
  // `LocalStorageSecretStorageProvider`), so the change is there after a reload. On the desktop all windows share one store.
  it('a key that was changed in another window is used in this one after a reload', async () => {
    const other = await code().openWindow();
    await setKey(other, 'Gateway', 'changed-in-the-other-window');
    await other.notification('Gateway rejected the key').waitFor();
    await other.page.close();
    await code().reload();
    await code().command(title('testProvider'));
    await code().quickInput.pick('Gateway');
    await code().dialog.getByText('Gateway rejected the key').waitFor();
    await code().screenshot('test-provider-key-refused');
    await code().dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.equal(sandbox.requests.at(-1)?.authorised, false);
  });
});
