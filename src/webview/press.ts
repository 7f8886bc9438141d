import type { Bound } from './commands';
import type { Help } from './help';
import { type KeyPress, readKeys } from './keys';

/** Has the keys of a page do what they are for. While they are listed, they wait. */
export function listenToKeys<C extends string>(
  commands: Record<C, Bound>,
  help: Help,
  run: (command: C) => boolean,
): void {
  const read = readKeys(commands);
  document.addEventListener('keydown', (event) => {
    if (help.element.open && event.key !== '?') return;
    const command = read(pressOf(event));
    if (command && run(command)) event.preventDefault();
  });
}

/** A key press with where the focus is. */
function pressOf({ target, key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): KeyPress {
  const on = target instanceof Element ? target : undefined;
  const type = on?.getAttribute('type') ?? undefined;
  const focus = on ? { tag: on.localName, ...(type ? { type } : {}) } : undefined;
  return { key, shiftKey, ctrlKey, metaKey, altKey, ...(focus ? { on: focus } : {}) };
}
