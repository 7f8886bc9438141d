import type { BandTables } from './bands';
import type { BitReader } from './bits';
import { scaleFactorCodebook } from './codebooks';
import { BrokenPacket } from './errors';
import { HuffmanCode } from './huffman';
import { readSpectrum } from './spectrum';
import { TnsFilters } from './tns';
import { eightShort, WindowInfo } from './windows';

/** Codebook numbers with a special meaning. */
export const zeroBook = 0;
const reservedBook = 12;
export const noiseBook = 13;
/** Intensity stereo with both channels out of phase, and in phase. */
export const intensityOut = 14;
export const intensityIn = 15;

/** A frame has at most this many bands: 8 windows of 15, or 51 long ones. */
export const mostBands = 120;

export const scaleFactorCode = new HuffmanCode(scaleFactorCodebook);

/** Coded value of a scale factor difference of 0. */
export const scaleFactorZero = 60;

/** Noise energies start at the global gain minus this offset. */
const noiseOffset = 90;
const noiseStart = 256;

const mostPulses = 4;

/**
 * One channel's part of a frame: `individual_channel_stream` of ISO/IEC 14496-3, table 4.50. Its arrays are reused for
 * each frame. Bands are numbered by group, `maxBand` in each.
 */
export class ChannelStream {
  readonly window: WindowInfo;
  readonly tns: TnsFilters;
  /** Codebook of each band. */
  readonly books = new Uint8Array(mostBands);
  /** Scale factor of each band; for intensity its position, for noise its energy. */
  readonly factors = new Int16Array(mostBands);
  /** Lines as coded, before scale factors. */
  readonly quantized: Int16Array;
  /** Lines of all windows, one window after the other. */
  readonly spectrum: Float64Array;
  readonly #pulses = { count: 0, places: new Uint16Array(mostPulses), heights: new Uint8Array(mostPulses) };

  constructor(tables: BandTables, frameLength: number) {
    this.window = new WindowInfo(tables, frameLength);
    this.tns = new TnsFilters();
    this.quantized = new Int16Array(frameLength);
    this.spectrum = new Float64Array(frameLength);
  }

  /**
   * @param shared true if the window was read for both channels of a pair
   * @throws BrokenPacket
   */
  read(reader: BitReader, shared: boolean): void {
    const globalGain = reader.read(8);
    if (!shared) this.window.read(reader);
    this.#readSections(reader);
    this.#readFactors(reader, globalGain);
    this.#pulses.count = 0;
    if (reader.bit()) this.#readPulses(reader);
    if (reader.bit()) this.tns.read(reader, this.window);
    else this.tns.clear();
    if (reader.bit()) throw new BrokenPacket('Gain control in a profile without it');
    reader.check();
    readSpectrum(reader, this);
    reader.check();
    this.#addPulses();
  }

  /** Resets to a frame of silence. */
  clear(): void {
    this.window.clear();
    this.tns.clear();
    this.spectrum.fill(0);
  }

  #readSections(reader: BitReader): void {
    const { groups, maxBand, sequence } = this.window;
    const bits = sequence === eightShort ? 3 : 5;
    const more = (1 << bits) - 1;
    for (let group = 0; group < groups; group++) {
      for (let band = 0; band < maxBand;) {
        const book = reader.read(4);
        if (book === reservedBook) throw new BrokenPacket('A reserved codebook');
        let end = band;
        let length;
        do {
          length = reader.read(bits);
          end += length;
          if (end > maxBand) throw new BrokenPacket('A section beyond the last band');
        } while (length === more);
        reader.check();
        this.books.fill(book, group * maxBand + band, group * maxBand + end);
        band = end;
      }
    }
  }

  #readFactors(reader: BitReader, globalGain: number): void {
    const { groups, maxBand } = this.window;
    let factor = globalGain;
    let position = 0;
    let energy = globalGain - noiseOffset;
    let firstNoise = true;
    for (let band = 0; band < groups * maxBand; band++) {
      const book = this.books[band];
      if (book === zeroBook) {
        this.factors[band] = 0;
      } else if (book === intensityIn || book === intensityOut) {
        position += scaleFactorCode.read(reader) - scaleFactorZero;
        this.factors[band] = within(position, -155, 100);
      } else if (book === noiseBook) {
        energy += firstNoise ? reader.read(9) - noiseStart : scaleFactorCode.read(reader) - scaleFactorZero;
        firstNoise = false;
        this.factors[band] = within(energy, -100, 155);
      } else {
        factor += scaleFactorCode.read(reader) - scaleFactorZero;
        if (factor < 0 || factor > 255) throw new BrokenPacket('A scale factor out of range');
        this.factors[band] = factor;
      }
    }
  }

  #readPulses(reader: BitReader): void {
    const { sequence, bands } = this.window;
    if (sequence === eightShort) throw new BrokenPacket('Pulses in short windows');
    const pulses = this.#pulses;
    const count = reader.read(2) + 1;
    const band = reader.read(6);
    if (band >= bands.count) throw new BrokenPacket('Pulses beyond the last band');
    let place = bands.offsets[band] as number;
    for (let index = 0; index < count; index++) {
      place += reader.read(5);
      if (place >= this.quantized.length) throw new BrokenPacket('Pulses beyond the last line');
      pulses.places[index] = place;
      pulses.heights[index] = reader.read(4);
    }
    pulses.count = count;
  }

  #addPulses(): void {
    const { count, places, heights } = this.#pulses;
    for (let index = 0; index < count; index++) {
      const place = places[index] as number;
      const height = heights[index] as number;
      const value = this.quantized[place] as number;
      this.quantized[place] = value > 0 ? value + height : value - height;
    }
  }
}

const within = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
