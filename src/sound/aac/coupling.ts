import type { BandTables } from './bands';
import type { BitReader } from './bits';
import { ChannelStream, mostBands, scaleFactorCode, scaleFactorZero, zeroBook } from './channelStream';
import { Overlap } from './filterbank';

/** Stage at which a coupling channel is added to its targets. */
type CouplingPoint = 'beforeTns' | 'afterTns' | 'samples';

/** An element with the channels that a coupling channel is added to. */
interface Target {
  pair: boolean;
  tag: number;
  left: boolean;
  right: boolean;
  /** Gain lists of the left and the right channel. */
  leftList: number;
  rightList: number;
}

const mostTargets = 8;
const mostLists = 2 * mostTargets;

/** Limits gains to 2^60, so that sums from malicious packets stay finite. */
const largestExponent = 60;

/** Coupling channel element (ISO/IEC 14496-3, 4.6.8.3): one channel that is added to others with individual gains. */
export class CouplingChannel {
  readonly stream: ChannelStream;
  readonly overlap: Overlap;
  readonly samples: Float32Array;
  point: CouplingPoint = 'samples';
  /** True if it was in the last packet. */
  present = false;
  #targets = 0;
  readonly #list: readonly Target[] = Array.from({ length: mostTargets }, () => ({
    pair: false,
    tag: 0,
    left: false,
    right: false,
    leftList: 0,
    rightList: 0,
  }));
  /** Gains by list and band; a channel added as samples uses only the first of each list. */
  readonly #gains = new Float64Array(mostLists * mostBands);

  constructor(tables: BandTables, frameLength: number) {
    this.stream = new ChannelStream(tables, frameLength);
    this.overlap = new Overlap(frameLength);
    this.samples = new Float32Array(frameLength);
  }

  /** @param reader positioned after the element's tag @throws BrokenPacket */
  read(reader: BitReader): void {
    const independent = reader.bit() === 1;
    this.#targets = reader.read(3) + 1;
    let lists = 0;
    for (let index = 0; index < this.#targets; index++) {
      const target = this.#list[index] as Target;
      target.pair = reader.bit() === 1;
      target.tag = reader.read(4);
      const chosen = target.pair ? reader.read(2) : 2;
      target.left = chosen !== 1;
      target.right = chosen !== 2;
      target.leftList = lists;
      target.rightList = chosen === 3 ? lists + 1 : lists;
      lists += chosen === 3 ? 2 : 1;
    }
    const domain = reader.bit();
    this.point = independent ? 'samples' : domain ? 'afterTns' : 'beforeTns';
    const signed = reader.bit() === 1;
    const step = 2 ** reader.read(2) / 8;
    this.stream.read(reader, false);
    this.#gains.fill(1, 0, mostBands);
    for (let list = 1; list < lists; list++) this.#readGains(reader, list * mostBands, independent, signed, step);
    reader.check();
    this.present = true;
  }

  #readGains(reader: BitReader, at: number, independent: boolean, signed: boolean, step: number): void {
    const { window, books } = this.stream;
    const common = independent || reader.bit() === 1;
    if (common) {
      const gain = gainOf(scaleFactorCode.read(reader) - scaleFactorZero, step);
      this.#gains.fill(gain, at, at + mostBands);
      return;
    }
    let total = 0;
    for (let band = 0; band < window.groups * window.maxBand; band++) {
      if (books[band] === zeroBook) continue;
      total += scaleFactorCode.read(reader) - scaleFactorZero;
      const negative = signed && (total & 1) === 1;
      this.#gains[at + band] = (negative ? -1 : 1) * gainOf(signed ? total >> 1 : total, step);
    }
  }

  /**
   * Calls back for each channel of an element that this one is added to.
   * @param use receives the channel (0 or 1) and the start of its gains, for `addLines` or `addSamples`
   */
  eachTarget(pair: boolean, tag: number, use: (channel: 0 | 1, gains: number) => void): void {
    for (let index = 0; index < this.#targets; index++) {
      const target = this.#list[index] as Target;
      if (target.pair !== pair || target.tag !== tag) continue;
      if (target.left) use(0, target.leftList * mostBands);
      if (target.right && pair) use(1, target.rightList * mostBands);
    }
  }

  addLines(spectrum: Float64Array, gains: number): void {
    const { window, books, spectrum: own } = this.stream;
    const { offsets } = window.bands;
    for (let group = 0, start = 0; group < window.groups; group++) {
      const windows = window.groupLengths[group] as number;
      for (let band = 0; band < window.maxBand; band++) {
        const at = group * window.maxBand + band;
        if (books[at] === zeroBook) continue;
        const gain = this.#gains[gains + at] as number;
        for (let index = start; index < start + windows; index++) {
          const base = index * window.lines;
          const to = base + (offsets[band + 1] as number);
          for (let line = base + (offsets[band] as number); line < to; line++) {
            spectrum[line] = (spectrum[line] as number) + gain * (own[line] as number);
          }
        }
      }
      start += windows;
    }
  }

  addSamples(out: Float32Array, at: number, gains: number): void {
    const gain = this.#gains[gains] as number;
    for (let n = 0; n < this.samples.length; n++) {
      out[at + n] = (out[at + n] as number) + gain * (this.samples[n] as number);
    }
  }
}

const gainOf = (value: number, step: number) =>
  2 ** Math.max(-largestExponent, Math.min(largestExponent, -value * step));
