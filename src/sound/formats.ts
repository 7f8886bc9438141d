import { type AudioCodec, MovOutputFormat, Mp4OutputFormat, type OutputFormat } from 'mediabunny';
import type { Block } from './blocks';
import { blockSize, FlacEncoder } from './flac/encoder';
import type { SoundFormat } from './formatNames';

/** Encoder of one audio format. */
interface SoundEncoder {
  readonly codec: AudioCodec;
  /** Decoder configuration for the file's header. */
  readonly config: AudioDecoderConfig;
  encode(block: Block): Uint8Array<ArrayBuffer>;
}

/** Samples of a block. */
export { blockSize };

export function encoderOf(format: SoundFormat, sampleRate: number, numberOfChannels: number): SoundEncoder {
  return format === 'flac' ? flac(sampleRate, numberOfChannels) : pcm(sampleRate, numberOfChannels);
}

/** Returns the container for a format, with its index at the start. */
export function containerOf(format: SoundFormat, fastStart: 'in-memory' | 'reserve'): OutputFormat {
  return format === 'pcm' ? new MovOutputFormat({ fastStart }) : new Mp4OutputFormat({ fastStart });
}

function flac(sampleRate: number, numberOfChannels: number): SoundEncoder {
  const encoder = new FlacEncoder(sampleRate, numberOfChannels);
  return {
    codec: 'flac',
    config: { codec: 'flac', sampleRate, numberOfChannels, description: encoder.header },
    encode: ({ channels, size }) => encoder.encode(channels, size),
  };
}

function pcm(sampleRate: number, numberOfChannels: number): SoundEncoder {
  return {
    codec: 'pcm-s16',
    config: { codec: 'pcm-s16', sampleRate, numberOfChannels },
    encode: ({ channels, size }) => {
      const bytes = new DataView(new ArrayBuffer(size * channels.length * 2));
      channels.forEach((samples, channel) => {
        for (let n = 0; n < size; n++) bytes.setInt16((n * channels.length + channel) * 2, samples[n] as number, true);
      });
      return new Uint8Array(bytes.buffer);
    },
  };
}
