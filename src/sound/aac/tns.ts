import type { BitReader } from './bits';
import { BrokenPacket } from './errors';
import { eightShort, type WindowInfo } from './windows';

/** Limits of AAC-LC: filters of a long window, and their order in long and short windows. */
const mostFilters = 3;
const longestOrder = 12;
const longestShortOrder = 7;

/**
 * Temporal noise shaping (ISO/IEC 14496-3, 4.6.9): filters that run along the lines of a window, and so shape the noise in
 * it in time.
 */
export class TnsFilters {
  #active = false;
  readonly #counts = new Uint8Array(8);
  /** By window and filter: the bands it reaches, downwards from where the one before ended. */
  readonly #lengths = new Uint8Array(8 * mostFilters);
  readonly #orders = new Uint8Array(8 * mostFilters);
  readonly #downwards = new Uint8Array(8 * mostFilters);
  /** Reflection coefficients. */
  readonly #reflections = new Float64Array(8 * mostFilters * longestOrder);
  readonly #predictor = new Float64Array(longestOrder + 1);
  readonly #spare = new Float64Array(longestOrder + 1);

  clear(): void {
    this.#active = false;
  }

  /** @throws BrokenPacket where a filter is longer than the profile allows */
  read(reader: BitReader, window: WindowInfo): void {
    this.#active = true;
    const short = window.sequence === eightShort;
    for (let index = 0; index < window.windows; index++) {
      const count = reader.read(short ? 1 : 2);
      this.#counts[index] = count;
      if (count === 0) continue;
      const resolution = reader.bit() + 3;
      for (let filter = index * mostFilters; filter < index * mostFilters + count; filter++) {
        this.#lengths[filter] = reader.read(short ? 4 : 6);
        const order = reader.read(short ? 3 : 5);
        this.#orders[filter] = 0;
        if (order > (short ? longestShortOrder : longestOrder)) throw new BrokenPacket(`A filter of order ${order}`);
        if (order === 0) continue;
        this.#orders[filter] = order;
        this.#downwards[filter] = reader.bit();
        const bits = resolution - reader.bit();
        for (let at = filter * longestOrder; at < filter * longestOrder + order; at++) {
          this.#reflections[at] = reflection(reader.read(bits), bits, resolution);
        }
      }
    }
  }

  /** Filters the lines of all windows in place. */
  apply(spectrum: Float64Array, window: WindowInfo): void {
    if (!this.#active) return;
    const { offsets, count: bands, tnsLimit } = window.bands;
    const limit = Math.min(tnsLimit, window.maxBand);
    for (let index = 0; index < window.windows; index++) {
      let top = bands;
      for (let filter = 0; filter < (this.#counts[index] as number); filter++) {
        const at = index * mostFilters + filter;
        const bottom = Math.max(top - (this.#lengths[at] as number), 0);
        const order = this.#orders[at] as number;
        const from = offsets[Math.min(bottom, limit)] as number;
        const to = offsets[Math.min(top, limit)] as number;
        top = bottom;
        if (order === 0 || to <= from) continue;
        this.#predict(at * longestOrder, order);
        const base = index * window.lines;
        if (this.#downwards[at]) this.#filter(spectrum, base + to - 1, -1, to - from, order);
        else this.#filter(spectrum, base + from, 1, to - from, order);
      }
    }
  }

  /** Turns reflection coefficients into those of the predictor, one order after the other. */
  #predict(at: number, order: number): void {
    const predictor = this.#predictor;
    const spare = this.#spare;
    for (let m = 1; m <= order; m++) {
      const k = this.#reflections[at + m - 1] as number;
      for (let i = 1; i < m; i++) spare[i] = (predictor[i] as number) + k * (predictor[m - i] as number);
      for (let i = 1; i < m; i++) predictor[i] = spare[i] as number;
      predictor[m] = k;
    }
  }

  /** All-pole filter: each line less what the lines before it predict. */
  #filter(spectrum: Float64Array, from: number, step: number, lines: number, order: number): void {
    const predictor = this.#predictor;
    for (let line = 0, at = from; line < lines; line++, at += step) {
      const known = Math.min(line, order);
      let value = spectrum[at] as number;
      for (let i = 1; i <= known; i++) value -= (spectrum[at - i * step] as number) * (predictor[i] as number);
      spectrum[at] = value;
    }
  }
}

/**
 * A reflection coefficient: an arc between -1 and 1, quantized more finely on its longer side.
 * @param code two's complement of `bits`
 * @param resolution 3 or 4 bits that a whole arc has
 */
function reflection(code: number, bits: number, resolution: number): number {
  const value = code >= 1 << (bits - 1) ? code - (1 << bits) : code;
  const steps = 2 ** (resolution - 1) + (value < 0 ? 0.5 : -0.5);
  return Math.sin((value * Math.PI) / (2 * steps));
}
