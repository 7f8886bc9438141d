import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { presets } from '../../../../src/api/presets';
import type { Provider } from '../../../../src/api/provider';
import { parseProvider } from '../../../../src/platform/settings/providerEntry';
import { sandboxSystems } from '../../../../src/sandbox';
import { askProviderChange } from '../../../../src/ui/prompts/editProvider';
import { Dismissed } from '../../../../src/ui/prompts/input';
import { addressFault, askNewProvider, freeId } from '../../../../src/ui/prompts/providerForm';
import { answerInputs } from '../../support/quickInput';

const studio: Provider = { id: 'studio', label: 'Studio', type: 'openai', baseUrl: 'https://video.example' };

describe('The form of a new provider', () => {
  afterEach(() => sinon.restore());

  it('needs one choice for a known server', async () => {
    const shown = answerInputs({ pick: 'OpenRouter' });
    assert.deepEqual(await askNewProvider([]), {
      provider: {
        id: 'openrouter',
        label: 'OpenRouter',
        type: 'openrouter',
        baseUrl: 'https://openrouter.ai/api/v1',
        auth: 'bearer',
      },
    });
    const openai = shown[0]!.items.find(({ label }) => label === 'OpenAI');
    assert.match(openai!.detail!, /shut down.*2026-09-24/);
  });

  it('offers the sandbox in each of its ways', async () => {
    const shown = answerInputs({ pick: /Sandbox \(openrouter\)/ });
    const { provider } = await askNewProvider([]);
    assert.deepEqual([provider.type, provider.id], ['sandbox', 'sandbox-openrouter']);
    assert.equal(shown[0]!.labels.filter((label) => label.startsWith('Sandbox')).length, sandboxSystems.length);
  });

  it('asks where a server of one’s own is, and keeps how it differs', async () => {
    const shown = answerInputs({ pick: 'vLLM-Omni' }, { type: 'http://127.0.0.1:9000' }, 'enter');
    const { provider } = await askNewProvider([]);
    assert.deepEqual(parseProvider(provider), {
      id: 'vllm-omni',
      label: 'vLLM-Omni',
      type: 'openai',
      baseUrl: 'http://127.0.0.1:9000',
      auth: 'none',
      overrides: presets().find(({ id }) => id === 'vllm-omni')!.overrides,
    });
    assert.equal(shown[1]!.value, 'http://localhost:8091/v1');
  });

  it('shows the servers in groups, each once, and finds them by name or address', async () => {
    const shown = answerInputs({ pick: 'Merge Gateway' });
    await askNewProvider([]);
    const headings = shown[0]!.items.filter(({ kind }) => kind === vscode.QuickPickItemKind.Separator);
    assert.deepEqual(
      headings.map(({ label }) => label),
      ['Providers', 'Gateways to several providers', 'Self-hosted servers', 'Try it out'],
    );
    for (const { label, baseUrl } of presets()) {
      assert.equal(shown[0]!.items.filter((item) => item.label === label && item.description === baseUrl).length, 1);
    }
  });

  it('asks for address, type, way of the key and name of another one, and guesses the type', async () => {
    const shown = answerInputs(
      { pick: 'Another server' },
      { type: 'not an address' },
      { type: 'https://api.chainhub.tech' },
      'enter',
      'enter',
      { type: 'My Hub!' },
    );
    const { provider } = await askNewProvider([{ ...studio, id: 'my-hub' }]);
    assert.deepEqual(parseProvider(provider), {
      id: 'my-hub-2',
      label: 'My Hub!',
      type: 'newapi',
      baseUrl: 'https://api.chainhub.tech',
      auth: 'bearer',
    });
    assert.match(shown[1]!.refused!, /URL/);
    assert.equal(shown.at(-1)!.value, 'api.chainhub.tech');
  });

  it('goes back to the list of servers', async () => {
    answerInputs({ pick: 'Another server' }, 'back', { pick: 'ope.ai' });
    assert.equal((await askNewProvider([])).provider.type, 'opeai');
  });

  const command = 'curl https://hub.example/v1/videos -H "api-key: R4nd0mR4nd0m" -b s=R4nd0m -d \'{"model":"m-1"}\'';

  it('makes a provider of a pasted command, and shows its key nowhere', async () => {
    const shown = answerInputs({ pick: 'Paste' }, { type: command }, 'enter');
    assert.deepEqual(await askNewProvider([]), {
      provider: {
        id: 'hub.example',
        label: 'hub.example',
        type: 'openai',
        baseUrl: 'https://hub.example/v1',
        auth: 'api-key',
        model: 'm-1',
      },
      key: { value: 'R4nd0mR4nd0m', text: command },
    });
    assert.equal(shown[0]!.active, 'Paste a URL or curl Command');
    assert.deepEqual(shown[2]!.labels.slice(0, 4), ['Add and Test', 'Name', 'Type', 'Authentication']);
    assert.match(shown[2]!.labels[4]!, /Cookie/);
    assert.ok(!JSON.stringify(shown).includes('R4nd0m'), 'the key is seen');
  });

  it('keeps what is known of a server that was chosen by its name', async () => {
    answerInputs({ pick: /^Azure/ }, { type: command }, 'enter');
    const { provider, key } = await askNewProvider([]);
    const { id, label, type } = presets().find((preset) => preset.id === 'azure')!;
    assert.deepEqual([provider.id, provider.label, provider.type, key?.value], [id, label, type, 'R4nd0mR4nd0m']);
    sinon.restore();
    answerInputs({ pick: /^Azure/ }, { type: 'https://video.example?api-key=R4nd0mR4nd0m' }, 'enter');
    assert.equal((await askNewProvider([])).provider.baseUrl, 'https://video.example/openai/v1');
  });

  it('shows the command with dots when somebody goes back to it, and still knows the key', async () => {
    const shown = answerInputs({ pick: 'Paste' }, { type: command }, 'back', 'enter', 'enter');
    assert.equal((await askNewProvider([])).key?.value, 'R4nd0mR4nd0m');
    assert.match(shown[3]!.value, /api-key: •{8}"/);
  });

  it('lets what was guessed be put right', async () => {
    answerInputs(
      { pick: 'Paste' },
      { type: command },
      { pick: /Cookie/ },
      { pick: 'Type' },
      { pick: 'newapi' },
      { pick: 'Name' },
      'back',
      { pick: 'Name' },
      { type: 'Hub' },
      'enter',
    );
    const { provider } = await askNewProvider([]);
    assert.deepEqual([provider.type, provider.label, provider.id], ['newapi', 'Hub', 'hub']);
  });

  it('takes a command where the address of another server is asked for', async () => {
    answerInputs({ pick: 'Another server' }, { type: command }, 'enter');
    assert.equal((await askNewProvider([])).provider.model, 'm-1');
  });

  it('keeps the key of a typed address for the secret storage', async () => {
    const typed = 'https://hub.example/v1?key=R4nd0mR4nd0m';
    const shown = answerInputs({ pick: 'Another server' }, { type: typed }, 'enter');
    const { provider, key } = await askNewProvider([]);
    assert.equal(provider.baseUrl, 'https://hub.example/v1');
    assert.deepEqual(key, { value: 'R4nd0mR4nd0m', text: typed });
    assert.ok(!JSON.stringify(shown).includes('R4nd0m'), 'the key is seen');
  });

  it('takes no query into the settings', async () => {
    const [first, second] = ['hub.example/v1?k=R4nd0mR4nd0m', 'https://hub.example/v2?k=R4nd0mR4nd0m'];
    answerInputs(
      { pick: 'Another server' },
      { type: first },
      'enter',
      'enter',
      'enter',
      { pick: 'Base URL' },
      { type: second },
    );
    const { provider } = await askNewProvider([]);
    assert.equal(provider.baseUrl, 'hub.example/v1');
    const change = await askProviderChange(provider);
    assert.equal(typeof change === 'object' && change.provider.baseUrl, 'https://hub.example/v2');
  });

  it('refuses with words a text that has no address in it', async () => {
    const shown = answerInputs({ pick: 'Paste' }, { type: 'a cat on a piano' }, { type: 'hub.example' }, 'enter');
    assert.equal((await askNewProvider([])).provider.baseUrl, 'https://hub.example/v1');
    assert.match(shown[1]!.refused!, /no URL/);
  });

  it('makes ids that are free and allowed', () => {
    assert.equal(freeId('Ünïcode // Server', []), 'n-code-server');
    assert.equal(freeId('例', []), 'provider');
    assert.equal(freeId('studio', [studio]), 'studio-2');
  });

  it('tells what is wrong with an address', () => {
    assert.match(addressFault('http://video.example', 'openai', undefined)!, /https/);
    assert.equal(addressFault('localhost:8000', 'openai', undefined), undefined);
  });
});

describe('The form of a provider’s change', () => {
  afterEach(() => sinon.restore());

  it('changes one thing and leaves the others', async () => {
    answerInputs({ pick: 'Base URL' }, { type: 'https://new.example' });
    assert.deepEqual(await askProviderChange(studio), { provider: { ...studio, baseUrl: 'https://new.example' } });
  });

  it('takes away what is emptied', async () => {
    answerInputs({ pick: 'Default model' }, { type: '' });
    assert.deepEqual(await askProviderChange({ ...studio, model: 'x' }), { provider: { ...studio, model: undefined } });
  });

  it('refuses what is no name of a variable', async () => {
    const shown = answerInputs({ pick: 'Environment variable' }, { type: 'my key' }, { type: 'MY_KEY' });
    assert.deepEqual(await askProviderChange(studio), { provider: { ...studio, apiKeyEnv: 'MY_KEY' } });
    assert.match(shown[1]!.refused!, /letters/);
  });

  it('leads to the key, to the settings, back to its list, and out', async () => {
    answerInputs({ pick: 'API key' }, { pick: 'More in' }, { pick: 'Name' }, 'back', 'escape');
    assert.equal(await askProviderChange(studio), 'key');
    assert.equal(await askProviderChange(studio), 'settings');
    await assert.rejects(askProviderChange(studio), Dismissed);
  });
});
