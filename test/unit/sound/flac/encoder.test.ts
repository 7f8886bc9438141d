import assert from 'node:assert/strict';
import { crc8, crc16 } from '../../../../src/sound/flac/crc';
import { blockSize, FlacEncoder } from '../../../../src/sound/flac/encoder';
import { Chance } from '../../support/random';
import { ffmpeg, hasFfmpeg } from '../support/ffmpeg';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Samples by what they are, channel and place. */
const sounds: Readonly<Record<string, (chance: Chance, channel: number, n: number) => number>> = {
  'a tone': (_, channel, n) => 8000 * Math.sin(n * 0.03 * (channel + 1)),
  noise: (chance) => chance.next() * 65535 - 32768,
  silence: () => 0,
  'one value': () => -32768,
  'clicks of full scale': (_, __, n) => (n % 97 === 0 ? 32767 : n % 89 === 0 ? -32768 : 0),
  'opposite channels': (_, channel, n) => (channel % 2 === 0 ? 1 : -1) * 32767 * Math.sin(n * 0.01),
  'a quiet voice': (chance, _, n) => 40 * Math.sin(n * 0.02) + chance.next() * 3,
};

describe('FLAC', function () {
  this.timeout(60_000);

  it('has the checksums of the standard', () => {
    // The check values of CRC-8/SMBUS and CRC-16/UMTS.
    assert.equal(crc8(bytesOf('123456789')), 0xf4);
    assert.equal(crc16(bytesOf('123456789')), 0xfee8);
  });

  for (const [name, sound] of Object.entries(sounds)) {
    for (const [channels, rate, length] of [
      [2, 48000, 3 * blockSize + 1],
      [1, 11025, blockSize - 1],
      [6, 44100, blockSize + 17],
      [2, 24000, 3],
    ] as const) {
      it(`comes back bit for bit: ${name}, ${channels} channels of ${length} samples`, function () {
        if (!hasFfmpeg) this.skip();
        const chance = new Chance(1);
        const samples = Array.from({ length: channels }, (_, channel) =>
          Int32Array.from({ length }, (_, n) => Math.round(sound(chance, channel, n))),
        );
        const encoder = new FlacEncoder(rate, channels);
        const parts: Uint8Array[] = [encoder.header];
        for (let at = 0; at < length; at += blockSize) {
          const blocks = samples.map((one) => one.slice(at, at + blockSize));
          parts.push(encoder.encode(blocks, blocks[0]?.length ?? 0));
        }
        const decoded = ffmpeg(
          ['-xerror', '-err_detect', 'crccheck+explode', '-f', 'flac', '-i', 'pipe:0', '-f', 's16le', '-'],
          Buffer.concat(parts),
        );
        const expected = Buffer.alloc(length * channels * 2);
        for (let n = 0; n < length; n++) {
          samples.forEach((one, channel) => expected.writeInt16LE(one[n] ?? 0, (n * channels + channel) * 2));
        }
        assert.equal(Buffer.compare(decoded, expected), 0);
      });
    }
  }

  it('numbers frames beyond those of one byte', function () {
    if (!hasFfmpeg) this.skip();
    const encoder = new FlacEncoder(48000, 1);
    const block = [new Int32Array(blockSize).fill(5)];
    const parts: Uint8Array[] = [
      encoder.header,
      ...Array.from({ length: 2200 }, () => encoder.encode(block, blockSize)),
    ];
    const decoded = ffmpeg(
      ['-xerror', '-err_detect', 'crccheck+explode', '-f', 'flac', '-i', 'pipe:0', '-f', 's16le', '-'],
      Buffer.concat(parts),
    );
    assert.equal(decoded.length, 2200 * blockSize * 2);
  });
});
