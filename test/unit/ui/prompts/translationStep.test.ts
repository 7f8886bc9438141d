import assert from 'node:assert/strict';
import sinon from 'sinon';
import { capabilitiesOf } from '../../../../src/api/dialects';
import type { Provider } from '../../../../src/api/provider';
import type { Capabilities } from '../../../../src/api/types';
import { askCreate, type CreateFormDeps } from '../../../../src/ui/prompts/createForm';
import { nothingTold } from '../../../../src/ui/prompts/modelSteps';
import { type Act, answerInputs } from '../../support/quickInput';

const studio: Provider = { id: 'studio', label: 'Studio', type: 'openai', baseUrl: 'https://video.example' };
const second: Provider = { ...studio, id: 'second', label: 'Second' };
const gateway: Provider = { id: 'gateway', label: 'Gateway', type: 'newapi', baseUrl: 'https://gateway.example' };

const veo: Provider = { id: 'veo', label: 'Veo', type: 'gemini', baseUrl: 'https://veo.example', model: 'veo-3' };

const image = 'https://image.example/a.png';
const extra = { seed: 7, style: 'film' };
const again = {
  provider: 'studio',
  prompt: 'A kite',
  model: 'veo',
  seconds: 8,
  size: '1280x720',
  reference: image,
  extra,
};

describe('Settings of an earlier job', () => {
  afterEach(() => sinon.restore());

  const use = (
    acts: Act[],
    able: Record<string, Capabilities['reference']> = {},
    providers = [studio, second, gateway],
  ) => {
    const deps: CreateFormDeps = {
      providers,
      defaultProvider: 'gateway',
      capabilities: (id) => ({
        ...capabilitiesOf(providers.find((one) => one.id === id)!),
        reference: able[id] ?? ['file', 'url'],
      }),
      models: async () => nothingTold,
      known: () => nothingTold,
      cost: () => undefined,
      costMatters: () => false,
      parameters: () => undefined,
      history: () => [],
      remembered: (id) => ({ model: `last-of-${id}` }),
      ready: async () => {},
      bring: async (image) => image.fsPath,
      fit: async () => undefined,
      drafted: async () => {},
    };
    const shown = answerInputs(...acts);
    return { shown, request: askCreate(deps, { title: 'Create Again', given: {}, again }) };
  };
  const enters = (count: number): Act[] => Array.from({ length: count }, () => 'enter');

  it('are all used again at its own provider, which is offered first', async () => {
    const { shown, request } = use(enters(6));
    assert.deepEqual(await request, again);
    assert.deepEqual(shown[0]!.labels, ['Studio', 'Second', 'Gateway']);
    assert.equal(shown.length, 6);
  });

  it('are used at another provider, with a model that it knows, and without fields that may mean something else', async () => {
    const { shown, request } = use([{ pick: 'Second' }, ...enters(6)]);
    const { extra: _extra, ...rest } = again;
    const { extra: sent, ...others } = await request;
    assert.deepEqual(others, { ...rest, provider: 'second', model: 'last-of-second' });
    assert.equal(sent, undefined);
    assert.equal(shown.at(-1)!.placeholder, 'For Second: without the additional fields seed, style');
  });

  it('that another model of the same provider may not know are named, too', async () => {
    const { shown, request } = use(['enter', 'enter', { pick: 'Use “other”', typed: 'other' }, ...enters(4)]);
    assert.deepEqual((await request).extra, undefined);
    assert.match(shown.at(-1)!.placeholder!, /seed, style/);
  });

  it('become what a type of server takes, which is offered and said', async () => {
    const { shown, request } = use([{ pick: 'Veo' }, ...enters(6)], { veo: ['file'] }, [studio, veo]);
    const { size, reference } = await request;
    assert.deepEqual([size, reference], ['720p 16:9', undefined]);
    assert.deepEqual(shown[4]!.labels.slice(0, 3), ['Let the provider choose the size', '720p 16:9', '720p 9:16']);
    assert.equal(
      shown.at(-1)!.placeholder,
      'For Veo: 720p 16:9 for 1280x720, without the image (this server only accepts files), without the additional fields seed, style',
    );
  });

  it('that were changed in the form are not told of', async () => {
    const acts: Act[] = [
      { pick: 'Veo' },
      'enter',
      'enter',
      'enter',
      { pick: '1080p 9:16' },
      'enter',
      { pick: 'Keep the' },
    ];
    const { shown, request } = use(acts, { veo: ['file'] }, [studio, veo]);
    assert.deepEqual((await request).size, '1080p 9:16');
    assert.equal(
      shown.at(-1)!.placeholder,
      'For Veo: without the image (this server only accepts files), without the additional fields seed, style',
    );
  });

  it('that another type has no words for are named, and left out only when that is wanted', async () => {
    const { shown, request } = use([{ pick: 'Gateway' }, ...enters(5)], { gateway: [] });
    const { extra: _extra, reference: _reference, ...rest } = again;
    const { reference, extra: sentExtra, ...sent } = await request;
    assert.deepEqual(sent, { ...rest, provider: 'gateway', model: 'last-of-gateway' });
    assert.deepEqual([reference, sentExtra], [undefined, undefined]);
    const said = shown.at(-1)!;
    assert.equal(
      said.placeholder,
      'For Gateway: without the image (this server does not accept any), without the additional fields seed, style',
    );
    assert.deepEqual(said.labels, ['Create with These Changes', 'Keep the additional fields']);
    assert.equal(said.canGoBack, true);
  });

  it('are sent to another type all the same where the user insists', async () => {
    const { request } = use([{ pick: 'Gateway' }, ...enters(5), { pick: 'Keep the additional' }]);
    const { extra: sent, reference } = await request;
    assert.deepEqual(sent, extra);
    assert.equal(reference, image);
  });

  it('are no loss where the user chose to have no image', async () => {
    const { shown, request } = use([...enters(5), { pick: 'No image' }]);
    assert.equal((await request).reference, undefined);
    assert.equal(shown.length, 6);
  });

  it('are used where its own provider is gone', async () => {
    const { shown, request } = use(enters(6), {}, [gateway]);
    assert.equal((await request).provider, 'gateway');
    assert.match(shown.at(-1)!.placeholder!, /additional fields seed, style/);
  });
});
