/** Something that a page can be told to do. A new one is a row in a table of these, and nothing else. */
export interface Command<T> {
  /** The list of keys names the first one first. Letters and signs are as typed, others may need Shift. */
  keys: readonly string[];
  /** What the list of keys says of it; one without shares the line of the one before. */
  words?(): string;
  /** Answers false where there is nothing to do; its key is then left to VS Code. */
  run(on: T): boolean | void;
}

/** A command with what it is done to. */
export interface Bound extends Pick<Command<never>, 'keys' | 'words'> {
  /** Whether something was done. */
  run(): boolean;
}

/** @param on what they are done to, at the moment that one is run; undefined where there is none */
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
