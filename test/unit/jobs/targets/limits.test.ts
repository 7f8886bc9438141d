import assert from 'node:assert/strict';
import { capabilitiesOf, providerTypes } from '../../../../src/api/dialects';
import { refusalOf } from '../../../../src/api/dialects/refusal';
import { limitsOf, sizesOf, takesSize, unionOf } from '../../../../src/jobs/targets/limits';

const addresses: Record<string, string> = { sandbox: 'http://127.0.0.1/openai/v1' };
const provider = (type: string) => ({ type, baseUrl: addresses[type] ?? `https://${type}.example` });

describe('The lengths and sizes a create accepts', () => {
  for (const type of providerTypes) {
    it(`can all be encoded for ${type}`, () => {
      const limits = limitsOf(capabilitiesOf(provider(type)), undefined);
      const asked = [
        ...sizesOf(limits).map((size) => ({ size })),
        ...(limits.seconds ?? []).map((seconds) => ({ seconds })),
      ];
      for (const part of asked) {
        assert.equal(refusalOf(provider(type), { prompt: 'p', model: 'm', ...part }), undefined, JSON.stringify(part));
      }
    });
  }

  it('are known for types that document them', () => {
    const sizes = (type: string) => sizesOf(limitsOf(capabilitiesOf(provider(type)), undefined));
    assert.deepEqual(sizes('gemini').slice(0, 3), ['720p 16:9', '720p 9:16', '1080p 16:9']);
    assert.equal(sizes('gemini').length, 6);
    assert.equal(sizes('xai').length, 21);
    assert.deepEqual(sizes('azure'), ['720x1280', '1280x720']);
    assert.deepEqual(sizes('unified'), ['720p', '1080p']);
    assert.deepEqual(limitsOf(capabilitiesOf(provider('azure')), undefined).seconds, [4, 8, 12]);
    for (const type of ['openai', 'newapi', 'openrouter']) assert.deepEqual(sizes(type), [], type);
  });

  it('follow the model’s catalogue entry rather than the type', () => {
    const takes = { sizes: ['1280x720'], seconds: [4, 8] };
    assert.deepEqual(limitsOf({ takes }, undefined), { ...takes, ...none });
    assert.deepEqual(limitsOf({ takes }, { seconds: [6] }), { ...none, sizes: ['1280x720'], seconds: [6] });
    assert.deepEqual(limitsOf({ takes }, { resolutions: ['720p'], frames: [] }), {
      ...none,
      sizes: undefined,
      resolutions: ['720p'],
      seconds: [4, 8],
      frames: [],
    });
  });
  const none = { resolutions: undefined, aspectRatios: undefined, frames: undefined };

  it('include a size in any notation', () => {
    const shapes = { resolutions: ['720p', '4k'], aspectRatios: ['16:9'] };
    for (const size of ['720p', '16:9', '720P 16x9', '4K', '1280x720', '3840x2160']) {
      assert.ok(takesSize(shapes, size), size);
    }
    for (const size of ['1080p', '9:16', '720x1280', '1920x1080', 'large']) assert.ok(!takesSize(shapes, size), size);
    assert.ok(takesSize({}, 'large'));
    assert.ok(takesSize({ sizes: ['1280x720'] }, '1280X720'));
    assert.ok(takesSize({ aspectRatios: ['16:9'] }, '854x480'));
  });

  it('combine those of several models, each size once and in pixels', () => {
    const union = unionOf([
      { seconds: [6, 4], sizes: ['1280x720'] },
      { seconds: [10], resolutions: ['720p', '1080p'], aspectRatios: ['16:9'] },
    ]);
    assert.deepEqual(union, { seconds: [4, 6, 10], sizes: ['1280x720', '1080p 16:9'] });
    assert.deepEqual(unionOf([{}, { seconds: [5] }]).seconds, [4, 5, 8, 12]);
  });
});
