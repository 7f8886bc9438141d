/** Clips up to this size are taken into memory, where seeking is quick; larger ones are played from where they are. */
export const inMemoryUpTo = 64 * 1024 * 1024;

/**
 * A piece of a file, or all of it. Always by range: VS Code keeps a copy of what is asked for without one, for ever.
 * @param end exclusive
 * @throws Error where the answer is not that piece
 */
export async function fetchBytes(
  url: string,
  { start, end }: { start: number; end: number },
  signal: AbortSignal,
): Promise<Response> {
  const answer = await fetch(url, { headers: { Range: `bytes=${start}-${end - 1}` }, signal });
  if (answer.status !== 206) throw new Error(`status ${answer.status}`);
  return answer;
}

/**
 * Fetches a whole clip while the page can be seen; what is not there when it is hidden is begun anew afterwards.
 * @throws DOMException `AbortError` after `signal`, Error where the file is not what it was
 */
export async function intoMemory(url: string, bytes: number, signal: AbortSignal): Promise<Blob> {
  for (;;) {
    await visible(signal);
    const hidden = new AbortController();
    const hide = () => document.visibilityState === 'hidden' && hidden.abort();
    document.addEventListener('visibilitychange', hide);
    try {
      const answer = await fetchBytes(url, { start: 0, end: bytes }, AbortSignal.any([signal, hidden.signal]));
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
