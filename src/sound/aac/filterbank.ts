import { CosineTransform } from './transform';
import { eightShort, longStart, longStop, type WindowInfo } from './windows';

/** Steepness of the Kaiser-Bessel derived window, long and short (ISO/IEC 14496-3, 4.6.11.3.2). */
const longAlpha = 4;
const shortAlpha = 6;

/** Divisor that maps the standard's scale to a full scale of 1. */
const fullScale = 32768;

/** State that a channel keeps between frames. */
export class Overlap {
  /** Second half of the last frame, windowed. */
  readonly samples: Float64Array;
  /** Shape of the last window. */
  shape = 0;

  constructor(frameLength: number) {
    this.samples = new Float64Array(frameLength);
  }
}

/** Turns lines into samples: inverse transform, window, and overlap-add (ISO/IEC 14496-3, 4.6.11). */
export class Filterbank {
  readonly #length: number;
  readonly #long: CosineTransform;
  readonly #short: CosineTransform;
  /** Rising halves of windows by shape: long, short, and short within a long one. */
  readonly #longRise: readonly Float64Array[];
  readonly #shortRise: readonly Float64Array[];
  readonly #steepRise: readonly Float64Array[];
  readonly #lines: Float64Array;
  /** Eight overlapping short windows. */
  readonly #shorts: Float64Array;

  constructor(frameLength: number) {
    const shortLength = frameLength / 8;
    this.#length = frameLength;
    this.#long = new CosineTransform(frameLength, 1 / (frameLength * fullScale));
    this.#short = new CosineTransform(shortLength, 1 / (shortLength * fullScale));
    this.#longRise = [sineRise(frameLength), kaiserRise(frameLength, longAlpha)];
    this.#shortRise = [sineRise(shortLength), kaiserRise(shortLength, shortAlpha)];
    this.#steepRise = this.#shortRise.map((rise) => {
      const steep = new Float64Array(frameLength);
      const flat = (frameLength - shortLength) / 2;
      steep.set(rise, flat);
      steep.fill(1, flat + shortLength);
      return steep;
    });
    this.#lines = new Float64Array(frameLength);
    this.#shorts = new Float64Array(shortLength * 9);
  }

  /**
   * @param out receives the samples of one frame
   * @param at start index in `out`
   */
  run(spectrum: Float64Array, window: WindowInfo, overlap: Overlap, out: Float32Array, at: number): void {
    if (window.sequence === eightShort) this.#runShort(spectrum, window.shape, overlap, out, at);
    else this.#runLong(spectrum, window, overlap, out, at);
    overlap.shape = window.shape;
  }

  #runLong(spectrum: Float64Array, window: WindowInfo, overlap: Overlap, out: Float32Array, at: number): void {
    const length = this.#length;
    const half = length / 2;
    const lines = this.#lines;
    const { samples } = overlap;
    const rise = (window.sequence === longStop ? this.#steepRise : this.#longRise)[overlap.shape] as Float64Array;
    const fall = (window.sequence === longStart ? this.#steepRise : this.#longRise)[window.shape] as Float64Array;
    this.#long.run(spectrum, 0, lines);
    for (let n = 0; n < half; n++) {
      const mirror = length - 1 - n;
      const first = lines[half + n] as number;
      const second = lines[half - 1 - n] as number;
      out[at + n] = (samples[n] as number) + (rise[n] as number) * first;
      out[at + mirror] = (samples[mirror] as number) - (rise[mirror] as number) * first;
      samples[n] = -(fall[mirror] as number) * second;
      samples[mirror] = -(fall[n] as number) * second;
    }
  }

  #runShort(spectrum: Float64Array, shape: number, overlap: Overlap, out: Float32Array, at: number): void {
    const length = this.#length;
    const short = length / 8;
    const half = short / 2;
    const flat = (length - short) / 2;
    const lines = this.#lines;
    const shorts = this.#shorts;
    const { samples } = overlap;
    const fall = this.#shortRise[shape] as Float64Array;
    shorts.fill(0);
    for (let index = 0; index < 8; index++) {
      const rise = this.#shortRise[index === 0 ? overlap.shape : shape] as Float64Array;
      const from = index * short;
      this.#short.run(spectrum, from, lines);
      for (let n = 0; n < half; n++) {
        const mirror = short - 1 - n;
        const first = lines[half + n] as number;
        const second = lines[half - 1 - n] as number;
        shorts[from + n] = (shorts[from + n] as number) + (rise[n] as number) * first;
        shorts[from + mirror] = (shorts[from + mirror] as number) - (rise[mirror] as number) * first;
        shorts[from + short + n] = -(fall[mirror] as number) * second;
        shorts[from + short + mirror] = -(fall[n] as number) * second;
      }
    }
    for (let n = 0; n < flat; n++) out[at + n] = samples[n] as number;
    for (let n = flat; n < length; n++) out[at + n] = (samples[n] as number) + (shorts[n - flat] as number);
    const rest = shorts.length - (length - flat);
    for (let n = 0; n < rest; n++) samples[n] = shorts[length - flat + n] as number;
    samples.fill(0, rest);
  }
}

const sineRise = (length: number) =>
  Float64Array.from({ length }, (_, n) => Math.sin((Math.PI / (2 * length)) * (n + 0.5)));

function kaiserRise(length: number, alpha: number): Float64Array {
  const kernel = Array.from({ length: length + 1 }, (_, n) =>
    bessel(Math.PI * alpha * Math.sqrt(1 - ((2 * n) / length - 1) ** 2)),
  );
  const total = kernel.reduce((sum, value) => sum + value, 0);
  let sum = 0;
  return Float64Array.from({ length }, (_, n) => {
    sum += kernel[n] as number;
    return Math.sqrt(sum / total);
  });
}

/** Modified Bessel function of the first kind and order 0. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
