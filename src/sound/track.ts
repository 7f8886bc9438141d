import type { EncodedPacket } from 'mediabunny';
import { readAdtsHeader } from './aac/adts';
import { readAudioConfig } from './aac/config';
import { AacDecoder } from './aac/decoder';
import { UnsupportedSound } from './aac/errors';
import { type Block, BlockFiller } from './blocks';
import { mixFor } from './speakers';

/** Times of packets are rounded, to milliseconds at worst: what is off by less follows without a gap, in seconds. */
const tolerance = 0.02;

/** Decodes a track of AAC, packet by packet, into blocks of 16-bit samples that are in step with the clip. */
export class SoundTrack {
  readonly #decoder: AacDecoder;
  readonly #blockSize: number;
  readonly #end: number;
  #filler: BlockFiller | undefined;
  #packets = 0;

  /**
   * @param description the decoder configuration of the track; without it, packets have headers
   * @param first packet of the track
   * @param end seconds behind which no sound is taken
   * @throws UnsupportedSound where it is of a kind that is not decoded
   */
  constructor(description: Uint8Array | undefined, first: Uint8Array, blockSize: number, end: number) {
    const config = description ? readAudioConfig(description) : readAdtsHeader(first)?.config;
    if (!config) throw new UnsupportedSound('A track without configuration');
    this.#decoder = new AacDecoder(config);
    // A program that only packets tell of: the first one is decoded for that alone.
    if (this.#decoder.speakers.length === 0) this.#decoder.decode(first);
    if (this.#decoder.speakers.length === 0) throw new UnsupportedSound('A track that does not tell its channels');
    this.#blockSize = blockSize;
    this.#end = Math.round(Math.min(end * this.sampleRate, Number.MAX_SAFE_INTEGER));
    this.channels = mixFor(this.#decoder.speakers).length;
  }

  /** Channels of the blocks. */
  readonly channels: number;

  get sampleRate(): number {
    return this.#decoder.sampleRate;
  }

  get packets(): number {
    return this.#packets;
  }

  /** Packets that were broken. */
  get concealed(): number {
    return this.#decoder.concealed;
  }

  /** Yields the blocks that a packet fills. */
  *decode({ data, timestamp }: Pick<EncodedPacket, 'data' | 'timestamp'>): Generator<Block> {
    const filler = (this.#filler ??= new BlockFiller(mixFor(this.#decoder.speakers), this.#blockSize, this.#end));
    const at = Math.round(timestamp * this.sampleRate);
    const follows = this.#packets > 0 && Math.abs(at - filler.next) <= tolerance * this.sampleRate;
    this.#packets++;
    if (!follows) yield* filler.moveTo(at);
    const { channels, length } = this.#decoder.decode(data);
    yield* filler.add(channels, length);
  }

  *finish(): Generator<Block> {
    if (this.#filler) yield* this.#filler.finish();
  }
}
