import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import type { Provider } from '../../../../src/api/provider';
import type { Capabilities, ModelInfo } from '../../../../src/api/types';
import { askCreate, type CreateFormDeps, type Remembered } from '../../../../src/ui/prompts/createForm';
import { Dismissed } from '../../../../src/ui/prompts/input';
import { type Act, answerInputs } from '../../support/quickInput';

const studio: Provider = {
  id: 'studio',
  label: 'Studio',
  type: 'openai',
  baseUrl: 'https://video.example',
  model: 'own',
};
const veo: ModelInfo = { id: 'veo', seconds: [5, 10], sizes: ['1920x1080'] };
const gateway: Provider = { id: 'gateway', type: 'newapi', baseUrl: 'https://gateway.example' };

interface Change extends Partial<Omit<CreateFormDeps, 'models'>> {
  memory?: Remembered;
  models?: readonly ModelInfo[];
}

function deps({ memory = {}, models = [veo], ...more }: Change = {}): CreateFormDeps {
  const told = { models, at: Date.now() };
  return {
    providers: [studio],
    defaultProvider: undefined,
    capabilities: () => ({ reference: ['file', 'url'] }) as unknown as Capabilities,
    models: async () => told,
    known: () => told,
    cost: () => undefined,
    costMatters: () => false,
    parameters: () => undefined,
    history: () => [],
    remembered: () => memory,
    bring: async (image) => image.fsPath,
    ready: async () => {},
    fit: async () => undefined,
    drafted: async () => {},
    ...more,
  };
}

const ask = (acts: Act[], start: Partial<Parameters<typeof askCreate>[1]> = {}, with_ = deps()) => {
  const shown = answerInputs(...acts);
  return { shown, request: askCreate(with_, { title: 'Create Video', given: {}, ...start }) };
};

