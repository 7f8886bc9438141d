import type { AacConfig } from '../../../../src/sound/aac/config';
import { AacDecoder } from '../../../../src/sound/aac/decoder';
import { rateIndex } from './frames';

export const raw = (channelConfiguration: number, more: Partial<AacConfig> = {}): AacConfig => ({
  rateIndex,
  sampleRate: 48000,
  channelConfiguration,
  frameLength: 1024,
  sbr: false,
  ps: false,
  framing: 'raw',
  ...more,
});

export interface Decoded {
  /** All samples of each channel. */
  readonly channels: readonly Float32Array[];
  readonly concealed: number;
  readonly speakers: readonly string[];
}

export function decodeAll(config: AacConfig, packets: readonly Uint8Array[]): Decoded {
  const decoder = new AacDecoder(config);
  const parts: Float32Array[][] = [];
  for (const packet of packets) {
    const { channels, length } = decoder.decode(packet);
    parts.push(channels.map((one) => one.slice(0, length)));
  }
  const channels = decoder.speakers.map((_, index) => join(parts.map((part) => part[index] ?? new Float32Array())));
  return { channels, concealed: decoder.concealed, speakers: decoder.speakers };
}

function join(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Signal to noise in dB, over all channels; Infinity where both are the same. */
export function similarity(expected: readonly ArrayLike<number>[], actual: readonly ArrayLike<number>[]): number {
  let signal = 0;
  let noise = 0;
  expected.forEach((channel, index) => {
    for (let n = 0; n < channel.length; n++) {
      const value = channel[n] ?? 0;
      signal += value ** 2;
      noise += (value - (actual[index]?.[n] ?? 0)) ** 2;
    }
  });
  return 10 * Math.log10(signal / noise);
}

/**
 * Samples of long sine windows by the formula of the standard, sum by sum: each frame's lines become twice as many
 * samples as the frame has, which overlap by half.
 * @param frames lines with their values, in the scale of 16 bits
 */
export function textbook(frames: readonly Readonly<Record<number, number>>[], length = 1024): Float64Array {
  const samples = new Float64Array((frames.length + 1) * length);
  frames.forEach((lines, frame) => {
    for (const [line, value] of Object.entries(lines)) {
      for (let n = 0; n < 2 * length; n++) {
        const wave = Math.cos((Math.PI / length) * (n + 0.5 + length / 2) * (Number(line) + 0.5));
        const window = Math.sin((Math.PI / (2 * length)) * (n + 0.5));
        samples[frame * length + n]! += (value * wave * window) / length / 32768;
      }
    }
  });
  return samples.subarray(0, frames.length * length);
}

/** What a quantized line is worth. */
export const worth = (value: number, factor: number): number =>
  Math.sign(value) * Math.abs(value) ** (4 / 3) * 2 ** ((factor - 100) / 4);
