import * as l10n from '@vscode/l10n';
import type { Bound } from './commands';
import { button, el } from './dom';
import { keyName } from './keys';

/** Keyboard help as a modal dialog; the browser traps and restores the focus. */
export class Help {
  readonly element = el('dialog', { class: 'help', 'aria-labelledby': 'help-title' });

  constructor(commands: Readonly<Record<string, Bound>>) {
    this.element.append(
      el('h2', { id: 'help-title' }, l10n.t('Keyboard shortcuts')),
      el(
        'dl',
        {},
        ...lines(commands).flatMap(({ keys, words }) => [el('dt', {}, ...named(keys)), el('dd', {}, words)]),
      ),
      button(l10n.t('Close'), () => this.element.close(), { class: 'button' }),
    );
  }

  toggle(): void {
    if (this.element.open) this.element.close();
    else this.element.showModal();
  }
}

interface Line {
  /** Keys of each command on this line. */
  keys: (readonly string[])[];
  words: string;
}

function lines(commands: Readonly<Record<string, Bound>>): Line[] {
  const lines: Line[] = [];
  for (const { keys, words } of Object.values(commands)) {
    if (words) lines.push({ keys: [keys], words: words() });
    else lines.at(-1)?.keys.push(keys);
  }
  return lines;
}

/** Returns all keys of a single command; for several commands, the first key of each. */
function named(keys: Line['keys']): (Node | string)[] {
  const each = keys.flatMap((some) => (keys.length === 1 ? some : some.slice(0, 1)));
  return each.flatMap((key) => [el('kbd', {}, keyName(key)), ' ']);
}
