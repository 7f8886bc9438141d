/** Calls once, when the screen is drawn next; answers how to take that back. */
export function onFrame(call: () => void): () => void {
  const id = requestAnimationFrame(call);
  return () => cancelAnimationFrame(id);
}

/** Puts it last. What is taken out of the page to be put back stops playing; where the browser can, it is moved. */
export function put(parent: HTMLElement & { moveBefore?(node: Node, before: null): void }, element: HTMLElement): void {
  if (parent.moveBefore && element.isConnected) parent.moveBefore(element, null);
  else parent.append(element);
}
