import type { Disposable, Logger } from './ports';

/** Listeners of one event. One that throws is logged and does not keep the others from hearing. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  constructor(private readonly log: Logger) {}

  readonly event = (listener: (value: T) => void): Disposable => {
    // Wrapped, so that the same function added twice is heard twice and removed once.
    const own = (value: T) => listener(value);
    this.#listeners.add(own);
    return { dispose: () => void this.#listeners.delete(own) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.log.error('A listener failed', error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
