import { filled } from './form';
import type { HttpClient, HttpRequest, HttpResponse } from './http';
import { neverConnected } from './networkErrors';

/**
 * HTTP client on the global `fetch`, which in VS Code is the editor's own: it supports PAC files, Kerberos and proxies
 * that prompt, and applies the editor's `http.*` settings itself. Drawbacks: its connection pool is shared with other
 * extensions, resolved addresses cannot be checked, and there is no event for the first byte sent.
 */
export function createFetchClient(): HttpClient {
  return { send, close: () => Promise.resolve() };
}

async function send(outgoing: HttpRequest): Promise<HttpResponse> {
  const { method, url, body, file, signal, onSent = () => {} } = outgoing;
  signal?.throwIfAborted();
  const own = new AbortController();
  const breakOff = (code: string) => own.abort(Object.assign(new Error('The request was given up'), { code }));
  const limit = (ms: number, code: string) => setTimeout(() => breakOff(code), ms);
  const timer = limit(outgoing.headersTimeoutMs, 'UND_ERR_HEADERS_TIMEOUT');
  try {
    const answer = await fetch(url, {
      method,
      headers: {
        ...outgoing.headers,
        ...(body?.kind === 'text' && { 'content-type': body.contentType }),
        ...(file && { 'content-type': file.contentType }),
        // A reused connection may be closing at the other end, so none is kept for the next request.
        connection: 'close',
      },
      body: file ? file.blob : body && (body.kind === 'text' ? body.text : filled(new FormData(), body.parts)),
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, own.signal]) : own.signal,
    });
    onSent();
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: watched(answer.body, () => limit(outgoing.bodyTimeoutMs, 'UND_ERR_BODY_TIMEOUT')),
      decompressed: true,
      discard: () => breakOff('UND_ERR_ABORTED'),
    };
  } catch (error) {
    if (!neverConnected(error)) onSent();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** @param limit starts the idle timeout for the next chunk, which breaks the connection */
async function* watched(body: ReadableStream<Uint8Array> | null, limit: () => NodeJS.Timeout) {
  const reader = body?.getReader();
  try {
    for (;;) {
      const timer = limit();
      const next = await reader?.read().finally(() => clearTimeout(timer));
      if (!next || next.done) return;
      yield next.value;
    }
  } finally {
    await reader?.cancel().catch(() => {});
  }
}
