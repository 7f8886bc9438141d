import assert from 'node:assert/strict';
import type { Speaker } from '../../../src/sound/aac/layout';
import { mixFor } from '../../../src/sound/speakers';

describe('The channels of a copy', () => {
  for (const [from, to] of [
    ['FC', '0'],
    ['FL FR', '0 1'],
    ['FL FR FC', '0 1 2'],
    ['FL FR BL BR', '0 1 2 3'],
    ['FL FR SL SR', '0 1 2 3'],
    ['FL FR FC BC', '0 1 2 .3 .3'],
    ['FL FR LFE', '0 1 - 2 - -'],
    ['FL FR FC BL BR', '0 1 2 3 4'],
    ['FL FR FC LFE BL BR', '0 1 2 3 4 5'],
    ['FL FR FC LFE SL SR', '0 1 2 3 4 5'],
    ['FL FR FC LFE BL BR BC', '0 1 2 3 6 4 5'],
    ['FL FR FC LFE BL BR SL SR', '0 1 2 3 4 5 6 7'],
    ['FL FR FC LFE BL BR FLC FRC', '0+.6 1+.7 2 3 4 5 - -'],
  ] as const) {
    it(`are those of FLAC for ${from}`, () => {
      const mixes = mixFor(from.split(' ') as Speaker[]);
      const text = mixes
        .map((mix) => mix.map(({ from, gain }) => `${gain === 1 ? '' : '.'}${from}`).join('+') || '-')
        .join(' ');
      assert.equal(text, to);
    });
  }
});
