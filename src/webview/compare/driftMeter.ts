/** Number of frames averaged: a single one appears with the next screen refresh, which is close to random. */
const enough = 5;

/** Measures a clip's position against the screen's clock, from its frames as they are presented. */
export class DriftMeter {
  /** Time in the clip of the frame on screen, in seconds. */
  shown: number | undefined;
  #offsets: number[] = [];

  /**
   * Records a presented frame.
   * @param time of the frame in the clip, in seconds
   * @param at `performance.now()` of that moment
   * @param rate common playback rate of all clips
   */
  add(time: number, at: number, rate: number): void {
    this.shown = time;
    this.#offsets = [...this.#offsets.slice(1 - enough), time - (at / 1000) * rate];
  }

  /** Discards the measurements after a seek or a change of rate. */
  restart(): void {
    this.#offsets = [];
    this.shown = undefined;
  }

  /** Returns how far this clip is ahead of the other, in seconds of clip; undefined with too few frames. */
  ahead(of: DriftMeter): number | undefined {
    const [mine, other] = [this.#middle, of.#middle];
    return mine === undefined || other === undefined ? undefined : mine - other;
  }

  get #middle(): number | undefined {
    if (this.#offsets.length < 3) return undefined;
    return this.#offsets.toSorted((a, b) => a - b)[Math.floor(this.#offsets.length / 2)];
  }
}

/** Largest change of speed, as a fraction; smaller ones are neither seen nor heard. */
const mostPull = 0.1;
/** Seconds in which a difference shrinks to a third. */
const patience = 0.4;
/** Granularity of the speed: each change costs the browser something. */
const step = 0.005;

/** Returns the factor, near 1, by which to change the speed of a clip that is `ahead` seconds ahead. */
export function pull(ahead: number): number {
  const wanted = Math.min(mostPull, Math.max(-mostPull, -ahead / patience));
  return 1 + Math.round(wanted / step) * step;
}
