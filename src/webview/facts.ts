import type { ActionView, Fact } from '../shared/view';
import { button, el } from './dom';
import { icon } from './icons';

/** Names and values in two columns. */
export function factList(facts: readonly Fact[], act: Act): HTMLElement {
  return el(
    'dl',
    { class: 'facts' },
    ...facts.flatMap(({ label, value, code, copy, warning }) => {
      const words = el('span', { class: code ? 'code' : undefined, dir: 'auto' }, value);
      const wrong = warning === undefined ? undefined : el('span', { class: 'wrong' }, icon('warning'), warning);
      return [el('dt', {}, label), el('dd', {}, words, copy && iconAction(copy, act), wrong)];
    }),
  );
}

export function iconAction(action: NonNullable<Fact['copy']>, act: Act): HTMLButtonElement {
  const element = button('', () => act(action), {
    class: 'icon-button small',
    'aria-label': action.label,
    title: action.label,
    'data-id': action.action,
  });
  element.append(icon('copy'));
  return element;
}

export type Act = (action: ActionView) => void;
