import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  type InputAudioTrack,
  type InputVideoTrack,
  MP4,
  Output,
  QTFF,
  type Source,
  type Target,
} from 'mediabunny';
import { UnsupportedSound } from './aac/errors';
import type { Block } from './blocks';
import type { SoundFormat } from './formatNames';
import { blockSize, containerOf, encoderOf } from './formats';
import { SoundTrack } from './track';

/** Longest clip that is copied, in seconds; longer ones play silently, to save time and disk space. */
const longest = 600;

/** Encoders pad the last audio frame: audio that exceeds the video by less than this is cut off; in seconds. */
const padding = 0.1;

export interface CopyOptions {
  readonly source: Source;
  readonly target: Target;
  readonly format: SoundFormat;
  /** True to build the file in memory, which makes it smallest; otherwise the target is written in place. */
  readonly inMemory?: boolean;
  readonly signal?: AbortSignal;
  /** Receives the number of seconds done. */
  readonly progress?: (seconds: number) => void;
}

interface CopyReport {
  readonly seconds: number;
  readonly sampleRate: number;
  readonly channels: number;
  /** Number of audio packets; `concealed` of them were broken. */
  readonly packets: number;
  readonly concealed: number;
}

/**
 * Copies a clip: video unchanged, AAC audio converted to a format that every VS Code decodes.
 * @throws UnsupportedSound if there is no AAC audio, or the clip is too long; the signal's reason; read and write
 * errors
 */
export async function copyWithSound(options: CopyOptions): Promise<CopyReport> {
  const input = new Input({ source: options.source, formats: [MP4, QTFF] });
  const output = new Output({
    format: containerOf(options.format, options.inMemory ? 'in-memory' : 'reserve'),
    target: options.target,
  });
  try {
    const report = await copy(input, output, options);
    await output.finalize();
    return report;
  } catch (error) {
    await output.cancel().catch(() => undefined);
    throw error;
  } finally {
    input.dispose();
  }
}

async function copy(input: Input, output: Output, options: CopyOptions): Promise<CopyReport> {
  const sound = await input.getPrimaryAudioTrack();
  if (!sound || (await sound.getCodec()) !== 'aac') throw new UnsupportedSound('No AAC in this file');
  const picture = (await input.getPrimaryVideoTrack()) ?? undefined;
  const seconds = await input.computeDuration();
  if (seconds > longest) throw new UnsupportedSound(`${Math.round(seconds)} seconds are more than ${longest}`);

  const { track, packets } = await openSound(sound, picture);
  const soundSteps = await addSound(output, track, packets, options, seconds);
  const steps = [soundSteps, ...(picture ? [await addPicture(output, picture)] : [])];
  await output.start();
  for await (const at of together(steps)) {
    options.signal?.throwIfAborted();
    options.progress?.(at);
  }
  const { sampleRate, channels, packets: count, concealed } = track;
  if (concealed === count) throw new UnsupportedSound('No packet of its sound is whole');
  return { seconds, sampleRate, channels, packets: count, concealed };
}

/** Steps of one track of the copy: each yields the next packet's time in seconds before adding the packet. */
type Steps = AsyncGenerator<number>;

async function openSound(sound: InputAudioTrack, picture: InputVideoTrack | undefined) {
  const sink = new EncodedPacketSink(sound);
  const first = await sink.getFirstPacket();
  if (!first) throw new UnsupportedSound('A track without packets');
  const config: { description?: unknown } | null = await sound.getDecoderConfig();
  const description = bytesOf(config?.description);
  const pictureEnd = picture ? await picture.computeDuration() : Infinity;
  const soundEnd = await sound.computeDuration();
  const end = soundEnd > pictureEnd && soundEnd < pictureEnd + padding ? pictureEnd : Math.min(soundEnd, longest);
  return {
    track: new SoundTrack(description, first.data, blockSize, end),
    packets: sink.packets(),
  };
}

async function addSound(
  output: Output,
  track: SoundTrack,
  packets: AsyncGenerator<EncodedPacket>,
  { format }: CopyOptions,
  seconds: number,
): Promise<Steps> {
  const encoder = encoderOf(format, track.sampleRate, track.channels);
  const source = new EncodedAudioPacketSource(encoder.codec);
  const maximumPacketCount = Math.ceil((seconds * track.sampleRate) / blockSize) + 2;
  output.addAudioTrack(source, { maximumPacketCount });
  const meta = { decoderConfig: encoder.config };
  const add = async (blocks: Iterable<Block>) => {
    for (const block of blocks) {
      const { at, size } = block;
      const { sampleRate } = track;
      const packet = new EncodedPacket(encoder.encode(block), 'key', at / sampleRate, size / sampleRate);
      await source.add(packet, meta);
    }
  };
  return (async function* () {
    for (let packet = await readable(packets); packet; packet = await readable(packets)) {
      yield packet.timestamp;
      await add(track.decode(packet));
    }
    await add(track.finish());
    source.close();
  })();
}

/** Returns the next packet. A track that cannot be read to its end is silent from there on; the video is unaffected. */
async function readable(packets: AsyncGenerator<EncodedPacket>): Promise<EncodedPacket | undefined> {
  try {
    const next = await packets.next();
    return next.done ? undefined : next.value;
  } catch {
    return undefined;
  }
}

async function addPicture(output: Output, picture: InputVideoTrack): Promise<Steps> {
  const codec = await picture.getCodec();
  const decoderConfig = await picture.getDecoderConfig();
  if (!codec || !decoderConfig) throw new UnsupportedSound('A picture of unknown kind');
  const source = new EncodedVideoPacketSource(codec);
  const sink = new EncodedPacketSink(picture);
  const { packetCount } = await picture.computePacketStats();
  output.addVideoTrack(source, {
    transformationMatrix: await picture.getTransformationMatrix(),
    maximumPacketCount: packetCount,
  });
  return (async function* () {
    for await (const packet of sink.packets()) {
      yield packet.timestamp;
      await source.add(packet, { decoderConfig });
    }
    source.close();
  })();
}

/** Runs all steps in order of their times, to interleave the tracks. */
async function* together(all: readonly Steps[]): AsyncGenerator<number> {
  const waiting = await Promise.all(all.map(async (steps) => ({ steps, next: await steps.next() })));
  try {
    for (;;) {
      const open = waiting.filter(({ next }) => !next.done);
      const [first] = open.sort((a, b) => Number(a.next.value) - Number(b.next.value));
      if (!first) return;
      yield Number(first.next.value);
      first.next = await first.steps.next();
    }
  } finally {
    for (const steps of all) await steps.return(undefined).catch(() => undefined);
  }
}

/** Returns the bytes of a file's decoder configuration: a buffer, or a view of one. */
function bytesOf(data: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : undefined;
}
