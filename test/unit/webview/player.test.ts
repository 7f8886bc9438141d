import assert from 'node:assert/strict';
import { FrameRateMeter, frameTime, timesInParts } from '../../../src/webview/frames';
import { isSoundMissing } from '../../../src/webview/sound';
import { clock, fineClock } from '../../../src/webview/time';

describe('a frame step', () => {
  const at = (frame: number, fps = 25) => (frame + 0.5) / fps;

  it('goes to the middle of the next and the previous frame', () => {
    assert.equal(frameTime(0, 1, 25, 3), at(1));
    assert.equal(frameTime(at(10), 1, 25, 3), at(11));
    assert.equal(frameTime(at(10), -1, 25, 3), at(9));
    assert.equal(frameTime(1 / 25 - 1e-7, 1, 25, 3), at(2), 'a rounded time is the frame that it is nearest to');
  });

  it('stays inside the clip', () => {
    assert.equal(frameTime(0, -1, 25, 3), at(0));
    assert.equal(frameTime(3, 1, 25, 3), at(74));
    assert.equal(frameTime(at(59, 29.97), 1, 29.97, 2.002), at(59, 29.97));
  });

  it('takes the rate from the frames that were shown where the file does not tell', () => {
    const meter = new FrameRateMeter();
    assert.equal(meter.fps, undefined);
    for (const time of [0, 0.04, 0.12, 0.16, 2, 1.5, 1.54]) meter.add(time);
    assert.equal(Math.round(meter.fps ?? 0), 25);
  });
});

describe('the times of a filmstrip', () => {
  it('are in the middle of equal parts where nothing is known of whole pictures', () => {
    assert.deepEqual(timesInParts(4, 8, []), [1, 3, 5, 7]);
  });

  it('are those of whole pictures, the nearest to the middle of each part that has any', () => {
    assert.deepEqual(timesInParts(4, 8, [0, 2.5, 3.25, 6.25, 8]), [1, 3.251, 5, 6.251]);
  });

  it('never leave their part, however whole pictures lie', () => {
    for (const gap of [0.1, 0.7, 1.9, 5]) {
      const keys = Array.from({ length: Math.ceil(12 / gap) }, (_, at) => at * gap);
      timesInParts(8, 12, keys).forEach((time, at) => {
        assert.ok(time >= at * 1.5 && time < (at + 1) * 1.5, `${time} for part ${at}, a whole picture each ${gap} s`);
      });
    }
  });
});

describe('missing sound', () => {
  const facts = { codec: 'mp4a.40.2', aac: false, played: 0, decodedBytes: 0 };

  it('is known before playing where AAC cannot be decoded', () => assert.ok(isSoundMissing(facts)));

  it('is known after half a second of play without a byte of sound', () => {
    assert.ok(isSoundMissing({ ...facts, codec: 'Opus', aac: true, played: 0.6 }));
    assert.equal(isSoundMissing({ ...facts, codec: 'Opus', aac: false, played: 0.3 }), false);
  });

  it('is not claimed of a silent clip, or where sound was decoded or is not counted', () => {
    assert.equal(isSoundMissing({ ...facts, codec: 'none', played: 2 }), false);
    assert.equal(isSoundMissing({ ...facts, played: 2, decodedBytes: 900 }), false);
    assert.equal(isSoundMissing({ ...facts, played: 2, decodedBytes: undefined }), false);
  });

  it('is not claimed of a file that was not understood unless AAC is known to be missing', () => {
    assert.equal(isSoundMissing({ ...facts, codec: undefined, aac: true, played: 2 }), false);
    assert.ok(isSoundMissing({ ...facts, codec: undefined, aac: false, played: 2 }));
  });
});

describe('times of the player', () => {
  it('are clocks', () => {
    assert.equal(clock(83.9), '1:23');
    assert.equal(clock(3723), '1:02:03');
    assert.equal(clock(-1), '0:00');
    assert.equal(fineClock(3.24), '0:03.2');
    assert.equal(fineClock(0.7), '0:00.7');
    assert.equal(fineClock(59.99), '0:59.9');
  });
});
