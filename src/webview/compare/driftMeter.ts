/** Frames that are looked at: one alone comes with the next refresh of the screen, which is as good as by chance. */
const enough = 5;

/** Where a clip stands against the clock of the screen, from its frames as they are shown. */
export class DriftMeter {
  /** Time in the clip, seconds, of the frame that is seen. */
  shown: number | undefined;
  #offsets: number[] = [];

  /**
   * A frame was put on the screen.
   * @param time of the frame in the clip, seconds
   * @param at `performance.now()` of that moment
   * @param rate seconds of clip in a second, of all clips together
   */
  add(time: number, at: number, rate: number): void {
    this.shown = time;
    this.#offsets = [...this.#offsets.slice(1 - enough), time - (at / 1000) * rate];
  }

  /** What was seen so far says nothing of what comes: it was moved, or plays at another speed. */
  restart(): void {
    this.#offsets = [];
    this.shown = undefined;
  }

  /** Seconds of clip that this one is ahead of the other; undefined before there is enough to tell. */
  ahead(of: DriftMeter): number | undefined {
    const [mine, other] = [this.#middle, of.#middle];
    return mine === undefined || other === undefined ? undefined : mine - other;
  }

  get #middle(): number | undefined {
    if (this.#offsets.length < 3) return undefined;
    return this.#offsets.toSorted((a, b) => a - b)[Math.floor(this.#offsets.length / 2)];
  }
}

/** Nobody sees or hears a speed that is off by less than this much. */
const mostPull = 0.1;
/** Seconds in which a difference shrinks to a third of itself. */
const patience = 0.4;
/** Each change of speed costs the browser something. */
const step = 0.005;

/** How much faster or slower a clip is to play that is so many seconds `ahead`, as a factor near 1. */
export function pull(ahead: number): number {
  const wanted = Math.min(mostPull, Math.max(-mostPull, -ahead / patience));
  return 1 + Math.round(wanted / step) * step;
}
