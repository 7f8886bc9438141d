import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { Capabilities, Provider } from '../../../../src/api/types';
import { askCreate, type CreateFormDeps } from '../../../../src/ui/prompts/createForm';
import { nothingTold } from '../../../../src/ui/prompts/modelSteps';
import { answerInputs, type Act } from '../../support/quickInput';

const studio: Provider = { id: 'studio', label: 'Studio', type: 'openai', baseUrl: 'https://video.example' };
const second: Provider = { ...studio, id: 'second', label: 'Second' };
const gateway: Provider = { id: 'gateway', label: 'Gateway', type: 'newapi', baseUrl: 'https://gateway.example' };

const image = 'https://image.example/a.png';
const extra = { seed: 7, style: 'film' };
const again = { provider: 'studio', prompt: 'A kite', model: 'veo', seconds: 8, size: '720p', reference: image, extra };

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
      capabilities: (id) => ({ reference: able[id] ?? ['file', 'url'] }) as unknown as Capabilities,
      models: async () => nothingTold,
      known: () => nothingTold,
      cost: () => undefined,
      minds: () => false,
      parameters: () => undefined,
      history: () => [],
      remembered: (id) => ({ model: `last-of-${id}` }),
      ready: async () => {},
      fit: async () => undefined,
      drafted: async () => {},
    };
    const shown = answerInputs(...acts);
    return { shown, request: askCreate(deps, { title: 'Use These Settings', given: {}, again }) };
  };
  const enters = (count: number): Act[] => Array.from({ length: count }, () => 'enter');

  it('are all used again at its own provider, which is offered first', async () => {
    const { shown, request } = use(enters(6));
    assert.deepEqual(await request, again);
    assert.deepEqual(shown[0]!.labels, ['Studio', 'Second', 'Gateway']);
    assert.equal(shown.length, 6);
  });

  it('are used at another provider of the type, with a model that it knows', async () => {
    const { request } = use([{ pick: 'Second' }, ...enters(5)]);
    assert.deepEqual(await request, { ...again, provider: 'second', model: 'last-of-second' });
  });

  it('that another type has no words for are named, and left out only when that is wanted', async () => {
    const { shown, request } = use([{ pick: 'Gateway' }, ...enters(5)], { gateway: [] });
    const { extra: _extra, reference: _reference, ...rest } = again;
    const { reference, extra: sentExtra, ...sent } = await request;
    assert.deepEqual(sent, { ...rest, provider: 'gateway', model: 'last-of-gateway' });
    assert.deepEqual([reference, sentExtra], [undefined, undefined]);
    const said = shown.at(-1)!;
    assert.match(
      said.placeholder!,
      /Gateway: the image https:\/\/image\.example\/a\.png, the extra fields seed, style/,
    );
    assert.deepEqual(said.labels, ['Create without', 'Send the extra fields all the same']);
    assert.equal(said.canGoBack, true);
  });

  it('are sent to another type all the same where the user insists', async () => {
    const { request } = use([{ pick: 'Gateway' }, ...enters(5), { pick: 'Send the extra' }]);
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
    assert.match(shown.at(-1)!.placeholder!, /the extra fields seed, style/);
  });
});
