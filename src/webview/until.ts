/** A media element that has not answered by then will not. ms. */
const patience = 15_000;

/**
 * Waits for an event of a media element.
 * @throws Error when the element fails or lets go of its file, after `ms`, or when `signal` aborts
 */
export function until(target: HTMLMediaElement, event: string, signal: AbortSignal, ms = patience): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
    const done = new AbortController();
    const finish = (end: () => void) => () => {
      done.abort();
      end();
    };
    const fail = finish(() => reject(new Error(target.error?.message ?? `no ${event}`)));
    target.addEventListener(event, finish(resolve), { signal: done.signal });
    for (const end of ['error', 'emptied']) target.addEventListener(end, fail, { signal: done.signal });
    stop.addEventListener('abort', fail, { signal: done.signal });
    if (stop.aborted) fail();
  });
}

/** Waits for a promise, but at most for that time in ms. */
export async function atMost(ms: number, promise: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([promise, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]).finally(() =>
    clearTimeout(timer),
  );
}
