import type { Bands, BandTables } from './bands';
import type { BitReader } from './bits';
import { BrokenPacket } from './errors';

/** Coded values of window sequences. */
const onlyLong = 0;
export const longStart = 1;
export const eightShort = 2;
export const longStop = 3;

/** Time layout of the lines in a channel's frame: `ics_info` of ISO/IEC 14496-3, table 4.6. */
export class WindowInfo {
  sequence = onlyLong;
  /** 0 sine, 1 Kaiser-Bessel derived. */
  shape = 0;
  /** Number of coded bands. */
  maxBand = 0;
  /** 1, or 8 short ones. */
  windows = 1;
  /** Lines of one window. */
  lines: number;
  bands: Bands;
  /** Groups of short windows that share their scale factors. */
  groups = 1;
  readonly groupLengths = new Uint8Array(8);
  readonly #tables: BandTables;
  readonly #frameLength: number;

  constructor(tables: BandTables, frameLength: number) {
    this.#tables = tables;
    this.#frameLength = frameLength;
    this.lines = frameLength;
    this.bands = tables.long;
    this.groupLengths[0] = 1;
  }

  /** @throws BrokenPacket if it uses prediction, which AAC-LC lacks, or more bands than exist */
  read(reader: BitReader): void {
    if (reader.bit()) throw new BrokenPacket('A reserved bit is set');
    this.sequence = reader.read(2);
    this.shape = reader.bit();
    this.#layOut();
    if (this.sequence === eightShort) {
      this.maxBand = reader.read(4);
      const together = reader.read(7);
      this.groups = 0;
      for (let window = 0; window < 8; window++) {
        const joins = window > 0 && (together >> (7 - window)) & 1;
        if (joins) this.groupLengths[this.groups - 1] = (this.groupLengths[this.groups - 1] ?? 0) + 1;
        else this.groupLengths[this.groups++] = 1;
      }
    } else {
      this.maxBand = reader.read(6);
      this.groups = 1;
      this.groupLengths[0] = 1;
      if (reader.bit()) throw new BrokenPacket('Prediction in a profile without it');
    }
    if (this.maxBand > this.bands.count) {
      const { maxBand } = this;
      this.maxBand = 0;
      throw new BrokenPacket(`${maxBand} bands of ${this.bands.count}`);
    }
  }

  copy(other: WindowInfo): void {
    this.sequence = other.sequence;
    this.shape = other.shape;
    this.#layOut();
    this.maxBand = other.maxBand;
    this.groups = other.groups;
    this.groupLengths.set(other.groupLengths);
  }

  /** Resets to one long window without lines, keeping the last shape. */
  clear(): void {
    this.sequence = onlyLong;
    this.#layOut();
    this.maxBand = 0;
    this.groups = 1;
    this.groupLengths[0] = 1;
  }

  #layOut(): void {
    const short = this.sequence === eightShort;
    this.windows = short ? 8 : 1;
    this.lines = short ? this.#frameLength / 8 : this.#frameLength;
    this.bands = short ? this.#tables.short : this.#tables.long;
  }
}
