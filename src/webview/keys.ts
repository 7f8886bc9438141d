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
  | 'loop'
  | 'fullScreen'
  | 'help';

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** Lower-case tag name and `type` of the element that has the focus. */
  on?: { tag: string; type?: string };
}

/** First key of each list is the one that the help names first. */
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
  loop: ['r'],
  fullScreen: ['f'],
  help: ['?'],
};

const commands = new Map(
  Object.entries(keyMap).flatMap(([command, keys]) => keys.map((key) => [key, command as PlayerCommand] as const)),
);

/** The player's part in a key press; undefined where it belongs to VS Code or to the element that has the focus. */
export function commandFor({ key, ctrlKey, metaKey, altKey, on }: KeyPress): PlayerCommand | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const command = commands.get(key.length === 1 ? key.toLowerCase() : key);
  if (!command || !on) return command;
  if (on.tag === 'select' || on.tag === 'textarea') return undefined;
  if (on.tag === 'button' && key === ' ') return undefined;
  if (on.tag === 'input' && key.length > 1) return undefined;
  return command;
}
