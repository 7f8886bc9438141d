import { type ChannelStream, noiseBook } from './channelStream';
import type { StereoMask } from './stereo';

/** Perceptual noise substitution (ISO/IEC 14496-3, 4.6.13): bands of which only the energy is coded get noise. */
export class NoiseGenerator {
  /** A linear congruential generator, with the multiplier of Numerical Recipes. */
  #state = 0x1f2e3d4c;

  /**
   * @param pair the channel that has the same noise where the mask says so, the generator having run for it already
   * @param states the generator's state at each band of the first channel of a pair
   */
  fill({ window, books, factors, spectrum }: ChannelStream, states: Int32Array, mask?: StereoMask): void {
    const { offsets } = window.bands;
    for (let group = 0, start = 0; group < window.groups; group++) {
      const windows = window.groupLengths[group] as number;
      for (let band = 0; band < window.maxBand; band++) {
        const at = group * window.maxBand + band;
        if (books[at] !== noiseBook) continue;
        const own = this.#state;
        const correlated = mask?.has(at) === true && states[at] !== 0;
        if (correlated) this.#state = states[at] as number;
        else if (!mask) states[at] = own;
        const amplitude = 2 ** ((factors[at] as number) / 4);
        for (let index = 0; index < windows; index++) {
          const base = (start + index) * window.lines;
          this.#fillLines(spectrum, base + (offsets[band] as number), base + (offsets[band + 1] as number), amplitude);
        }
        if (correlated) this.#state = own;
      }
      start += windows;
    }
  }

  #fillLines(spectrum: Float64Array, from: number, to: number, amplitude: number): void {
    let state = this.#state;
    let energy = 0;
    for (let line = from; line < to; line++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      spectrum[line] = state;
      energy += state * state;
    }
    this.#state = state;
    const scale = energy > 0 ? amplitude / Math.sqrt(energy) : 0;
    for (let line = from; line < to; line++) spectrum[line] = (spectrum[line] as number) * scale;
  }
}
