import type { Backdrop } from '../../shared/playback';
import type { View } from '../playing';
import type { Viewport } from '../viewport';

/** The pictures of several clips, which are looked at in the same way. */
export class Pictures implements View {
  actualSize: boolean;
  backdrop: Backdrop;

  readonly #all: () => readonly Viewport[];

  /** @param all answers those that there are now */
  constructor({ actualSize, backdrop }: Pick<View, 'actualSize' | 'backdrop'>, all: () => readonly Viewport[]) {
    this.#all = all;
    this.actualSize = actualSize;
    this.backdrop = backdrop;
  }

  pan(across: number, down: number): void {
    for (const one of this.#all()) one.pan(across, down);
  }

  /** Each shows the same part as that one. */
  follow(one: Viewport | undefined): void {
    if (!one || !this.actualSize) return;
    const { centre } = one;
    for (const other of this.#all()) if (other !== one) other.centre = centre;
  }

  show(): void {
    for (const one of this.#all()) {
      one.backdrop = this.backdrop;
      if (one.actualSize !== this.actualSize) one.actualSize = this.actualSize;
    }
  }
}
