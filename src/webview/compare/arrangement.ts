import { fewest, type Layout } from '../../shared/comparison';

type Pair = readonly [number, number];

/** Layout of the clips: all side by side, or two of them in one place. */
export class Arrangement {
  layout: Layout;
  /** Positions of the two. */
  pair: Pair;
  #count = 0;

  constructor({ layout, pair }: { layout: Layout; pair: Pair }) {
    this.layout = layout;
    this.pair = pair;
  }

  lay(layout: Layout): void {
    this.layout = this.#count < fewest ? 'side' : layout;
  }

  /** Sets the pair. The two must differ: if one clip is chosen twice, the other takes the position it left. */
  choose([first, second]: Pair): void {
    const [a, b] = this.pair;
    this.pair = first !== second ? [first, second] : first === a ? [b, a] : [first, a === first ? b : a];
  }

  /** Returns true if the clip at that position is visible. */
  shows(at: number): boolean {
    return this.layout === 'side' || this.pair.includes(at);
  }

  /** Returns 0 or 1 for a clip of the pair, -1 for another. */
  sideOf(at: number): number {
    return this.layout === 'side' ? -1 : this.pair.indexOf(at);
  }

  /**
   * Adapts to a new number of clips. The pair holds positions, so it follows clips only when one is removed.
   * @param now returns the new position of the clip that was at a position
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