describe('The create form', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'video-jobs-form-'))));
  after(() => rmSync(folder, { recursive: true }));
  afterEach(() => sinon.restore());

  it('asks five things, and the rest of what the provider knows of the model', async () => {
    const { shown, request } = ask([
      { type: 'A kite' },
      { pick: 'veo' },
      { pick: '10' },
      { pick: '1920x1080' },
      'enter',
    ]);
    assert.deepEqual(await request, {
      provider: 'studio',
      prompt: 'A kite',
      model: 'veo',
      seconds: 10,
      size: '1920x1080',
      reference: undefined,
    });
    assert.deepEqual(
      shown.map(({ step, totalSteps }) => `${step}/${totalSteps}`),
      ['1/5', '2/5', '3/5', '4/5', '5/5'],
    );
    assert.deepEqual(shown[3]!.labels, ['Let the provider choose the size', '1920x1080']);
  });

  it('leaves all but the prompt to the provider by Enter', async () => {
    const { request } = ask([{ type: 'A kite' }, 'enter', 'enter', 'enter', 'enter']);
    const { prompt, provider, ...rest } = await request;
    assert.deepEqual([prompt, provider], ['A kite', 'studio']);
    assert.ok(Object.values(rest).every((value) => value === undefined));
  });

  it('has the key asked for before anything is written, and for the provider that was chosen', async () => {
    const asked: string[] = [];
    const refuse = (id: string) => {
      asked.push(id);
      return Promise.reject(new Dismissed());
    };
    const with_ = deps({ providers: [studio, gateway], ready: refuse });
    const { shown, request } = ask([{ pick: 'gateway' }], {}, with_);
    await assert.rejects(request, Dismissed);
    assert.deepEqual(asked, ['gateway']);
    assert.equal(shown.length, 1);
  });

  it('asks for the provider where there are several, the default one first', async () => {
    const with_ = deps({ providers: [studio, gateway], defaultProvider: 'gateway' });
    const { shown, request } = ask(['enter', { type: 'p' }, 'enter', 'enter', 'enter', 'enter'], {}, with_);
    assert.equal((await request).provider, 'gateway');
    assert.deepEqual(shown[0]!.labels, ['gateway', 'Studio']);
    assert.equal(shown[0]!.totalSteps, 6);
  });

  it('offers what was chosen last, and the selection as the prompt', async () => {
    const memory = { model: 'veo', seconds: 10, size: '1920x1080', reference: 'https://image.example/a.png' };
    const acts: Act[] = ['enter', 'enter', 'enter', 'enter', 'enter'];
    const with_ = deps({ memory });
    const { shown, request } = ask(acts, { prompt: 'From the editor' }, with_);
    assert.deepEqual(await request, { provider: 'studio', prompt: 'From the editor', ...memory });
    assert.equal(shown[0]!.value, 'From the editor');
  });

  it('starts from an earlier request, and keeps its further parameters', async () => {
    const again = {
      provider: 'studio',
      prompt: 'Once more',
      model: 'veo',
      seconds: 5,
      size: '1920x1080',
      extra: { seed: 7 },
    };
    const with_ = deps({ memory: { model: 'other', reference: '/x.png' } });
    const { request } = ask(['enter', 'enter', 'enter', 'enter', 'enter'], { again }, with_);
    assert.deepEqual(await request, { ...again, reference: undefined });
  });

  it('goes back to the answer that was given', async () => {
    const acts: Act[] = [{ type: 'A kite' }, 'back', { type: 'A red kite' }, 'enter', 'enter', 'enter', 'enter'];
    const { shown, request } = ask(acts);
    assert.equal((await request).prompt, 'A red kite');
    assert.equal(shown[2]!.value, 'A kite');
    assert.deepEqual(
      shown.slice(0, 3).map(({ canGoBack }) => canGoBack),
      [false, true, false],
    );
  });

  for (const at of [0, 1, 2, 3, 4]) {
    it(`can be left at step ${at + 1}`, async () => {
      const acts: Act[] = [{ type: 'A kite' }, 'enter', 'enter', 'enter', 'enter'];
      await assert.rejects(ask([...acts.slice(0, at), 'escape']).request, Dismissed);
    });
  }

  it('does not ask for what was given', async () => {
    const given = { provider: 'studio', prompt: 'A kite', model: 'x', seconds: 4, size: '720p' };
    const { shown, request } = ask(['enter'], { given });
    assert.equal((await request).model, 'x');
    assert.match(shown[0]!.placeholder!, /image/);
  });

  it('takes words of the user’s own', async () => {
    const acts: Act[] = [
      { type: 'p' },
      { pick: 'Use “next”', typed: 'next' },
      { pick: 'Use 7', typed: '7' },
      { pick: 'Use “480p”', typed: '480p' },
      'enter',
    ];
    const { request } = ask(acts, {}, deps({ models: [] }));
    const { model, seconds, size } = await request;
    assert.deepEqual([model, seconds, size], ['next', 7, '480p']);
  });

  it('asks for no image where the provider takes none', async () => {
    const with_ = deps({ capabilities: () => ({ reference: [] }) as unknown as Capabilities });
    const { shown, request } = ask([{ type: 'p' }, 'enter', 'enter', 'enter'], {}, with_);
    await request;
    assert.equal(shown[0]!.totalSteps, 4);
  });

  it('looks at the image before money is spent', async () => {
    const file = join(folder, 'not-an-image.png');
    writeFileSync(file, 'hello');
    sinon.stub(vscode.window, 'showOpenDialog').resolves([vscode.Uri.file(file)]);
    const given = { provider: 'studio', prompt: 'p', model: 'x', seconds: 4, size: '1280x720' };
    const { shown, request } = ask([{ pick: 'Choose a File' }, 'enter', { pick: 'No image' }], { given });
    assert.equal((await request).reference, undefined);
    assert.match(shown[1]!.placeholder!, /not-an-image\.png is not a PNG/);
    assert.deepEqual(shown[1]!.labels, ['Choose another image']);
  });

  it('brings an image that a remote window’s dialog found on the user’s own computer', async () => {
    const file = 'media/sandbox/aurora-thumbnail.webp';
    const local = { scheme: 'vscode-local', path: '/home/me/a.webp', fsPath: '/home/me/a.webp' } as vscode.Uri;
    sinon.stub(vscode.window, 'showOpenDialog').resolves([local]);
    const brought: vscode.Uri[] = [];
    const bring = async (image: vscode.Uri) => (brought.push(image), file);
    const given = { provider: 'studio', prompt: 'p', model: 'x', seconds: 4, size: '1280x720' };
    const { request } = ask([{ pick: 'Choose a File' }, { pick: 'Use without changes' }], { given }, deps({ bring }));
    assert.equal((await request).reference, file);
    assert.deepEqual(brought, [local]);
  });

  it('takes an image of another size where the user insists', async () => {
    const file = 'media/sandbox/aurora-thumbnail.webp';
    sinon.stub(vscode.window, 'showOpenDialog').resolves([vscode.Uri.file(file)]);
    const given = { provider: 'studio', prompt: 'p', model: 'x', seconds: 4, size: '1x1' };
    const { shown, request } = ask([{ pick: 'Choose a File' }, { pick: 'Use without changes' }], { given });
    assert.equal((await request).reference, file);
    assert.equal(shown.length, 2);
  });

  it('takes the address of an image, if it is one, and shows the ways again after the way back', async () => {
    const given = { provider: 'studio', prompt: 'p', model: 'x', seconds: 4, size: '1280x720' };
    const acts: Act[] = [
      { pick: 'Enter a URL' },
      'back',
      { pick: 'Enter a URL' },
      { type: 'http://image.example/a.png' },
      { type: 'https://image.example/a.png' },
    ];
    const { shown, request } = ask(acts, { given });
    assert.equal((await request).reference, 'https://image.example/a.png');
    assert.match(shown[3]!.refused!, /https/);
  });

  it('says why a request will be refused, and sends it where that is wanted', async () => {
    const acts: Act[] = [{ type: 'A kite' }, { pick: 'veo' }, { type: '7' }, { pick: '1920x1080' }, 'enter'];
    const { shown, request } = ask([...acts, { pick: 'Send anyway' }]);
    assert.equal((await request).seconds, 7);
    assert.equal(shown.at(-1)!.placeholder, 'veo supports clips of 5 or 10 seconds, not 7.');
  });

  it('shows what each choice costs, and sends what the model got before', async () => {
    const cost = ({ seconds = 0 }: { seconds?: number }) =>
      seconds > 0 ? { amount: seconds / 10, currency: 'USD', source: 'estimated' as const } : undefined;
    const with_ = deps({ cost, costMatters: () => true, parameters: () => ({ seed: 7 }) });
    const { shown, request } = ask([{ type: 'A kite' }, { pick: 'veo' }, { pick: '10' }, 'enter', 'enter'], {}, with_);
    assert.deepEqual((await request).extra, { seed: 7 });
    assert.deepEqual(
      shown.map(({ title }) => title),
      [
        ...['Create Video', 'Create Video'],
        'Create Video · cost unknown · seed',
        ...['Create Video · about $1.00 · seed', 'Create Video · about $1.00 · seed'],
      ],
    );
  });

  it('asks for no image where the model takes none', async () => {
    const { request } = ask(
      [{ type: 'A kite' }, { pick: 'veo' }, 'enter', 'enter'],
      {},
      deps({ models: [{ ...veo, frames: [] }] }),
    );
    assert.equal((await request).model, 'veo');
  });
});
