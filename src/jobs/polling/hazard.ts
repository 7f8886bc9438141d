/**
 * Duration statistics, learned from ended and running jobs. Times in ms. Pure.
 *
 * The estimate is the cumulative hazard H(age) of Nelson and Aalen: exp(-H) is the probability that a job still runs at
 * that age. It assumes no distribution, and running jobs count for their age so far: without them only quick jobs would
 * be learned from.
 */

/** Observation of one job between two ages; `ended` if it ended at the second. */
export interface Observation {
  from: number;
  to: number;
  ended: boolean;
}

/** Prior without data: a job is expected to last as long again as its age, and at least this long. */
const priorStart = 30_000;
const defaultPrior = (age: number): number => Math.log1p(Math.max(0, age) / priorStart);
/** Weight of the prior, in jobs. */
const priorWeight = 1;
/** Number of last ends whose rate is extrapolated while jobs run that are older than any ended one. */
const frontier = 16;

export class Curve {
  /** Ages at which jobs ended, and the cumulative hazard at each. */
  readonly #ages: number[] = [0];
  readonly #hazards: number[] = [0];
  /** Number of running jobs older than any ended one. */
  readonly #beyond: number;
  readonly #pace: number;
  readonly #prior: (age: number) => number;
  /** Number of observed ends, at least that of the wider kind. */
  readonly ends: number;
  /** Number of observed jobs. */
  readonly seen: number;

  /** @param wider curve of a wider kind of job, used as the prior while few of these were seen */
  constructor(observations: readonly Observation[], wider?: Curve) {
    const prior = (this.#prior = wider ? (age) => wider.at(age) : defaultPrior);
    const sorted = (pick: (observation: Observation) => number, from = observations) =>
      from.map(pick).sort((a, b) => a - b);
    const entries = sorted(({ from }) => from);
    const exits = sorted(({ to }) => to);
    const ends = sorted(
      ({ to }) => to,
      observations.filter(({ ended }) => ended),
    );
    let [hazard, last, entered, left] = [0, 0, 0, 0];
    for (const age of ends) {
      while (entered < entries.length && entries[entered]! < age) entered++;
      while (left < exits.length && exits[left]! < age) left++;
      const atRisk = Math.max(1, entered - left);
      hazard += (1 + priorWeight * (prior(age) - prior(last))) / (atRisk + priorWeight);
      left++;
      if (age > last) {
        this.#ages.push(age);
        this.#hazards.push(hazard);
      } else {
        this.#hazards[this.#hazards.length - 1] = hazard;
      }
      last = age;
    }
    this.ends = Math.max(ends.length, wider?.ends ?? 0);
    this.seen = observations.length;
    this.#beyond = observations.filter(({ to, ended }) => !ended && to > last).length;
    const back = Math.max(0, this.#ages.length - 1 - frontier);
    this.#pace = ends.length >= frontier ? (hazard - this.#hazards[back]!) / (last - this.#ages[back]!) : 0;
  }

  /** Returns the cumulative hazard at an age. */
  at(age: number): number {
    const last = this.#ages.length - 1;
    const end = this.#ages[last]!;
    if (age >= end) {
      const beyond = this.#beyond;
      const grown = beyond * this.#pace * (age - end) + priorWeight * (this.#prior(age) - this.#prior(end));
      return this.#hazards[last]! + grown / (beyond + priorWeight);
    }
    let [low, high] = [0, last];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#ages[middle]! <= age) low = middle;
      else high = middle;
    }
    const part = (Math.max(0, age) - this.#ages[low]!) / (this.#ages[high]! - this.#ages[low]!);
    return this.#hazards[low]! + part * (this.#hazards[high]! - this.#hazards[low]!);
  }

  /** Returns the age by which a job of age `age` has ended with this probability; at most a day more. */
  quantile(chance: number, age = 0): number {
    const wanted = this.at(age) - Math.log(1 - chance);
    let [low, high] = [age, age + 24 * 3600_000];
    if (this.at(high) <= wanted) return high;
    while (high - low > 100) {
      const middle = (low + high) / 2;
      if (this.at(middle) < wanted) low = middle;
      else high = middle;
    }
    return high;
  }
}
