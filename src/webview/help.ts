import * as l10n from '@vscode/l10n';
import { button, el } from './dom';
import { keyMap, type PlayerCommand } from './keys';

const rows = (): [PlayerCommand, string][] => [
  ['toggle', l10n.t('Play or pause')],
  ['previousFrame', l10n.t('Previous frame')],
  ['nextFrame', l10n.t('Next frame')],
  ['back', l10n.t('Back 1 second')],
  ['forward', l10n.t('Forward 1 second')],
  ['backFar', l10n.t('Back 5 seconds')],
  ['forwardFar', l10n.t('Forward 5 seconds')],
  ['start', l10n.t('To the start')],
  ['end', l10n.t('To the end')],
  ['slower', l10n.t('Slower')],
  ['faster', l10n.t('Faster')],
  ['mute', l10n.t('Mute or unmute')],
  ['loop', l10n.t('Loop')],
  ['fullScreen', l10n.t('Full screen')],
  ['help', l10n.t('This list')],
];

const keyName = (key: string): string => {
  const names: Record<string, string> = { ' ': l10n.t('Space'), ArrowLeft: '←', ArrowRight: '→' };
  return names[key] ?? key;
};

/** The list of keys, as a dialog; the browser keeps the focus in it and gives it back. */
export class Help {
  readonly element = el('dialog', { class: 'help', 'aria-labelledby': 'help-title' });

  constructor() {
    this.element.append(
      el('h2', { id: 'help-title' }, l10n.t('Keyboard shortcuts')),
      el(
        'dl',
        {},
        ...rows().flatMap(([command, words]) => [
          el('dt', {}, ...keyMap[command].flatMap((key, at) => [at > 0 ? ' ' : '', el('kbd', {}, keyName(key))])),
          el('dd', {}, words),
        ]),
      ),
      button(l10n.t('Close'), () => this.element.close(), { class: 'button' }),
    );
  }

  toggle(): void {
    if (this.element.open) this.element.close();
    else this.element.showModal();
  }
}
