import type { BitReader } from './bits';
import { spectralCodebooks } from './codebooks';
import { BrokenPacket } from './errors';
import { HuffmanCode } from './huffman';
import type { WindowInfo } from './windows';

/** A spectral codebook: the number of lines per code, and their values. */
interface SpectralBook {
  readonly code: HuffmanCode;
  /** Lines per code. */
  readonly lines: 2 | 4;
  /** True if sign bits follow the code. */
  readonly unsigned: boolean;
  /** Values of the lines of each symbol, concatenated. */
  readonly values: Int8Array;
}

/** Value of codebook 11 that introduces an escape sequence, and the longest prefix of one. */
const escape = 16;
const longestPrefix = 8;
const escapeBook = 11;

/** Lines per code, sign bits, and the largest value, for codebooks 1 to 11 (ISO/IEC 14496-3, table 4.151). */
const shapes = [
  [4, false, 1],
  [4, false, 1],
  [4, true, 2],
  [4, true, 2],
  [2, false, 4],
  [2, false, 4],
  [2, true, 7],
  [2, true, 7],
  [2, true, 12],
  [2, true, 12],
  [2, true, escape],
] as const;

const books: readonly SpectralBook[] = shapes.map(([lines, unsigned, largest], index) => {
  const codebook = spectralCodebooks[index];
  if (!codebook) throw new RangeError('A codebook is missing');
  const base = unsigned ? largest + 1 : 2 * largest + 1;
  const values = new Int8Array(codebook.symbols.length * lines);
  for (let symbol = 0; symbol < codebook.symbols.length; symbol++) {
    for (let line = lines - 1, rest = symbol; line >= 0; line--, rest = Math.floor(rest / base)) {
      values[symbol * lines + line] = (rest % base) - (unsigned ? 0 : largest);
    }
  }
  return { code: new HuffmanCode(codebook), lines, unsigned, values };
});

/** Spectral data of one channel; band arrays are indexed by group, `window.maxBand` bands in each. */
interface SpectralData {
  readonly window: WindowInfo;
  /** Codebook of each band. */
  readonly books: Uint8Array;
  /** Scale factor of each band. */
  readonly factors: Int16Array;
  /** Coefficients as coded. */
  readonly quantized: Int16Array;
  /** Dequantized coefficients. */
  readonly spectrum: Float64Array;
}

/** Reads the lines of all coded bands; the others become 0. @throws BrokenPacket */
export function readSpectrum(reader: BitReader, stream: SpectralData): void {
  const { quantized, window } = stream;
  const { offsets } = window.bands;
  quantized.fill(0);
  for (let group = 0, start = 0; group < window.groups; group++) {
    const windows = window.groupLengths[group] as number;
    for (let band = 0; band < window.maxBand; band++) {
      const number = stream.books[group * window.maxBand + band] as number;
      const book = number === 0 ? undefined : books[number - 1];
      if (!book) continue;
      const from = offsets[band] as number;
      const to = offsets[band + 1] as number;
      for (let index = 0; index < windows; index++) {
        const base = (start + index) * window.lines;
        readLines(reader, book, number === escapeBook, quantized, base + from, base + to);
      }
      // Checked once per band, to leave a truncated packet early.
      reader.check();
    }
    start += windows;
  }
}

function readLines(
  reader: BitReader,
  { code, lines, unsigned, values }: SpectralBook,
  escapes: boolean,
  quantized: Int16Array,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at += lines) {
    const first = code.read(reader) * lines;
    for (let line = 0; line < lines; line++) {
      const value = values[first + line] as number;
      if (value !== 0) quantized[at + line] = unsigned && reader.bit() ? -value : value;
    }
    if (!escapes) continue;
    for (let line = at; line < at + lines; line++) {
      const value = quantized[line] as number;
      if (value === escape) quantized[line] = readEscape(reader);
      else if (value === -escape) quantized[line] = -readEscape(reader);
    }
  }
}

/** Reads a value of 16 to 8191: a one for each bit beyond four, a zero, and the bits below the highest. */
function readEscape(reader: BitReader): number {
  let prefix = 0;
  while (reader.bit()) {
    if (++prefix > longestPrefix) throw new BrokenPacket('A line out of range');
  }
  const bits = prefix + 4;
  return (1 << bits) | reader.read(bits);
}

/** 4/3 powers of all values that a line can have, pulses included. */
const powers = Float64Array.from({ length: 8192 + 4 * 15 }, (_, value) => Math.cbrt(value) ** 4);

/** Gain of each scale factor. */
const gains = Float64Array.from({ length: 256 }, (_, factor) => 2 ** ((factor - 100) / 4));

/** Dequantizes lines: 4/3 power, and the gain of each band. Bands of noise and intensity stay 0. */
export function dequantize({ quantized, spectrum, window, books: numbers, factors }: SpectralData): void {
  const { offsets } = window.bands;
  spectrum.fill(0);
  for (let group = 0, start = 0; group < window.groups; group++) {
    const windows = window.groupLengths[group] as number;
    for (let band = 0; band < window.maxBand; band++) {
      const number = numbers[group * window.maxBand + band] as number;
      if (number === 0 || number > escapeBook) continue;
      const gain = gains[factors[group * window.maxBand + band] as number] as number;
      for (let index = 0; index < windows; index++) {
        const base = (start + index) * window.lines;
        const end = base + (offsets[band + 1] as number);
        for (let line = base + (offsets[band] as number); line < end; line++) {
          const value = quantized[line] as number;
          if (value > 0) spectrum[line] = (powers[value] as number) * gain;
          else if (value < 0) spectrum[line] = -(powers[-value] as number) * gain;
        }
      }
    }
    start += windows;
  }
}
