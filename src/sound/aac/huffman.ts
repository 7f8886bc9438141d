import type { BitReader } from './bits';
import type { Codebook } from './codebooks';

/** Codes up to this many bits are found in one step. */
const quickBits = 9;

/** Decoder of one canonical Huffman code. The code is complete, so any bits decode to a symbol. */
export class HuffmanCode {
  readonly #longest: number;
  /** By the next `quickBits` bits: symbol * 32 + length; 0 for longer codes. */
  readonly #quick = new Uint16Array(1 << quickBits);
  readonly #symbols: Uint16Array;
  /** By length: the first code, and the place of its symbol. */
  readonly #first: Int32Array;
  readonly #place: Int32Array;
  readonly #counts: Int32Array;

  constructor({ counts, symbols }: Codebook) {
    this.#longest = counts.length;
    this.#symbols = Uint16Array.from(symbols);
    this.#counts = Int32Array.from([0, ...counts]);
    this.#first = new Int32Array(counts.length + 1);
    this.#place = new Int32Array(counts.length + 1);
    let code = 0;
    let place = 0;
    for (let length = 1; length <= counts.length; length++) {
      code <<= 1;
      this.#first[length] = code;
      this.#place[length] = place;
      const count = counts[length - 1] ?? 0;
      for (let index = 0; length <= quickBits && index < count; index++) {
        const from = (code + index) << (quickBits - length);
        this.#quick.fill((symbols[place + index] ?? 0) * 32 + length, from, from + (1 << (quickBits - length)));
      }
      code += count;
      place += count;
    }
  }

  read(reader: BitReader): number {
    const longest = this.#longest;
    const bits = reader.peek(longest < quickBits ? quickBits : longest);
    const quick = this.#quick[longest < quickBits ? bits : bits >>> (longest - quickBits)] as number;
    if (quick !== 0) {
      reader.skip(quick & 31);
      return quick >>> 5;
    }
    for (let length = quickBits + 1; length <= longest; length++) {
      const index = (bits >>> (longest - length)) - (this.#first[length] as number);
      if (index < (this.#counts[length] as number)) {
        reader.skip(length);
        return this.#symbols[(this.#place[length] as number) + index] as number;
      }
    }
    throw new RangeError('An incomplete Huffman code');
  }
}
