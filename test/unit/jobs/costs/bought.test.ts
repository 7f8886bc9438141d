import assert from 'node:assert/strict';
import type { ModelInfo, Price } from '../../../../src/api/types';
import { estimateCost } from '../../../../src/jobs/costs/price';

const perSecond: Price = { amount: 0.1, currency: 'USD', per: 'second', when: { model: 'm' } };
const dearer: Price = { amount: 0.5, currency: 'USD', per: 'second', when: { model: 'pro' } };
const own = [perSecond, dearer];
const request = { model: 'm', seconds: 4 };
const cost = (extra: Record<string, unknown>, prices: readonly Price[] = own, base: object = request) =>
  estimateCost({ ...base, extra }, prices)?.amount;

describe('the estimate of a request with extra fields', () => {
  for (const [what, extra, amount] of [
    ['none that matter', { seed: 7, negative_prompt: '10 seconds', style: 'n' }, 0.4],
    ['a longer length', { seconds: 60 }, 6],
    ['a length in words', { seconds: '60' }, 6],
    ['a length with its unit', { duration: '12s' }, 1.2],
    ['an ISO length', { duration: 'PT12S' }, 1.2],
    ['a length as a clock shows it', { duration: '1:05' }, 6.5],
    ['another spelling of a length', { durationSeconds: 8 }, 0.8],
    ['a length inside "parameters"', { parameters: { duration: 8 } }, 0.8],
    ['a length deep inside', { input: { config: { video: { 'duration-seconds': 8 } } } }, 0.8],
    ['several clips', { n: 15 }, 6],
    ['several clips in words', { n: '3' }, 1.2],
    ['another spelling of several clips', { numberOfVideos: 2 }, 0.8],
    ['several clips inside "metadata"', { metadata: { sampleCount: 2 } }, 0.8],
    ['more clips and a longer length', { n: 2, seconds: 8 }, 1.6],
    ['a dearer model', { model: 'pro' }, 2],
    ['another spelling of a model', { model_name: 'pro' }, 2],
    ['a dearer model, longer', { model: 'pro', seconds: 8 }, 4],
    ['the same model and length', { model: 'm', seconds: 4, n: 1 }, 0.4],
    ['a shorter length, which the server may not read', { duration: 2 }, 0.4],
    ['shots that make one clip', { shots: [{ duration: 5 }, { duration: 7 }] }, 1.2],
    ['nothing at all', { seconds: null, n: undefined }, 0.4],
  ] as const) {
    it(`counts ${what}: ${JSON.stringify(extra)}`, () => assert.equal(cost(extra), amount));
  }

  for (const extra of [
    { seconds: 'long' },
    { seconds: -1 },
    { seconds: 0 },
    { duration: true },
    { seconds: 'NaN' },
    { n: 0 },
    { n: -3 },
    { n: 1.5 },
    { n: 'many' },
    { n: '' },
    { num_frames: 240 },
    { model: 'unpriced' },
    { parameters: { modelId: 'unpriced' } },
    { shots: [{ duration: 5 }, { duration: 'rest' }] },
    { a: { b: { c: { d: { e: { f: { g: { h: { i: { n: 9 } } } } } } } } } },
  ]) {
    it(`is unknown for what cannot be priced: ${JSON.stringify(extra)}`, () => assert.equal(cost(extra), undefined));
  }

  it('takes a length that only an extra field gives', () => {
    assert.equal(cost({ seconds: 8 }, own, { model: 'm' }), 0.8);
    assert.equal(cost({}, own, { model: 'm' }), undefined);
  });

  it('takes a model that only an extra field gives', () => {
    assert.equal(cost({ model: 'pro' }, own, { seconds: 4 }), 2);
  });

  it('needs no length where clips have one price', () => {
    const perClip: Price = { amount: 3, currency: 'USD', per: 'clip' };
    assert.equal(cost({ duration: 'long', n: 2 }, [perClip]), 6);
  });

  it('is unknown where the models are priced in two currencies', () => {
    assert.equal(cost({ model: 'pro' }, [perSecond, { ...dearer, currency: 'CNY' }]), undefined);
  });

  it('reads a resolution wherever it stands', () => {
    const prices: Price[] = ['720p', '4k'].map((resolution, index) => ({
      amount: index + 1,
      currency: 'USD',
      per: 'clip',
      when: { resolution },
    }));
    assert.equal(cost({ resolution: '4K' }, prices, { size: '720p' }), 2);
    assert.equal(cost({ parameters: { resolution: '4k' } }, prices, { size: '720p' }), 2);
    assert.equal(cost({ size: '3840x2160' }, prices, { size: '720p' }), 2);
  });

  it('takes a server’s price of the model that an extra field names', () => {
    const info = (id: string, amount: number): ModelInfo => ({
      id,
      prices: [{ amount, currency: 'USD', per: 'clip' }],
    });
    const priced = { model: 'a', extra: { model: 'b' } };
    assert.equal(estimateCost(priced, [], info('a', 1), [info('b', 7)])?.amount, 7);
    assert.equal(estimateCost(priced, [], info('a', 9), [info('b', 7)])?.amount, 9);
    assert.equal(estimateCost(priced, [], info('a', 1)), undefined);
  });
});
