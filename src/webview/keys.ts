import * as l10n from '@vscode/l10n';

/** What a key does to the player. */
export type PlayerCommand =
  | 'toggle'
  | 'back'
  | 'forward'
  | 'backFar'
  | 'forwardFar'
  | 'start'
  | 'end'
  | 'previousFrame'
  | 'nextFrame'
  | 'slower'
  | 'faster'
  | 'mute'
  | 'softer'
  | 'louder'
  | 'loop'
  | 'markFrom'
  | 'markTo'
  | 'clearMarks'
  | 'actualSize'
  | 'panLeft'
  | 'panRight'
  | 'panUp'
  | 'panDown'
  | 'backdrop'
  | 'saveFrame'
  | 'copyFrame'
  | 'continueFromFrame'
  | 'previousOutput'
  | 'nextOutput'
  | 'fullScreen'
  | 'help';

export interface KeyPress {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** Lower-case tag name and `type` of the element that has the focus. */
  on?: { tag: string; type?: string };
}

/** First key of each list is the one that the help names first. Letters and signs are as typed, others may need Shift. */
export const keyMap: Record<PlayerCommand, readonly string[]> = {
  toggle: [' ', 'k'],
  back: ['ArrowLeft'],
  forward: ['ArrowRight'],
  backFar: ['j'],
  forwardFar: ['l'],
  start: ['Home'],
  end: ['End'],
  previousFrame: [','],
  nextFrame: ['.'],
  slower: ['['],
  faster: [']'],
  mute: ['m'],
  softer: ['-'],
  louder: ['+', '='],
  loop: ['r'],
  markFrom: ['a'],
  markTo: ['b'],
  clearMarks: ['x'],
  actualSize: ['z'],
  panLeft: ['Shift+ArrowLeft'],
  panRight: ['Shift+ArrowRight'],
  panUp: ['Shift+ArrowUp'],
  panDown: ['Shift+ArrowDown'],
  backdrop: ['g'],
  saveFrame: ['s'],
  copyFrame: ['c'],
  continueFromFrame: ['e'],
  previousOutput: ['p'],
  nextOutput: ['n'],
  fullScreen: ['f'],
  help: ['?'],
};

export type KeyMap<C extends string> = Record<C, readonly string[]>;

/** What a page makes of a key press; undefined where it belongs to VS Code or to the element that has the focus. */
export type KeyReader<C extends string> = (press: KeyPress) => C | undefined;

export const readKeys = <C extends string>(map: KeyMap<C>): KeyReader<C> => {
  const commands = new Map((Object.keys(map) as C[]).flatMap((command) => map[command].map((key) => [key, command])));
  return (press) => find(commands, press);
};

/** The player's part in a key press. */
export const commandFor = readKeys(keyMap);

function find<C>(
  commands: ReadonlyMap<string, C>,
  { key, shiftKey, ctrlKey, metaKey, altKey, on }: KeyPress,
): C | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const command = commands.get(key.length === 1 ? key.toLowerCase() : shiftKey ? `Shift+${key}` : key);
  if (!command || !on) return command;
  if (on.tag === 'select' || on.tag === 'textarea') return undefined;
  if (on.tag === 'button' && key === ' ') return undefined;
  if (on.tag === 'input' && key.length > 1) return undefined;
  return command;
}

/** A key as it is written for people. */
export function keyName(key: string): string {
  const arrows = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' };
  const [last = '', shift] = key.split('+').length === 2 && key.length > 2 ? key.split('+').reverse() : [key];
  const name = last === ' ' ? l10n.t('Space') : (arrows[last as keyof typeof arrows] ?? last);
  return shift ? `${shift}+${name}` : name;
}
