import * as l10n from '@vscode/l10n';

export interface KeyPress {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** Lower-case tag name and `type` of the focused element. */
  on?: { tag: string; type?: string };
}

/** Returns the command for a key press, or undefined if the key belongs to VS Code or to the focused element. */
type KeyReader<C extends string> = (press: KeyPress) => C | undefined;

/** @param commands by name; if two share a key, the last one wins */
export const readKeys = <C extends string>(commands: Record<C, { keys: readonly string[] }>): KeyReader<C> => {
  const names = Object.keys(commands) as C[];
  const byKey = new Map(names.flatMap((name) => commands[name].keys.map((key) => [key, name])));
  return (press) => find(byKey, press);
};

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

/** Returns a key's display name. */
export function keyName(key: string): string {
  const arrows = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' };
  const [last = '', shift] = key.split('+').length === 2 && key.length > 2 ? key.split('+').reverse() : [key];
  const name = last === ' ' ? l10n.t('Space') : (arrows[last as keyof typeof arrows] ?? last);
  return shift ? `${shift}+${name}` : name;
}
