import * as l10n from '@vscode/l10n';
import { isFetchable, sameOrigin } from './address';
import { decompressed, readText } from './body';
import { harmlessHeaders, ownHeaders } from './credentials';
import { VideoJobsError } from './errors';
import { createFetchDoor } from './fetchDoor';
import { httpError, requestIdOf, retryAfterOf, type FailureContext } from './failures';
import { isLoopback } from './loopback';
import { networkError } from './networkErrors';
import { createRedactor, originAndPath, type Redactor } from './redact';
import { proxySecrets } from './route';
import { bodyOf, type WireBody } from './wire';
import type { HttpBody, HttpDoor, HttpResponse, NetworkSettings } from './http';
import type { Connection } from './types';

export interface Limits {
  /** Wait for the headers of an answer to a read. */
  readMs: number;
  /** The same for a write: longer, because to give up leaves it open whether something was billed. */
  writeMs: number;
  /** Silence in the middle of a body. */
  idleMs: number;
  /** The whole body of an answer that is not media. */
  answerMs: number;
  /** Largest body of an answer that is not media. */
  apiBytes: number;
  redirects: number;
}

export const defaultLimits: Limits = {
  readMs: 60_000,
  writeMs: 180_000,
  idleMs: 60_000,
  answerMs: 120_000,
  apiBytes: 4 * 1024 * 1024,
  redirects: 5,
};

export interface TransportOptions {
  /** Read before each request, so that a changed setting holds from the next one. */
  network: () => NetworkSettings | Promise<NetworkSettings>;
  userAgent: string;
  log?: { debug(message: string, ...facts: unknown[]): void };
  /** Learns the keys that are used, to hide them from then on. */
  redactor?: Redactor;
  limits?: Partial<Limits>;
  /** Opens connections; by default as `settings.client` says, undici loaded with the first request. */
  openDoor?: (settings: NetworkSettings) => HttpDoor | Promise<HttpDoor>;
}

export interface OutgoingRequest {
  method: 'GET' | 'POST' | 'DELETE';
  /** Absolute. Another origin than the connection's gets neither key nor own headers. */
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: WireBody;
}

/** The last answer after redirects, its body not read yet. */
export interface OpenAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Where it came from in the end. */
  url: string;
  requestId?: string;
  /** Decompressed. Throws `VideoJobsError`. */
  body: AsyncIterable<Uint8Array>;
  discard(): void;
}

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  requestId?: string;
  text: string;
}

export interface Transport {
  readonly limits: Limits;
  readonly redactor: Redactor;
  /** One API request. A GET follows redirects; a write goes out once. Resolves for 2xx only. */
  send(connection: Connection, request: OutgoingRequest, signal?: AbortSignal): Promise<Answer>;
  /** As `send`, for any status, leaving the body to the caller. */
  open(connection: Connection, request: OutgoingRequest, signal?: AbortSignal): Promise<OpenAnswer>;
  /** Closes kept connections. */
  close(): Promise<void>;
}

export const nameOf = ({ provider }: Connection): string => provider.label || provider.id;

