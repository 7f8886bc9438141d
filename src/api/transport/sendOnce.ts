import { type FailureContext, requestIdOf } from '../failures';
import { isOnSameNetwork, sameOrigin } from '../http/address';
import { decompressed } from '../http/body';
import type { HttpBody, HttpResponse } from '../http/http';
import type { HttpClientPool } from '../http/httpClientPool';
import { isLoopback } from '../http/loopback';
import { networkError } from '../http/networkErrors';
import { proxyFor } from '../http/route';
import type { Connection } from '../provider';
import { originAndPath, type Redactor } from '../redact';
import { harmlessHeaders, ownHeaders } from './credentials';
import type { Exchange } from './exchange';
import { rateLimitOf } from './rateLimits';
import type { OutgoingRequest, TransportLimits, TransportOptions } from './types';

interface SendOnceDeps extends Pick<TransportOptions, 'network' | 'log' | 'exchanges'> {
  clients: HttpClientPool;
  limits: TransportLimits;
}

type SendOnceRequest = Pick<OutgoingRequest, 'method' | 'url' | 'about' | 'file'> & {
  headers: Record<string, string>;
  body: HttpBody | undefined;
};

/** One request, one answer, and a line about it. The key and the provider's own headers go to its own origin only. */
type SendOnce = (
  connection: Connection,
  request: SendOnceRequest,
  context: FailureContext,
  signal: AbortSignal | undefined,
) => Promise<HttpResponse & { exchange: Exchange }>;

export function createSendOnce({ clients, network, limits, log, exchanges }: SendOnceDeps): SendOnce {
  return async (connection, { method, url, about, headers, body, file }, context, signal) => {
    const { host } = new URL(url);
    const own = sameOrigin(url, connection.baseUrl);
    const credentials = own ? ownHeaders(connection) : {};
    const sentHeaders = own ? { ...headers, ...credentials } : harmlessHeaders(headers);
    const started = Date.now();
    let sent = false;
    let proxy: string | undefined;
    const record = (outcome: Partial<Exchange>): Exchange => {
      const exchange: Exchange = {
        at: started,
        times: 1,
        provider: connection.provider.id,
        ...about,
        method,
        proxy,
        address: originAndPath(url, context.redactor),
        ms: Date.now() - started,
        ...outcome,
      };
      exchanges?.add(exchange);
      log?.debug(`${method} ${exchange.address} ${exchange.status ?? exchange.failure ?? ''} ${exchange.ms} ms`);
      return exchange;
    };
    try {
      signal?.throwIfAborted();
      const settings = await network();
      const opened = await clients.open(settings);
      proxy = proxyFor(url, settings);
      const response = await opened.send({
        method,
        url,
        headers: sentHeaders,
        body,
        file,
        signal,
        publicOnly:
          !own && !isLoopback(new URL(url).hostname) && !isOnSameNetwork(new URL(url), new URL(connection.baseUrl)),
        headersTimeoutMs: context.write ? limits.writeMs : limits.readMs,
        bodyTimeoutMs: limits.idleMs,
        onSent: () => (sent = true),
      });
      const { status } = response;
      const answered = withoutEchoes(response.headers, status, context.redactor);
      const exchange = record({
        status,
        requestId: requestIdOf(answered),
        contentType: answered['content-type'],
        bytes: Number(answered['content-length']) || undefined,
        limit: rateLimitOf(answered),
      });
      const plain = response.decompressed ? response.body : decompressed(response.body, answered['content-encoding']);
      return {
        ...response,
        headers: answered,
        exchange,
        body: translated(plain, { ...context, host, proxy, sent, signal }),
      };
    } catch (error) {
      const failure = networkError(error, { ...context, host, proxy, sent, signal });
      record({ failure: failure.code ?? failure.kind });
      throw failure;
    }
  };
}

/** Hides keys in the headers of a response, except in the address of a redirect, which is yet to be followed. */
function withoutEchoes(
  headers: Readonly<Record<string, string>>,
  status: number,
  redactor: Pick<Redactor, 'echoes'>,
): Record<string, string> {
  const isRedirect = status >= 300 && status < 400;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      isRedirect && name === 'location' ? value : redactor.echoes(value),
    ]),
  );
}

async function* translated(
  body: AsyncIterable<Uint8Array>,
  context: Parameters<typeof networkError>[1],
): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw networkError(error, context);
  }
}
