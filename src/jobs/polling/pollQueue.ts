/** Keys ordered by time: a binary heap, so that a step costs the same whether few or many wait. */
export class PollQueue {
  readonly #heap: { key: string; at: number }[] = [];
  /** Time of each key that waits. Entries of the heap that differ are outdated. */
  readonly #times = new Map<string, number>();

  get(key: string): number | undefined {
    return this.#times.get(key);
  }

  /** Adds a key, or moves it. @param at time in ms */
  set(key: string, at: number): void {
    if (this.#times.get(key) === at) return;
    this.#times.set(key, at);
    this.#push({ key, at });
    if (this.#heap.length > 2 * this.#times.size + 64) this.#rebuild();
  }

  delete(key: string): void {
    this.#times.delete(key);
  }

  /** Returns the time of the first key, or Infinity. */
  get next(): number {
    this.#dropOutdated();
    return this.#heap[0]?.at ?? Infinity;
  }

  /** Removes and returns the keys whose time has come, in order. */
  take(now: number): string[] {
    const keys: string[] = [];
    while (this.next <= now) {
      const first = this.#pop();
      if (!first) break;
      this.#times.delete(first.key);
      keys.push(first.key);
    }
    return keys;
  }

  #dropOutdated(): void {
    for (let first = this.#heap[0]; first && this.#times.get(first.key) !== first.at; first = this.#heap[0]) {
      this.#pop();
    }
  }

  #rebuild(): void {
    this.#heap.length = 0;
    for (const [key, at] of this.#times) this.#push({ key, at });
  }

  #push(entry: { key: string; at: number }): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (!above || above.at <= entry.at) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): { key: string; at: number } | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (!left) break;
      const isRight = right !== undefined && right.at < left.at;
      if (isRight) child++;
      const smaller = isRight ? right : left;
      if (smaller.at >= last.at) break;
      heap[index] = smaller;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}
