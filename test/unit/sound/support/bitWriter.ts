import type { Codebook } from '../../../../src/sound/aac/codebooks';

/** Writer of big-endian bit fields. */
export class BitWriter {
  readonly #bits: number[] = [];

  get length(): number {
    return this.#bits.length;
  }

  write(value: number, count: number): this {
    for (let bit = count - 1; bit >= 0; bit--) this.#bits.push(Math.floor(value / 2 ** bit) & 1);
    return this;
  }

  symbol(symbol: number, codebook: Codebook): this {
    const [code, length] = codesOf(codebook)[symbol] ?? [];
    if (code === undefined || length === undefined) throw new RangeError(`No code for ${symbol}`);
    return this.write(code, length);
  }

  align(): this {
    while (this.#bits.length % 8 !== 0) this.#bits.push(0);
    return this;
  }

  bytes(): Uint8Array {
    this.align();
    return Uint8Array.from({ length: this.#bits.length / 8 }, (_, byte) =>
      this.#bits.slice(byte * 8, byte * 8 + 8).reduce((sum, bit) => sum * 2 + bit, 0),
    );
  }
}

const known = new Map<Codebook, (readonly [code: number, length: number])[]>();

/** Codes of a canonical codebook by symbol: counted up, with a zero appended where they grow longer. */
function codesOf(codebook: Codebook): (readonly [code: number, length: number])[] {
  const found = known.get(codebook);
  if (found) return found;
  const codes: (readonly [number, number])[] = [];
  let code = 0;
  let place = 0;
  codebook.counts.forEach((count, index) => {
    code *= 2;
    for (let n = 0; n < count; n++) codes[codebook.symbols[place++] ?? -1] = [code++, index + 1];
  });
  known.set(codebook, codes);
  return codes;
}
