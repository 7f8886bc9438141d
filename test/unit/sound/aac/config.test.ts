import assert from 'node:assert/strict';
import { readAdtsHeader } from '../../../../src/sound/aac/adts';
import { readAudioConfig } from '../../../../src/sound/aac/config';
import { AacDecoder } from '../../../../src/sound/aac/decoder';
import { UnsupportedSound } from '../../../../src/sound/aac/errors';
import { BitWriter } from '../support/bitWriter';
import { adts, channel, frame, type ProgramSpec, single, writeProgram } from '../support/frames';

const inHertz = (rate: number) =>
  Buffer.from(new BitWriter().write(2, 5).write(15, 4).write(rate, 24).write(2, 4).write(0, 3).bytes()).toString('hex');
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('The configuration of an AAC stream', () => {
  for (const [name, hex, expected] of [
    ['AAC-LC, 44.1 kHz, stereo', '1210', { sampleRate: 44100, channelConfiguration: 2, sbr: false, ps: false }],
    ['AAC-LC, 48 kHz, 5.1', '11b0', { sampleRate: 48000, channelConfiguration: 6, sbr: false, ps: false }],
    ['frames of 960 samples', '1194', { sampleRate: 48000, frameLength: 960 }],
    ['a rate in Hz', inHertz(24000), { sampleRate: 24000, rateIndex: 6 }],
    ['a rate of no table', inHertz(40000), { sampleRate: 40000, rateIndex: 4 }],
    ['HE-AAC, told in front', '2b118800', { sampleRate: 24000, sbr: true, ps: false, extensionRate: 48000 }],
    ['HE-AAC v2, told in front', 'eb098800', { sampleRate: 24000, sbr: true, ps: true, extensionRate: 48000 }],
    ['HE-AAC, told behind', '131056e598', { sampleRate: 24000, sbr: true, ps: false, extensionRate: 48000 }],
    ['HE-AAC v2, told behind', '130856e59d4880', { sampleRate: 24000, sbr: true, ps: true, extensionRate: 48000 }],
    ['no HE-AAC, told behind', '121056e500', { sampleRate: 44100, sbr: false }],
  ] as const) {
    it(`is read: ${name}`, () => {
      const config = readAudioConfig(bytes(hex));
      for (const [key, value] of Object.entries(expected)) assert.equal(config[key as keyof typeof config], value, key);
    });
  }

  for (const [name, hex] of [
    ['AAC Main', '0a10'],
    ['AAC-LTP', '2210'],
    ['xHE-AAC', 'f948'],
    ['a reserved rate', '1690'],
    ['22.2 channels', '11e8'],
    ['reserved channels', '11c8'],
    ['no bytes', ''],
    ['one byte', '12'],
    ['a program that is cut off', '110008'],
  ] as const) {
    it(`is refused: ${name}`, () => {
      assert.throws(() => new AacDecoder(readAudioConfig(bytes(hex))), UnsupportedSound);
    });
  }

  for (const [name, spec, speakers] of [
    ['stereo', { front: [[true, 0]] }, 'FL FR'],
    [
      '5.1',
      {
        front: [
          [false, 0],
          [true, 0],
        ],
        back: [[true, 1]],
        low: [0],
      },
      'FL FR FC LFE BL BR',
    ],
    [
      '7.1',
      {
        front: [
          [false, 0],
          [true, 0],
        ],
        side: [[true, 1]],
        back: [[true, 2]],
        low: [0],
      },
      'FL FR FC LFE BL BR SL SR',
    ],
    [
      '7.1 with a wide front',
      {
        front: [
          [false, 0],
          [true, 0],
          [true, 1],
        ],
        back: [[true, 2]],
        low: [0],
      },
      'FL FR FC LFE BL BR FLC FRC',
    ],
    [
      '5.1 as ffmpeg writes it',
      {
        front: [
          [true, 0],
          [false, 0],
        ],
        side: [[false, 1]],
        back: [[true, 1]],
      },
      'FL FR FC LFE BL BR',
    ],
    [
      'two single channels at the sides',
      {
        front: [[true, 0]],
        side: [
          [false, 0],
          [false, 1],
        ],
      },
      'FL FR SL SR',
    ],
    ['a centre behind', { front: [[true, 0]], back: [[false, 0]] }, 'FL FR BC'],
  ] as [string, ProgramSpec, string][]) {
    it(`lays out the channels of a program: ${name}`, () => {
      const writer = new BitWriter().write(2, 5).write(3, 4).write(0, 4).write(0, 3);
      writeProgram(writer, spec);
      assert.equal(new AacDecoder(readAudioConfig(writer.bytes())).speakers.join(' '), speakers);
    });
  }

  it('refuses a program of more than eight channels', () => {
    const writer = new BitWriter().write(2, 5).write(3, 4).write(0, 4).write(0, 3);
    writeProgram(writer, { front: [0, 1, 2, 3, 4].map((tag) => [true, tag] as const) });
    assert.throws(() => new AacDecoder(readAudioConfig(writer.bytes())), UnsupportedSound);
  });

  it('is read from the header of a packet', () => {
    const unit = frame(single(0, channel({ 3: 5 })));
    const header = readAdtsHeader(adts(1, unit));
    assert.deepEqual(
      [
        header?.headerBytes,
        header?.packetBytes,
        header?.blocks,
        header?.config.sampleRate,
        header?.config.channelConfiguration,
      ],
      [7, unit.length + 7, 1, 48000, 1],
    );
    assert.equal(readAdtsHeader(unit), undefined);
  });
});
