import assert from 'node:assert/strict';
import type { ClipHeader } from '../../../../src/container/header';
import { headerFacts } from '../../../../src/ui/preview/headerFacts';
import { job } from './jobs';

const header: ClipHeader = {
  seconds: 8.04,
  picture: { codec: 'avc1.64001f', width: 1280, height: 704, fps: 30_000 / 1001 },
  sound: { codec: 'mp4a.40.2', channels: 2, rate: 48_000 },
};
const values = (facts: ReturnType<typeof headerFacts>) =>
  Object.fromEntries(facts.map(({ label, value }) => [label, value]));
const warnings = (asked: Parameters<typeof job>[0], found: Partial<ClipHeader> = {}) =>
  headerFacts(job({ size: undefined, seconds: undefined, ...asked }), { ...header, ...found }, 1e6)
    .filter(({ warning }) => warning)
    .map(({ label, warning }) => `${label}: ${warning}`);

describe('facts of a file', () => {
  it('are in words that people use', () => {
    assert.deepEqual(values(headerFacts(job(), header, 9_460_000)), {
      Picture: '1280 × 704, 29.97 frames/s, H.264',
      Length: '8s',
      Audio: 'AAC, 48 kHz, stereo',
      Bitrate: '9.4 Mb/s',
    });
  });

  it('say what is not there, and name a codec nobody knows as the file does', () => {
    const odd = { seconds: 2, picture: { codec: 'xvid', width: 64, height: 64 } };
    assert.deepEqual(values(headerFacts(job(), odd, 1000)), {
      Picture: '64 × 64, xvid',
      Length: '2s',
      Audio: 'None',
      Bitrate: '4 kb/s',
    });
    assert.deepEqual(headerFacts(job(), undefined, 1000), []);
  });

  it('warn where the file is not what was asked for', () => {
    assert.deepEqual(warnings({ size: '1280x720', seconds: 8 }), ['Picture: Requested: 1280 × 720']);
    assert.deepEqual(warnings({ size: '1280x704', seconds: 10 }), ['Length: Requested: 10s']);
    assert.deepEqual(warnings({ size: '720p' }), ['Picture: Requested: 720p']);
    assert.deepEqual(warnings({ size: '9:16' }), ['Picture: Requested: 9:16']);
  });

  it('go by what was asked for here before what the provider says of it', () => {
    const request = { prompt: '', size: '1280x720' };
    assert.deepEqual(warnings({ size: '1280x704', request }), ['Picture: Requested: 1280 × 720']);
  });

  it('do not warn where it is, or where nobody knows', () => {
    for (const size of ['1280x704', '1280*704', '704p', '20:11', '704p 20:11', 'large', undefined]) {
      assert.deepEqual(warnings({ size, seconds: 8 }), [], size);
    }
    assert.deepEqual(warnings({ size: '1280x720' }, { picture: undefined }), []);
  });
});
