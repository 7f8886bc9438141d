/** Attempts for one clip: a busy VS Code answers 408 to a page's request after 30 s. */
const mostTries = 3;

/**
 * Fetches a whole file. As a range: VS Code caches responses to other requests indefinitely.
 * @throws Error if the response is not that range
 */
async function fetchWhole(url: string, bytes: number, signal: AbortSignal): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(url, { headers: { Range: `bytes=0-${bytes - 1}` }, signal });
    if (answer.status === 206) return answer;
    if (answer.status !== 408 || tries === mostTries) throw new Error(`status ${answer.status}`);
  }
}

/**
 * Fetches a whole clip while the page is visible; a download cut off by hiding it starts over later.
 * @throws DOMException `AbortError` after `signal`, Error if the file has changed
 */
export async function intoMemory(url: string, bytes: number, signal: AbortSignal): Promise<Blob> {
  for (;;) {
    await visible(signal);
    const hidden = new AbortController();
    const hide = () => document.visibilityState === 'hidden' && hidden.abort();
    document.addEventListener('visibilitychange', hide);
    try {
      const answer = await fetchWhole(url, bytes, AbortSignal.any([signal, hidden.signal]));
      const blob = await answer.blob();
      if (blob.size !== bytes) throw new Error(`${blob.size} bytes of ${bytes}`);
      return blob;
    } catch (error) {
      if (signal.aborted || !hidden.signal.aborted) throw error;
    } finally {
      document.removeEventListener('visibilitychange', hide);
    }
  }
}

function visible(signal: AbortSignal): Promise<void> {
  if (document.visibilityState === 'visible') return Promise.resolve();
  return new Promise((resolve, reject) => {
    const stop = new AbortController();
    document.addEventListener('visibilitychange', () => (stop.abort(), resolve()), { signal: stop.signal });
    signal.addEventListener('abort', () => (stop.abort(), reject(signal.reason as Error)), { signal: stop.signal });
  });
}
