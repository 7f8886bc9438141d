import type { Sound } from '../playing';

/** Which of several clips is heard, and how loud. */
export class AudioChoice implements Sound {
  /** Place of that clip. */
  heard: number | undefined;
  #loudness: number;

  readonly #changed: () => void;

  /** @param changed called when it is to be heard otherwise */
  constructor({ heard, volume }: { heard: number | undefined; volume: number }, changed: () => void) {
    this.#changed = changed;
    this.heard = heard;
    this.#loudness = volume;
  }

  get muted(): boolean {
    return this.heard === undefined;
  }

  get volume(): number {
    return this.#loudness;
  }

  set volume(volume: number) {
    this.#loudness = volume;
    if (volume > 0) this.heard ??= 0;
    this.#changed();
  }

  toggleSound(): void {
    this.hear(this.muted ? 0 : undefined);
  }

  /** @param count of places: after the last of them, none is heard */
  hearNext(count: number): void {
    const next = this.heard === undefined ? 0 : this.heard + 1;
    this.hear(next < count ? next : undefined);
  }

  hear(at: number | undefined): void {
    this.heard = at;
    if (at !== undefined && this.#loudness === 0) this.#loudness = 1;
    this.#changed();
  }
}
