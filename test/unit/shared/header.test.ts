import assert from 'node:assert/strict';
import { parseHeader } from '../../../src/shared/header';

describe('a header from the page', () => {
  const picture = { codec: 'avc1.64001f', width: 1280, height: 704, fps: 24 };
  const sound = { codec: 'mp4a.40.2', channels: 2, rate: 48_000 };

  it('is taken as it is', () =>
    assert.deepEqual(parseHeader({ seconds: 8, picture, sound }), { seconds: 8, picture, sound }));

  it('loses the parts that cannot be', () => {
    assert.deepEqual(parseHeader({ seconds: 8, picture: { ...picture, codec: '<b>' }, sound: 'loud' }), { seconds: 8 });
    assert.deepEqual(parseHeader({ seconds: 8, picture: { ...picture, width: -1 } }), { seconds: 8 });
    assert.deepEqual(parseHeader({ seconds: 8, sound: { ...sound, rate: Infinity } }), { seconds: 8 });
    const { fps, ...still } = picture;
    for (const odd of [0, Number.NaN, 1e9, 'fast']) {
      assert.deepEqual(
        parseHeader({ seconds: 8, picture: { ...picture, fps: odd } }),
        { seconds: 8, picture: still },
        `${fps}`,
      );
    }
  });

  it('is nothing without a length', () => {
    for (const value of [undefined, {}, { seconds: -1 }, { seconds: '8' }, [8]]) {
      assert.equal(parseHeader(value), undefined);
    }
  });
});
