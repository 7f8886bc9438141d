import * as l10n from '@vscode/l10n';
import { button, el } from './dom';
import { keyName, type KeyMap, type PlayerCommand } from './keys';

/** Commands that belong together share a line. */
export type HelpRow<C extends string> = readonly [C | readonly C[], string];

export const playerHelp = (): HelpRow<PlayerCommand>[] => [
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
  [['softer', 'louder'], l10n.t('Softer, louder')],
  ['loop', l10n.t('Loop')],
  [['markFrom', 'markTo'], l10n.t('Mark the start and the end of a part')],
  ['clearMarks', l10n.t('Take the marks away')],
  ['actualSize', l10n.t('Actual size (100%)')],
  [['panLeft', 'panRight', 'panUp', 'panDown'], l10n.t('Move the picture at actual size')],
  ['backdrop', l10n.t('Background')],
  ['saveFrame', l10n.t('Save this frame')],
  ['copyFrame', l10n.t('Copy this frame')],
  ['continueFromFrame', l10n.t('Continue from this frame')],
  [['previousOutput', 'nextOutput'], l10n.t('Previous, next output')],
  ['fullScreen', l10n.t('Full screen')],
  ['help', l10n.t('This list')],
];

/** All keys of one command; of several, the first of each. */
function keysOf<C extends string>(command: C | readonly C[], map: KeyMap<C>): (Node | string)[] {
  const keys = typeof command === 'string' ? map[command] : command.flatMap((one) => map[one].slice(0, 1));
  return keys.flatMap((key) => [el('kbd', {}, keyName(key)), ' ']);
}

/** The list of keys, as a dialog; the browser keeps the focus in it and gives it back. */
export class Help<C extends string> {
  readonly element = el('dialog', { class: 'help', 'aria-labelledby': 'help-title' });

  constructor(rows: readonly HelpRow<C>[], keys: KeyMap<C>) {
    this.element.append(
      el('h2', { id: 'help-title' }, l10n.t('Keyboard shortcuts')),
      el(
        'dl',
        {},
        ...rows.flatMap(([command, words]) => [el('dt', {}, ...keysOf(command, keys)), el('dd', {}, words)]),
      ),
      button(l10n.t('Close'), () => this.element.close(), { class: 'button' }),
    );
  }

  toggle(): void {
    if (this.element.open) this.element.close();
    else this.element.showModal();
  }
}
