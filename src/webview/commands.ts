/** A command of a page. Adding one takes a single row in a table of commands. */
export interface Command<T> {
  /** Keys; the keyboard help lists the first one first. Letters and signs as typed, so some may need Shift. */
  keys: readonly string[];
  /** Text in the keyboard help; a command without one shares the line of the previous command. */
  words?(): string;
  /** Returns false if there was nothing to do; the key is then left to VS Code. */
  run(on: T): boolean | void;
}

/** A command bound to its target. */
export interface Bound extends Pick<Command<never>, 'keys' | 'words'> {
  /** Returns true if the command did something. */
  run(): boolean;
}

/** @param on returns the target when a command runs; undefined if there is none */
export function bind<C extends string, T>(
  commands: Readonly<Record<C, Command<T>>>,
  on: () => T | undefined,
): Record<C, Bound> {
  const bound = Object.entries<Command<T>>(commands).map(([name, command]) => {
    const run = () => {
      const target = on();
      return target !== undefined && command.run(target) !== false;
    };
    return [name, { ...command, run }];
  });
  return Object.fromEntries(bound) as Record<C, Bound>;
}
