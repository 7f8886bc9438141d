import type { BitReader } from './bits';
import { type ChannelStream, intensityIn, intensityOut, mostBands, noiseBook } from './channelStream';
import { BrokenPacket } from './errors';

/** Marks the bands of a pair that are coded as mid/side, or as correlated noise. */
export class StereoMask {
  /** 0 none, 1 band by band, 2 all. */
  #mode = 0;
  readonly #bands = new Uint8Array(mostBands);

  clear(): void {
    this.#mode = 0;
  }

  read(reader: BitReader, bands: number): void {
    this.#mode = reader.read(2);
    if (this.#mode === 3) throw new BrokenPacket('A reserved kind of stereo');
    for (let band = 0; this.#mode === 1 && band < bands; band++) this.#bands[band] = reader.bit();
    reader.check();
  }

  /**
   * Returns true if a band is marked. For intensity, that inverts its phase; as in other decoders, mode 2 marks all
   * bands.
   */
  has(band: number): boolean {
    return this.#mode === 2 || (this.#mode === 1 && this.#bands[band] === 1);
  }
}

/** Computes left and right from mid and side, and the right of intensity bands from their left, in place. */
export function separateStereo(left: ChannelStream, right: ChannelStream, mask: StereoMask): void {
  // With a mask, both share one window; only the right channel has intensity bands.
  const { window } = right;
  const { offsets } = window.bands;
  for (let group = 0, start = 0; group < window.groups; group++) {
    const windows = window.groupLengths[group] as number;
    for (let band = 0; band < window.maxBand; band++) {
      const at = group * window.maxBand + band;
      const book = right.books[at] as number;
      const intensity = book === intensityIn || book === intensityOut;
      const middle = !intensity && mask.has(at) && book < noiseBook && (left.books[at] as number) < noiseBook;
      if (!intensity && !middle) continue;
      const sign = (book === intensityIn ? 1 : -1) * (mask.has(at) ? -1 : 1);
      const gain = intensity ? sign * 0.5 ** ((right.factors[at] as number) / 4) : 0;
      for (let index = 0; index < windows; index++) {
        const base = (start + index) * window.lines;
        const from = base + (offsets[band] as number);
        const to = base + (offsets[band + 1] as number);
        if (intensity) scaleLines(left.spectrum, right.spectrum, from, to, gain);
        else separateLines(left.spectrum, right.spectrum, from, to);
      }
    }
    start += windows;
  }
}

function scaleLines(left: Float64Array, right: Float64Array, from: number, to: number, gain: number): void {
  for (let line = from; line < to; line++) right[line] = (left[line] as number) * gain;
}

function separateLines(left: Float64Array, right: Float64Array, from: number, to: number): void {
  for (let line = from; line < to; line++) {
    const middle = left[line] as number;
    const side = right[line] as number;
    left[line] = middle + side;
    right[line] = middle - side;
  }
}
