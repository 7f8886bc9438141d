import assert from 'node:assert/strict';
import { decodeAccount } from '../../../src/api/decode/account';
import { decodeModels } from '../../../src/api/decode/models';
import { decodePrices } from '../../../src/api/decode/prices';
import { rateLimitOf } from '../../../src/api/transport/rateLimits';
import type { ModelInfo } from '../../../src/api/types';
import { estimateCost, matches, type Priced } from '../../../src/jobs/costs/price';

/** As they stand in OpenRouter's catalogue. */
const veo = {
  duration_seconds_with_audio: '0.12',
  duration_seconds_without_audio: '0.10',
  duration_seconds_with_audio_720p: '0.10',
  duration_seconds_without_audio_720p: '0.08',
};
const flux = {
  cents_per_second_output: '17',
  cents_per_second_output_720p: '17',
  cents_per_second_output_1080p: '29',
  cents_per_second_video_continuation_720p: '41',
};
const wan = { text_to_video_duration_seconds_720p: '0.10', image_to_video_duration_seconds_720p: '0.12' };
const hailuo = { duration_seconds: '0.13', reference_images: '0.04' };
const aleph = { cents_per_second_output: '28', minimum_cents_per_generation: '56' };

describe('What a clip costs', () => {
  const cost = (skus: object, request: Priced, model: Partial<ModelInfo> = {}) =>
    estimateCost(request, [], { id: 'm', ...model, prices: decodePrices(skus) })?.amount;

  it('is what the most specific price of the catalogue says', () => {
    const rows: [object, Priced, number | undefined, Partial<ModelInfo>?][] = [
      [veo, { seconds: 4, size: '720p 16:9' }, 0.4, { sound: true }],
      [veo, { seconds: 4, size: '1280x720', extra: { generate_audio: false } }, 0.32, { sound: true }],
      [veo, { seconds: 4, size: '1080x1920' }, 0.48, { sound: true }],
      [veo, { seconds: 4, size: '1080p' }, undefined],
      [flux, { seconds: 5, size: '720p' }, 0.85],
      [flux, { seconds: 5, size: '1920x1080' }, 1.45],
      [flux, { seconds: 5 }, undefined],
      [flux, { seconds: 5 }, 0.85, { resolutions: ['720p'] }],
      [wan, { seconds: 10, size: '720p' }, 1],
      [wan, { seconds: 10, size: '720p', reference: '/a.png' }, 1.2],
      [hailuo, { seconds: 6, reference: '/a.png' }, 0.82],
      [hailuo, { seconds: 6 }, 0.78],
      [hailuo, {}, undefined],
      [hailuo, {}, 1.3, { seconds: [10] }],
      [aleph, { seconds: 1 }, 0.56],
      [aleph, { seconds: 3 }, 0.84],
      [{ 'per-video-second': '0.2' }, { seconds: 2 }, 0.4],
      [{ cents_per_video_output_second_480p: 5, cents_per_image_input: 0.2 }, { seconds: 4, size: '480p' }, 0.2],
    ];
    for (const [skus, request, amount, model] of rows) {
      assert.equal(cost(skus, request, model), amount, JSON.stringify([skus, request]));
    }
  });

  it('is not known where a price is not understood, or is none', () => {
    // The value of `generate` in OpenRouter's document does not say what it is for.
    for (const skus of [
      { generate: '0.50' },
      { video_tokens: '0.0000107' },
      { ...hailuo, surprise_fee: '1' },
      { duration_seconds: '-1' },
      { duration_seconds: 'free' },
      { reference_images: '1' },
      { cents_per_megapixel_second_precise: '1' },
      null,
      [],
    ]) {
      assert.equal(decodePrices(skus), undefined, JSON.stringify(skus));
    }
  });

  it('is what the user says, where he says it', () => {
    const own = (price: object) => ({ amount: 1, currency: 'EUR', per: 'clip', ...price }) as never;
    const model = { id: 'google/veo-3.1', prices: decodePrices(hailuo) };
    const request = { model: 'google/veo-3.1', seconds: 2, size: '1280x720' };
    const of = (...prices: never[]) => estimateCost(request, prices, model)?.amount;
    assert.equal(of(own({})), 1);
    assert.equal(of(own({}), own({ amount: 2, when: { model: 'google/*' } })), 2);
    assert.equal(of(own({ when: { model: 'kling*' } })), 0.26);
    assert.equal(of(own({}), own({ amount: 3, when: { resolution: '720p' } })), 3);
    assert.equal(of(own({}), own({ amount: 3, when: { size: '720x1280' } })), 1);
    assert.equal(of(own({}), own({ amount: 2 })), undefined, 'two prices for the same thing');
    assert.equal(of(own({ per: 'second' }), own({ currency: 'USD', per: 'second' })), undefined);
  });

  it('is found by names with stars in them', () => {
    for (const pattern of ['veo-3', '*', 'veo*', '*-3', 'v*o*3', 'VEO-3']) {
      assert.ok(matches(pattern, 'veo-3'), pattern);
    }
    for (const pattern of ['veo', 'v*x*3', '', 'veo-3*-3', '*4']) assert.ok(!matches(pattern, 'veo-3'), pattern);
  });
});

