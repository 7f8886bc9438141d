import { BitPacker } from './bits';
import { crc8, crc16 } from './crc';
import { costs, highestOrder, ResidualCoder } from './residual';

/** Samples per frame and channel; the last frame may have fewer. */
export const blockSize = 4096;

const bitsPerSample = 16;

/** Codes of sampling rates in frame headers; other rates are only given at the start of the stream. */
const rateCodes: Readonly<Record<number, number>> = {
  88200: 1,
  176400: 2,
  192000: 3,
  8000: 4,
  16000: 5,
  22050: 6,
  24000: 7,
  32000: 8,
  44100: 9,
  48000: 10,
  96000: 11,
};

/** Channel assignments of a stereo frame with a difference channel (RFC 9639, 9.1.3). */
const leftSide = 8;
const sideRight = 9;
const middleSide = 10;

/** Encoder of 16-bit FLAC with fixed predictors: fast, and about three quarters of the size of PCM. */
export class FlacEncoder {
  readonly #rate: number;
  readonly #channels: number;
  readonly #packer: BitPacker;
  readonly #coder = new ResidualCoder(blockSize);
  readonly #costs = new Float64Array(highestOrder + 1);
  readonly #middle = new Int32Array(blockSize);
  readonly #side = new Int32Array(blockSize);
  #frames = 0;

  /** @param channels 1 to 8, in WAVE order */
  constructor(rate: number, channels: number) {
    this.#rate = rate;
    this.#channels = channels;
    this.#packer = new BitPacker(blockSize * channels * 3);
  }

  /** Start of a stream: signature and stream info. Length and checksum are left unset. */
  get header(): Uint8Array<ArrayBuffer> {
    const packer = new BitPacker(64);
    for (const character of 'fLaC') packer.write(character.charCodeAt(0), 8);
    packer.write(0x80, 8); // the last block of metadata, and the one of stream information
    packer.write(34, 24);
    packer.write(blockSize, 16);
    packer.write(blockSize, 16);
    packer.write(0, 24); // sizes of frames: unknown
    packer.write(0, 24);
    packer.write(this.#rate, 20);
    packer.write(this.#channels - 1, 3);
    packer.write(bitsPerSample - 1, 5);
    for (let byte = 0; byte < 4 + 16 + 1; byte++) packer.write(0, byte === 0 ? 4 : 8); // samples: unknown; no checksum
    return packer.written.slice(0, 8 + 34);
  }

  /**
   * @param samples one array per channel, 16-bit values
   * @param size samples per channel, 1 to `blockSize`
   * @returns a newly allocated frame
   */
  encode(samples: readonly Int32Array[], size: number): Uint8Array<ArrayBuffer> {
    const packer = this.#packer;
    packer.clear();
    const [left, right] = samples;
    if (left && right && samples.length === 2) this.#writePair(left, right, size);
    else {
      this.#writeHeader(this.#channels - 1, size);
      for (const channel of samples) this.#writeChannel(channel, size, bitsPerSample);
    }
    packer.align();
    packer.write(crc16(packer.written), 16);
    this.#frames++;
    return packer.written.slice();
  }

  #writeHeader(channelCode: number, size: number): void {
    const packer = this.#packer;
    packer.write(0xfff8, 16);
    packer.write(size === blockSize ? 12 : 7, 4);
    packer.write(rateCodes[this.#rate] ?? 0, 4);
    packer.write(channelCode, 4);
    packer.write(4, 3);
    packer.write(0, 1);
    this.#writeFrameNumber();
    if (size !== blockSize) packer.write(size - 1, 16);
    packer.write(crc8(packer.written), 8);
  }

  /** Writes a number in UTF-8's encoding of characters. */
  #writeFrameNumber(): void {
    const packer = this.#packer;
    const number = this.#frames;
    if (number < 0x80) {
      packer.write(number, 8);
      return;
    }
    let more = 1;
    while (number >= 2 ** (6 * more + 6 - more)) more++;
    packer.write(((0xff80 >> more) & 0xff) | Math.floor(number / 2 ** (6 * more)), 8);
    for (let part = more - 1; part >= 0; part--) packer.write(0x80 | (Math.floor(number / 2 ** (6 * part)) & 0x3f), 8);
  }

  #writePair(left: Int32Array, right: Int32Array, size: number): void {
    const middle = this.#middle;
    const side = this.#side;
    for (let n = 0; n < size; n++) {
      const a = left[n] as number;
      const b = right[n] as number;
      middle[n] = (a + b) >> 1;
      side[n] = a - b;
    }
    const [l, r, m, s] = [left, right, middle, side].map((one) => this.#bestOrder(one, size).cost) as [
      number,
      number,
      number,
      number,
    ];
    const least = Math.min(l + r, l + s, s + r, m + s);
    const code = least === l + r ? 1 : least === m + s ? middleSide : least === l + s ? leftSide : sideRight;
    this.#writeHeader(code, size);
    if (code === sideRight) this.#writeChannel(side, size, bitsPerSample + 1);
    else this.#writeChannel(code === middleSide ? middle : left, size, bitsPerSample);
    if (code === middleSide || code === leftSide) this.#writeChannel(side, size, bitsPerSample + 1);
    else this.#writeChannel(right, size, bitsPerSample);
  }

  #bestOrder(samples: Int32Array, size: number): { order: number; cost: number } {
    if (size <= highestOrder) return { order: 0, cost: 0 };
    const sums = this.#costs;
    costs(samples, size, sums);
    let order = 0;
    for (let one = 1; one <= highestOrder; one++) if ((sums[one] as number) < (sums[order] as number)) order = one;
    // Estimated bits per sample: one more for each doubling of the mean magnitude.
    return { order, cost: Math.log2(1 + (sums[order] as number) / size) };
  }

  #writeChannel(samples: Int32Array, size: number, bits: number): void {
    const packer = this.#packer;
    const first = samples[0] as number;
    let constant = true;
    for (let n = 1; constant && n < size; n++) constant = samples[n] === first;
    if (constant) {
      packer.write(0, 8);
      packer.write(first, bits);
      return;
    }
    const { order } = this.#bestOrder(samples, size);
    packer.write(0b0_001_000_0 | (order << 1), 8);
    for (let n = 0; n < order; n++) packer.write(samples[n] as number, bits);
    this.#coder.write(packer, samples, size, order);
  }
}
