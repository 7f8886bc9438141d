import type { KeyPress } from './keys';

/** A key press with where the focus is. */
export function pressOf({ target, key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): KeyPress {
  const on = target instanceof Element ? target : undefined;
  const type = on?.getAttribute('type') ?? undefined;
  const focus = on ? { tag: on.localName, ...(type ? { type } : {}) } : undefined;
  return { key, shiftKey, ctrlKey, metaKey, altKey, ...(focus ? { on: focus } : {}) };
}
