/**
 * How long jobs take, learned from those that ended and those that still run. Times in ms. Pure.
 *
 * What is kept is the cumulative hazard H(age), after Nelson and Aalen: exp(-H) is the chance that a job is still at work
 * at that age. It needs no shape of distribution, and jobs still at work count for as long as they have lasted: without
 * them only the quick ones would be learned of.
 */

/** One job under observation between two ages; `ended` when it ended at the second. */
export interface Observation {
  from: number;
  to: number;
  ended: boolean;
}

/** Before anything is known: a job is expected to last as long again as it has lasted, and this at least. */
const priorStart = 30_000;
const general = (age: number): number => Math.log1p(Math.max(0, age) / priorStart);
/** How many jobs' worth of observation that counts. */
const priorWeight = 1;
/** The pace of this many last ends is taken to go on, while jobs run that are older than any that ended. */
const frontier = 16;

export class Curve {
  /** Ages at which jobs ended, and the cumulative hazard there. */
  readonly #ages: number[] = [0];
  readonly #hazards: number[] = [0];
  /** Jobs at work that are older than any that ended. */
  readonly #beyond: number;
  readonly #pace: number;
  readonly #prior: (age: number) => number;
  /** How many ends were seen, if only of the wider kind, and how many jobs at all. */
  readonly ends: number;
  readonly seen: number;

  /** @param wider how long jobs of a wider kind take, which is expected of these as long as few of them were seen */
  constructor(observations: readonly Observation[], wider?: Curve) {
    const prior = (this.#prior = wider ? (age) => wider.at(age) : general);
    const sorted = (pick: (one: Observation) => number, of = observations) => of.map(pick).sort((a, b) => a - b);
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

  /** The cumulative hazard. */
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

  /** The age by which a job that has reached `age` has ended with this chance; at most a day more. */
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