export function createTransport(options: TransportOptions): Transport {
  const limits = { ...defaultLimits, ...options.limits };
  const redactor = options.redactor ?? createRedactor();
  const openDoor =
    options.openDoor ??
    (async (settings) =>
      settings.client === 'vscode' ? createFetchDoor() : (await import('./undici')).createDoor(settings));
  let current: { settings: string; door: Promise<HttpDoor> } | undefined;

  async function door(): Promise<HttpDoor> {
    const settings = await options.network();
    const text = JSON.stringify(settings);
    for (const secret of proxySecrets(settings)) redactor.add(secret);
    if (current?.settings !== text) {
      const previous = current;
      const opened = Promise.resolve(openDoor(settings));
      current = { settings: text, door: opened };
      // Waits for the requests that still run there.
      void previous?.door.then((old) => old.close()).catch(() => {});
      opened.catch(() => {
        if (current?.door === opened) current = undefined;
      });
    }
    return current.door;
  }

  function contextOf(connection: Connection, method: string): FailureContext {
    redactor.add(connection.key?.trim());
    return { who: nameOf(connection), redactor, write: method !== 'GET' };
  }

  /** One hop: one request, one answer. */
  async function hop(
    connection: Connection,
    { method, url }: OutgoingRequest,
    headers: Record<string, string>,
    body: HttpBody | undefined,
    signal: AbortSignal | undefined,
  ): Promise<HttpResponse> {
    const context = contextOf(connection, method);
    const own = sameOrigin(url, connection.baseUrl);
    const credentials = own ? ownHeaders(connection) : {};
    const sentHeaders = own ? { ...headers, ...credentials } : harmlessHeaders(headers);
    const started = Date.now();
    let sent = false;
    try {
      signal?.throwIfAborted();
      const response = await (
        await door()
      ).send({
        method,
        url,
        headers: sentHeaders,
        body,
        signal,
        publicOnly: !own && !isLoopback(new URL(url).hostname),
        headersTimeoutMs: context.write ? limits.writeMs : limits.readMs,
        bodyTimeoutMs: limits.idleMs,
        onSent: () => (sent = true),
      });
      options.log?.debug(`${method} ${originAndPath(url)} ${response.status} ${Date.now() - started} ms`);
      const plain = response.decompressed
        ? response.body
        : decompressed(response.body, response.headers['content-encoding']);
      return { ...response, body: translated(plain, { ...context, host: new URL(url).host, sent, signal }) };
    } catch (error) {
      const failure = networkError(error, { ...context, host: new URL(url).host, sent, signal });
      options.log?.debug(
        `${method} ${originAndPath(url)} ${failure.kind} ${failure.code ?? ''} ${Date.now() - started} ms`,
      );
      throw failure;
    }
  }

  async function open(connection: Connection, request: OutgoingRequest, signal?: AbortSignal): Promise<OpenAnswer> {
    const { who, write } = contextOf(connection, request.method);
    const body = request.body && (await bodyOf(request.body));
    const headers = {
      accept: 'application/json',
      ...request.headers,
      'accept-encoding': 'identity',
      'user-agent': options.userAgent,
    };
    let { url } = request;
    for (let hops = 0; ; hops++) {
      const response = await hop(connection, { ...request, url }, headers, body, signal);
      const location = response.headers['location'];
      if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) {
        return { ...response, url, requestId: requestIdOf(response.headers) };
      }
      response.discard();
      const next = URL.canParse(location, url) ? new URL(location, url).href : '';
      const refusal = write
        ? l10n.t('a request that changes something is sent to one address only')
        : refuse(url, next, connection);
      if (refusal !== undefined || hops >= limits.redirects) {
        const why = refusal ?? l10n.t('there were more than {0} redirects', limits.redirects);
        throw new VideoJobsError(
          'badResponse',
          l10n.t(
            '{0} redirects to {1}, which was not followed: {2}. Check the base address.',
            who,
            originAndPath(next),
            why,
          ),
          {
            httpStatus: response.status,
            requestId: requestIdOf(response.headers),
            // "See other" is said of what was done.
            mayHaveHappened: write && response.status === 303,
          },
        );
      }
      url = next;
    }
  }

  /** A server that sends a byte now and then is not waited for without end. */
  async function readWhole(answer: OpenAnswer): Promise<{ text: string; truncated: boolean }> {
    const timer = setTimeout(() => answer.discard(), limits.answerMs);
    try {
      return await readText(answer.body, limits.apiBytes);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    limits,
    redactor,
    open,
    async send(connection, request, signal) {
      const answer = await open(connection, request, signal);
      const { status, headers, requestId } = answer;
      const context = contextOf(connection, request.method);
      if (status < 200 || status > 299) {
        // The status says enough, should the rest not arrive.
        const { text } = await readWhole(answer).catch(() => ({ text: '' }));
        throw httpError({ status, text, requestId, retryAfterMs: retryAfterOf(headers) }, context);
      }
      const { text, truncated } = await readWhole(answer);
      // Answers are written down, and a key must not be, whoever says it.
      if (!truncated) return { status, headers, requestId, text: redactor.echoes(text) };
      const megabytes = limits.apiBytes / 2 ** 20;
      throw new VideoJobsError(
        'badResponse',
        l10n.t(
          '{0} answered with more than {1} MB, which is too much to describe a job. Check the base address.',
          context.who,
          megabytes,
        ),
        { httpStatus: status, requestId, mayHaveHappened: context.write },
      );
    },
    async close() {
      const open = current;
      current = undefined;
      await (await open?.door)?.close();
    },
  };
}

/** Why a redirect of a read must not be followed. */
function refuse(from: string, to: string, { baseUrl }: Connection): string | undefined {
  if (from.startsWith('https:') && !to.startsWith('https:'))
    return l10n.t('it leads from https to an unprotected address');
  return isFetchable(to, baseUrl) ? undefined : l10n.t('it leads to an address that is not public');
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
