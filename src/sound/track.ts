import type { EncodedPacket } from 'mediabunny';
import { readAdtsHeader } from './aac/adts';
import { readAudioConfig } from './aac/config';
import { AacDecoder } from './aac/decoder';
import { UnsupportedSound } from './aac/errors';
import { type Block, BlockFiller } from './blocks';
import { mixFor } from './speakers';

/** Tolerance in seconds: timestamps are rounded, to ms at worst, so smaller gaps are ignored. */
const tolerance = 0.02;

/** Decodes an AAC track packet by packet into blocks of 16-bit samples in sync with the clip. */
export class SoundTrack {
  readonly #decoder: AacDecoder;
  readonly #blockSize: number;
  readonly #end: number;
  #filler: BlockFiller | undefined;
  #packets = 0;

  /**
   * @param description decoder configuration of the track; if absent, packets have headers
   * @param first packet of the track
   * @param end time in seconds after which audio is dropped
   * @throws UnsupportedSound if the format cannot be decoded
   */
  constructor(description: Uint8Array | undefined, first: Uint8Array, blockSize: number, end: number) {
    const config = description ? readAudioConfig(description) : readAdtsHeader(first)?.config;
    if (!config) throw new UnsupportedSound('A track without configuration');
    this.#decoder = new AacDecoder(config);
    // If only packets specify the channels, decode the first one to learn them.
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

  /** Number of broken packets. */
  get concealed(): number {
    return this.#decoder.concealed;
  }

  /** Yields the blocks completed by a packet. */
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
