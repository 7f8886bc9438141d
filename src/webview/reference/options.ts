import * as l10n from '@vscode/l10n';
import { type Background, backgrounds, type Filling, fillings, type Placement } from '../../shared/placement';
import { el } from '../dom';

/** Choices of filling and background. Stateless: displays what it is given. */
export class Options {
  readonly element = el('div', { class: 'options' });
  readonly #filling: Choice<Filling>;
  readonly #background: Choice<Background>;

  constructor(change: (change: Partial<Placement>) => void) {
    this.#filling = new Choice(l10n.t('Fit to size'), 'filling', fillings, fillingWord, (filling) =>
      change({ filling }),
    );
    this.#background = new Choice(l10n.t('Background'), 'background', backgrounds, backgroundWord, (background) =>
      change({ background }),
    );
    this.element.append(this.#filling.element, this.#background.element);
  }

  /** @param needed true if the image and the video differ in shape */
  show({ filling, background }: Placement, needed: boolean): void {
    this.element.hidden = !needed;
    this.#filling.show(filling);
    this.#background.show(background);
    this.#background.element.hidden = filling !== 'pad';
  }
}

class Choice<T extends string> {
  readonly element: HTMLElement;
  readonly #inputs: Map<T, HTMLInputElement>;

  constructor(title: string, name: string, values: readonly T[], word: (value: T) => string, pick: (value: T) => void) {
    this.#inputs = new Map(values.map((value) => [value, el('input', { type: 'radio', name, value })]));
    this.element = el('fieldset', {}, el('legend', {}, title));
    for (const [value, input] of this.#inputs) {
      input.addEventListener('change', () => pick(value));
      this.element.append(el('label', {}, input, word(value)));
    }
  }

  show(value: T): void {
    this.#inputs.get(value)!.checked = true;
  }
}

function fillingWord(filling: Filling): string {
  switch (filling) {
    case 'crop':
      return l10n.t('Crop: fill the frame, trim the image');
    case 'pad':
      return l10n.t('Pad: keep the whole image, add borders');
    case 'stretch':
      return l10n.t('Stretch: fill the frame, distort the image');
  }
}

function backgroundWord(background: Background): string {
  switch (background) {
    case 'black':
      return l10n.t('Black');
    case 'white':
      return l10n.t('White');
    case 'blurred':
      return l10n.t('The image, blurred');
  }
}
