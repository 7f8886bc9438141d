type Child = Node | string | undefined;
type Attributes = Record<string, string | number | boolean | undefined>;

/** Creates an element with attributes and children; strings become text, never markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** Creates a push button with a text label. */
export function button(label: string, onPress: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const element = el('button', { type: 'button', ...attributes }, label);
  element.addEventListener('click', onPress);
  return element;
}

/** A part of the page that is rebuilt only when its data has changed; focus stays on the same button. */
export class Section<T> {
  readonly element: HTMLElement;
  #last: string | undefined;

  readonly #build: (data: T) => Node[];

  constructor(element: HTMLElement, build: (data: T) => Node[]) {
    this.#build = build;
    this.element = element;
  }

  show(data: T): void {
    const now = JSON.stringify(data);
    if (now === this.#last) return;
    this.#last = now;
    const focused = this.element.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-id')
      : undefined;
    this.element.replaceChildren(...this.#build(data));
    if (!focused) return;
    const again = [...this.element.querySelectorAll<HTMLElement>('[data-id]')];
    again.find((element) => element.dataset['id'] === focused)?.focus();
  }
}
