import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import type { Provider } from '../../../../src/api/provider';
import type { Capabilities, Input } from '../../../../src/api/types';
import type { CreateRequest } from '../../../../src/jobs/requests';
import { askCreate, type CreateFormDeps } from '../../../../src/ui/prompts/createForm';
import { type Act, answerInputs } from '../../support/quickInput';

const router: Provider = {
  id: 'router',
  label: 'Router',
  type: 'openrouter',
  baseUrl: 'https://router.example',
  model: 'm',
};
const grok: Provider = { ...router, id: 'grok', label: 'Grok', type: 'xai' };
const plain: Provider = { ...router, id: 'plain', label: 'Plain', type: 'openai' };

function deps(provider: Provider, more: Partial<CreateFormDeps> = {}): CreateFormDeps {
  const told = { models: [], at: Date.now() };
  return {
    providers: [provider],
    defaultProvider: undefined,
    capabilities: () => ({ reference: ['file', 'url'] }) as unknown as Capabilities,
    models: async () => told,
    known: () => told,
    cost: () => undefined,
    costMatters: () => false,
    parameters: () => undefined,
    history: () => [],
    remembered: () => ({}),
    bring: async (image) => image.fsPath,
    ready: async () => {},
    fit: async () => undefined,
    drafted: async () => {},
    ...more,
  };
}

const given: Partial<CreateRequest> = { prompt: 'A {lamp} in fog', model: 'm', seconds: 5, size: '720p' };
const lamp: Input = { role: 'reference', source: 'https://x.example.com/lamp.png', name: 'lamp' };

describe('The inputs step of the create form', () => {
  afterEach(() => sinon.restore());
  const ask = (provider: Provider, acts: Act[], start: Partial<Parameters<typeof askCreate>[1]> = {}) => {
    const shown = answerInputs(...acts);
    return { shown, request: askCreate(deps(provider), { title: 'Create Video', given, ...start }) };
  };

  it('is one choice beside the start image, which stays as quick as it is', async () => {
    const { shown, request } = ask(router, ['enter']);
    assert.equal((await request).inputs, undefined);
    assert.deepEqual(shown[0]?.labels, [
      'No image',
      'Choose a File…',
      'Drop or paste an image…',
      'Enter a URL…',
      'More Inputs…',
    ]);
  });

  it('is not offered where the server takes a first frame only', async () => {
    const { shown, request } = ask(plain, ['enter']);
    await request;
    assert.ok(!shown[0]?.labels.includes('More Inputs…'));
  });

  it('takes several files at once, in the roles that are free', async () => {
    sinon.stub(vscode.window, 'showOpenDialog').resolves(['/a.png', '/b.png'].map((file) => vscode.Uri.file(file)));
    const { shown, request } = ask(router, [
      { pick: 'More Inputs…' },
      { pick: 'Choose Files…' },
      { pick: 'Use These' },
    ]);
    assert.deepEqual((await request).inputs, [
      { role: 'first', source: '/a.png' },
      { role: 'last', source: '/b.png' },
    ]);
    const rows = shown.at(-1)?.labels.slice(0, 3);
    assert.deepEqual(rows, ['Use These Inputs', 'First frame: a.png', 'Last frame: b.png']);
  });

  it('names an input, and shows the prompt as it is sent', async () => {
    const acts: Act[] = [
      { pick: 'More Inputs…' },
      { pick: 'Enter a URL…' },
      { type: lamp.source },
      { pick: /First frame: lamp/ },
      { pick: 'Use as: Reference image' },
      { pick: /Reference image: lamp/ },
      { pick: 'Name…' },
      { type: 'lamp' },
      { pick: 'Use These' },
    ];
    const { request } = ask(grok, acts);
    assert.deepEqual((await request).inputs, [lamp]);
  });

  it('changes the order and removes', async () => {
    const other: Input = { role: 'reference', source: 'https://x.example.com/cat.png' };
    const again = { ...given, provider: 'grok', inputs: [other, lamp] };
    const acts: Act[] = [
      { pick: 'More Inputs…' },
      { pick: /lamp\.png/ },
      { pick: 'Move Up' },
      { pick: /cat\.png/ },
      { pick: 'Remove' },
      { pick: 'Use These' },
    ];
    const { request } = ask(grok, acts, { again });
    assert.deepEqual((await request).inputs, [lamp]);
  });

  it('offers the inputs of an earlier request first, and keeps its seed, sound and negative prompt', async () => {
    const again = { ...given, provider: 'router', inputs: [lamp], seed: 0, sound: false };
    const { shown, request } = ask(router, ['enter'], { again });
    const { inputs, seed, sound } = await request;
    assert.deepEqual([inputs, seed, sound], [[lamp], 0, false]);
    assert.match(shown[0]?.labels.join('|') ?? '', /Inputs: lamp/);
  });

  it('says before anything is sent which settings another server has not', async () => {
    const again = { ...given, provider: 'elsewhere', seed: 7 };
    const { shown, request } = ask(plain, ['enter', 'enter'], { again, given: { ...given, prompt: 'A lamp' } });
    assert.equal((await request).seed, undefined);
    assert.match(shown.at(-1)?.placeholder ?? '', /without Seed/);
  });
});
