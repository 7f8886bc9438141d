import type { Backdrop } from '../shared/playback';
import { el } from './dom';
import type { View } from './playing';

/** Fraction of the visible area that one key press pans by. */
const panStep = 0.2;
/** Movement in pixels beyond which a press is no longer a click. */
const clickSlack = 4;

/** Area of the picture: scaled to fit, or at actual size with panning; with a background of choice. */
export class Viewport implements View {
  readonly element: HTMLElement;
  readonly #resized = new ResizeObserver(() => this.fit());
  #on = false;
  #dragged = false;

  readonly #size: () => { width: number; height: number };

  /** @param size returns the picture's size in pixels */
  constructor(picture: HTMLElement, size: () => { width: number; height: number }) {
    this.#size = size;
    this.element = el('div', { class: 'frame' }, picture);
    this.#resized.observe(this.element);
    this.element.addEventListener('pointerdown', (event) => this.#drag(event));
  }

  get actualSize(): boolean {
    return this.#on;
  }

  set actualSize(on: boolean) {
    this.#on = on;
    this.fit();
  }

  get backdrop(): Backdrop {
    return this.element.dataset['backdrop'] as Backdrop;
  }

  set backdrop(name: Backdrop) {
    this.element.dataset['backdrop'] = name;
  }

  /** True if the last press panned the picture, and so was no click. */
  get wasDragged(): boolean {
    return this.#dragged;
  }

  pan(across: number, down: number): void {
    const { clientWidth, clientHeight } = this.element;
    this.element.scrollBy({ left: across * panStep * clientWidth, top: down * panStep * clientHeight });
  }

  /** Visible part of a picture larger than the viewport: centre, 0 to 1 across and down. */
  get centre(): { x: number; y: number } {
    const { scrollLeft, scrollTop } = this.element;
    const { across, down } = this.#hidden;
    return { x: across > 0 ? scrollLeft / across : 0.5, y: down > 0 ? scrollTop / down : 0.5 };
  }

  set centre({ x, y }: { x: number; y: number }) {
    const { scrollLeft, scrollTop } = this.element;
    const { across, down } = this.#hidden;
    const [left, top] = [x * across, y * down];
    // Two viewports that follow each other must come to rest.
    if (Math.hypot(left - scrollLeft, top - scrollTop) > 2) this.element.scrollTo(left, top);
  }

  /** Call it when the picture's size is known. */
  fit(): void {
    const { width, height } = this.#size();
    const { devicePixelRatio: ratio } = window;
    this.element.classList.toggle('actual', this.#on && width > 0);
    this.element.style.setProperty('--width', `${width / ratio}px`);
    this.element.style.setProperty('--height', `${height / ratio}px`);
  }

  dispose(): void {
    this.#resized.disconnect();
  }

  get #hidden(): { across: number; down: number } {
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = this.element;
    return { across: scrollWidth - clientWidth, down: scrollHeight - clientHeight };
  }

  #drag({ clientX, clientY, button, target }: PointerEvent): void {
    this.#dragged = false;
    if (!this.#on || button !== 0 || target === this.element) return;
    const { element } = this;
    const { scrollLeft, scrollTop } = element;
    const stop = new AbortController();
    const move = (event: PointerEvent) => {
      const [x, y] = [event.clientX - clientX, event.clientY - clientY];
      this.#dragged ||= Math.hypot(x, y) > clickSlack;
      element.scrollTo(scrollLeft - x, scrollTop - y);
    };
    window.addEventListener('pointermove', move, { signal: stop.signal });
    for (const end of ['pointerup', 'pointercancel'] as const) {
      window.addEventListener(end, () => stop.abort(), { signal: stop.signal });
    }
  }
}
