import type { Backdrop } from '../shared/playback';
import { el } from './dom';

/** Part of what is seen that one key press moves by. */
const panStep = 0.2;
/** A press that moves further than this is no click. Pixels. */
const clickSlack = 4;

/** The place of the picture: as large as fits, or pixel by pixel and then moved about; on a background of choice. */
export class Viewport {
  readonly element: HTMLElement;
  private readonly resized = new ResizeObserver(() => this.fit());
  private on = false;
  private dragged = false;

  /** @param size of the picture in pixels */
  constructor(
    picture: HTMLElement,
    private readonly size: () => { width: number; height: number },
  ) {
    this.element = el('div', { class: 'frame' }, picture);
    this.resized.observe(this.element);
    this.element.addEventListener('pointerdown', (event) => this.drag(event));
  }

  get actualSize(): boolean {
    return this.on;
  }

  set actualSize(on: boolean) {
    this.on = on;
    this.fit();
  }

  get backdrop(): Backdrop {
    return this.element.dataset['backdrop'] as Backdrop;
  }

  set backdrop(name: Backdrop) {
    this.element.dataset['backdrop'] = name;
  }

  /** Whether the last press moved the picture, and so was no click. */
  get wasDragged(): boolean {
    return this.dragged;
  }

  pan(across: number, down: number): void {
    const { clientWidth, clientHeight } = this.element;
    this.element.scrollBy({ left: across * panStep * clientWidth, top: down * panStep * clientHeight });
  }

  /** To be called when the size of the picture is known. */
  fit(): void {
    const { width, height } = this.size();
    const { devicePixelRatio: ratio } = window;
    this.element.classList.toggle('actual', this.on && width > 0);
    this.element.style.setProperty('--width', `${width / ratio}px`);
    this.element.style.setProperty('--height', `${height / ratio}px`);
  }

  dispose(): void {
    this.resized.disconnect();
  }

  private drag({ clientX, clientY, button, target }: PointerEvent): void {
    this.dragged = false;
    if (!this.on || button !== 0 || target === this.element) return;
    const { element } = this;
    const { scrollLeft, scrollTop } = element;
    const stop = new AbortController();
    const move = (event: PointerEvent) => {
      const [x, y] = [event.clientX - clientX, event.clientY - clientY];
      this.dragged ||= Math.hypot(x, y) > clickSlack;
      element.scrollTo(scrollLeft - x, scrollTop - y);
    };
    window.addEventListener('pointermove', move, { signal: stop.signal });
    for (const end of ['pointerup', 'pointercancel'] as const) {
      window.addEventListener(end, () => stop.abort(), { signal: stop.signal });
    }
  }
}