describe('What a server tells of its models', () => {
  it('is read whole from OpenRouter', () => {
    const data = [
      {
        id: 'google/veo-3.1',
        name: 'Veo 3.1',
        supported_resolutions: ['720p', '4K'],
        supported_aspect_ratios: ['16:9'],
        supported_sizes: null,
        supported_durations: [4, 8],
        supported_frame_images: [],
        generate_audio: true,
        seed: null,
        pricing_skus: hailuo,
        allowed_passthrough_parameters: ['negative_prompt'],
      },
    ];
    assert.deepEqual(decodeModels({ data }), [
      {
        id: 'google/veo-3.1',
        name: 'Veo 3.1',
        seconds: [4, 8],
        resolutions: ['720p', '4k'],
        aspectRatios: ['16:9'],
        frames: [],
        sound: true,
        prices: decodePrices(hailuo),
        parameters: ['negative_prompt'],
      },
    ]);
  });

  it('tells video from other things by name in a list of all kinds, and leaves nothing out', () => {
    const data = ['gpt-4o', 'sora-2', 'wan-2.7', 'whisper-1', 'kling-v3'].map((id) => ({ id, object: 'model' }));
    const found = decodeModels({ object: 'list', data });
    assert.equal(found.length, 5);
    assert.deepEqual(
      found.filter(({ video }) => video === false).map(({ id }) => id),
      ['gpt-4o', 'whisper-1'],
    );
  });

  it('is kept within bounds, whatever comes', () => {
    const long = 'x'.repeat(10_000);
    const model = {
      id: 'a',
      name: long,
      supported_sizes: Array(1e5).fill('1x1'),
      supported_durations: [0, -1, 1e9, '4'],
    };
    const data = [
      model,
      model,
      null,
      7,
      { id: {} },
      { id: long },
      ...Array.from({ length: 5000 }, (_, id) => ({ id })),
    ];
    const found = decodeModels({ data });
    assert.ok(found.length < 2000);
    assert.deepEqual(found[0], { id: 'a', sizes: ['1x1'], seconds: [4] });
  });
});

describe('What a server tells of a key', () => {
  it('is what it may spend and has spent', () => {
    const data = { label: 'sk…', usage: 25.5, limit: 100, limit_remaining: 74.5, limit_reset: 'monthly' };
    const { usage: spent, limit, limit_remaining: remaining, limit_reset: resets } = data;
    assert.deepEqual(decodeAccount({ data }), { currency: 'USD', spent, limit, remaining, resets });
    assert.deepEqual(decodeAccount({ data: { usage: 0, limit: null } }), { currency: 'USD', spent: 0 });
    assert.throws(() => decodeAccount({ data: null }));
  });

  it('is how many requests it takes, in the headers of an answer', () => {
    const now = 1_800_000_000_000;
    const of = (limit: string, remaining: string, reset: string, more = '') =>
      rateLimitOf(
        {
          [`x-ratelimit-limit${more}`]: limit,
          [`x-ratelimit-remaining${more}`]: remaining,
          [`x-ratelimit-reset${more}`]: reset,
        },
        now,
      );
    assert.deepEqual(of('200', '199', String(now + 5000)), { limit: 200, remaining: 199, resetsAt: now + 5000 });
    assert.deepEqual(of('60', '0', '6m0s', '-requests'), { limit: 60, remaining: 0, resetsAt: now + 360_000 });
    assert.equal(of('60', '0', '20ms')?.resetsAt, now + 20);
    assert.equal(of('60', '1', '30')?.resetsAt, now + 30_000);
    assert.equal(of('60', '1', String(now / 1000 + 60))?.resetsAt, now + 60_000);
    assert.deepEqual(of('many', '1', 'soon'), { remaining: 1 });
    for (const none of ['', '-1', 'NaN', 'Infinity', ' ']) assert.equal(of('5', none, '1s'), undefined);
    assert.equal(rateLimitOf({}), undefined);
  });
});
