/** Full screen where the host lets a page have it, else the whole of the page. */
export class FullScreen {
  readonly #changed = (): void => this.#onChange();
  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.#filling) this.#fill(false);
  };
  #filling = false;

  readonly #element: HTMLElement;
  readonly #onChange: () => void;

  constructor(element: HTMLElement, onChange: () => void) {
    this.#element = element;
    this.#onChange = onChange;
    document.addEventListener('fullscreenchange', this.#changed);
    document.addEventListener('keydown', this.#key);
  }

  get active(): boolean {
    return this.#filling || document.fullscreenElement === this.#element;
  }

  toggle(): void {
    if (this.#filling) return this.#fill(false);
    if (document.fullscreenElement) return void document.exitFullscreen();
    if (!document.fullscreenEnabled) return this.#fill(true);
    this.#element.requestFullscreen().catch(() => this.#fill(true));
  }

  dispose(): void {
    document.removeEventListener('fullscreenchange', this.#changed);
    document.removeEventListener('keydown', this.#key);
    if (this.#filling) this.#fill(false);
  }

  #fill(on: boolean): void {
    this.#filling = on;
    document.body.classList.toggle('filled', on);
    this.#onChange();
  }
}
