import { fewest, type Layout } from '../../shared/comparison';

type Pair = readonly [number, number];

/** Which of the clips are seen, and how: side by side, or two of them in one place. */
export class Arrangement {
  layout: Layout;
  /** Places of the two. */
  pair: Pair;
  #count = 0;

  constructor({ layout, pair }: { layout: Layout; pair: Pair }) {
    this.layout = layout;
    this.pair = pair;
  }

  lay(layout: Layout): void {
    this.layout = this.#count < fewest ? 'side' : layout;
  }

  /** One clip is not both of the two: who was the other takes the place that it leaves. */
  choose([first, second]: Pair): void {
    const [a, b] = this.pair;
    this.pair = first !== second ? [first, second] : first === a ? [b, a] : [first, a === first ? b : a];
  }

  /** Whether the clip in that place is seen. */
  shows(at: number): boolean {
    return this.layout === 'side' || this.pair.includes(at);
  }

  /** Which of the two it is; -1 for neither. */
  sideOf(at: number): number {
    return this.layout === 'side' ? -1 : this.pair.indexOf(at);
  }

  /**
   * So many clips there are now. The two of a pair are places, as long as no clip goes.
   * @param now where the clip of a place is by now
   */
  follow(count: number, now: (at: number) => number | undefined): void {
    if (this.#count > 0 && count !== this.#count) {
      const [first = 0, second = first === 0 ? 1 : 0] = this.pair.map(now);
      this.pair = [first, second];
    }
    this.#count = count;
    if (Math.max(...this.pair) >= count || this.pair[0] === this.pair[1]) this.pair = [0, 1];
    this.lay(this.layout);
  }
}
