import * as l10n from '@vscode/l10n';
import type { Layout } from '../../shared/comparison';
import { button, el } from '../dom';
import { keyName } from '../keys';
import { comparing } from './commands';
import { isStill } from './overlay';

interface BarState {
  layout: Layout;
  /** Names of all clips by position. */
  names: readonly string[];
  pair: readonly [number, number];
  alternates: boolean;
  /** True if the clips' requests differ. */
  differ: boolean;
}

interface BarEvents {
  lay(layout: Layout): void;
  pair(pair: readonly [number, number]): void;
  alternate(): void;
  run(command: keyof typeof comparing): void;
}

/** Toolbar of the comparison. Stateless: displays what it is given. */
export class Bar {
  readonly element: HTMLElement;
  readonly #layouts: readonly (readonly [Layout, HTMLButtonElement])[];
  readonly #selects: readonly [HTMLSelectElement, HTMLSelectElement];
  readonly #swap: HTMLButtonElement;
  readonly #alternate: HTMLButtonElement;
  readonly #differences: HTMLButtonElement;

  readonly #events: BarEvents;

  constructor(events: BarEvents) {
    this.#events = events;
    this.#layouts = [
      ['side', toggle(l10n.t('Side by side'), () => events.lay('side'))],
      ['wipe', toggle(l10n.t('Wipe'), () => events.lay('wipe'), 'wipe')],
      ['blink', toggle(l10n.t('Blink'), () => events.lay('blink'), 'blink')],
    ];
    this.#selects = [this.#select(l10n.t('First of the two')), this.#select(l10n.t('Second of the two'))];
    this.#swap = toggle(l10n.t('Show the other clip'), () => events.run('swapSeen'), 'swapSeen');
    this.#alternate = toggle(l10n.t('Alternate automatically'), () => events.alternate());
    this.#differences = toggle(l10n.t('Show Differences'), () => events.run('differences'), 'differences');
    const group = el('div', { class: 'buttons', role: 'group', 'aria-label': l10n.t('Layout') });
    group.append(...this.#layouts.map(([, element]) => element));
    this.element = el(
      'div',
      { class: 'compare-bar', role: 'toolbar', 'aria-label': l10n.t('Compare') },
      ...[group, ...this.#selects, this.#swap, this.#alternate, this.#differences],
    );
  }

  show({ layout, names, pair, alternates, differ }: BarState): void {
    for (const [name, element] of this.#layouts) element.setAttribute('aria-pressed', String(name === layout));
    const choose = layout !== 'side' && names.length > 2;
    this.#selects.forEach((select, side) => {
      select.hidden = !choose;
      if (select.length !== names.length || names.some((name, at) => select.options[at]?.label !== name)) {
        select.replaceChildren(...names.map((name, at) => el('option', { value: at }, name)));
      }
      select.value = String(pair[side]);
    });
    this.#swap.hidden = layout !== 'blink';
    this.#alternate.hidden = layout !== 'blink' || isStill();
    this.#alternate.setAttribute('aria-pressed', String(alternates));
    this.#differences.hidden = !differ;
  }

  #select(label: string): HTMLSelectElement {
    const element = el('select', { class: 'rate which', 'aria-label': label, title: label });
    element.addEventListener('change', () => {
      const [first, second] = this.#selects.map(({ value }) => Number(value)) as [number, number];
      this.#events.pair([first, second]);
    });
    return element;
  }
}

function toggle(label: string, press: () => void, command?: keyof typeof comparing): HTMLButtonElement {
  const key = command && comparing[command].keys[0];
  return button(label, press, { class: 'output', title: key ? `${label} (${keyName(key)})` : label });
}
