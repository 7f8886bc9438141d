import * as l10n from '@vscode/l10n';
import type { Layout } from '../../shared/comparison';
import { el } from '../dom';

/** Interval in ms: slow enough to look, and far from flicker that could harm. */
const turn = 1000;

/** Returns true if the user prefers reduced motion, in VS Code or in the system. */
export const isStill = (): boolean =>
  document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Two clips in one place: with a movable line between them, or alternating. */
export class Overlay {
  /** Covers the picture; its thumb is the line. */
  readonly divider = el('input', { type: 'range', class: 'divider', min: 0, max: 1, step: 0.01 });
  /** Clip that is visible in a blink: 0 or 1. */
  seen = 0;
  #layout: Layout = 'side';
  #byItself = !isStill();
  #timer: number | undefined;
  #names: readonly [string, string] = ['', ''];
  readonly #visibility = (): void => this.#schedule();

  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
    this.divider.setAttribute('aria-label', l10n.t('Divider'));
    this.divider.addEventListener('input', () => (this.#say(), changed()));
    document.addEventListener('visibilitychange', this.#visibility);
  }

  get at(): number {
    return this.divider.valueAsNumber;
  }

  set at(at: number) {
    this.divider.value = String(at);
  }

  /** True if the two alternate automatically. */
  get alternates(): boolean {
    return this.#byItself;
  }

  set alternates(on: boolean) {
    this.#byItself = on;
    this.#schedule();
    this.#changed();
  }

  /** @param names of the two clips */
  show(layout: Layout, names: readonly [string, string]): void {
    this.#names = names;
    this.divider.hidden = layout !== 'wipe';
    this.#say();
    if (layout === this.#layout) return;
    this.#layout = layout;
    this.seen = 0;
    this.#schedule();
  }

  /** Shows the other clip on the user's request and stops alternating. */
  swap(): void {
    this.#byItself = false;
    this.#schedule();
    this.#turn();
  }

  #turn(): void {
    this.seen = 1 - this.seen;
    this.#changed();
  }

  #schedule(): void {
    clearInterval(this.#timer);
    const on = this.#layout === 'blink' && this.#byItself && document.visibilityState === 'visible';
    this.#timer = on ? window.setInterval(() => this.#turn(), turn) : undefined;
  }

  #say(): void {
    const part = Math.round(this.at * 100);
    const [left, right] = this.#names;
    this.divider.setAttribute('aria-valuetext', `${left} ${part}%, ${right} ${100 - part}%`);
  }
}
