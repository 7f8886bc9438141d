import type { Disposable, Logger } from './ports';

/** Event emitter. A listener that throws is logged and does not affect the others. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  readonly event = (listener: (value: T) => void): Disposable => {
    // Wrapped, so that a function added twice is called twice, and each removal removes one.
    const wrapped = (value: T) => listener(value);
    this.#listeners.add(wrapped);
    return { dispose: () => void this.#listeners.delete(wrapped) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.#log.error('A listener failed', error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
