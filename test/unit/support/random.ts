/** The seed of everything that tests draw. The same in each run; `npm run fuzz` draws others, and sets `VIDEO_JOBS_SEED`. */
export const seed = Number(process.env.VIDEO_JOBS_SEED ?? 20_261_121);

/** Chance that is the same for the same seed: mulberry32. */
export class Chance {
  #state: number;

  constructor(state: number) {
    this.#state = state >>> 0;
  }

  /** 0 to 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From 0 up to, and without, `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
}
