import * as l10n from '@vscode/l10n';
import { announcesInlineClip } from '../decode/inlineClip';
import { dialectFor } from '../dialects';
import { VideoJobsError } from '../errors';
import { type FailureContext, httpError, requestIdOf, retryAfterOf } from '../failures';
import { isFetchable, sameOrigin } from '../http/address';
import { decodeText, type ReadBody, readBytes } from '../http/body';
import type { Certificate } from '../http/certificate';
import type { NetworkSettings } from '../http/http';
import { createHttpClient, createHttpClientPool } from '../http/httpClientPool';
import { type Route, routeTo } from '../http/route';
import type { Connection } from '../provider';
import { createRedactor, originAndPath, type Redactor } from '../redact';
import { otherRegionsOf } from '../regions';
import { sniff, sniffLength } from '../sniff';
import { bodyOf } from '../wire';
import { secretsOf } from './credentials';
import type { Exchange } from './exchange';
import type { Exchanges } from './exchanges';
import { createSendOnce } from './sendOnce';
import type { TransportLimits } from './types';
import { defaultTransportLimits, type OutgoingRequest, type TransportOptions } from './types';

/** The final response after redirects, with its body unread. */
export interface OpenResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** URL it came from, after redirects. */
  url: string;
  requestId?: string;
  exchange?: Exchange;
  /** Decompressed. Iterating throws `VideoJobsError`. */
  body: AsyncIterable<Uint8Array>;
  discard(): void;
}

export interface ApiResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  requestId?: string;
  text: string;
  /** Body as received; not only for text. */
  bytes: Uint8Array;
  exchange?: Exchange;
}

export interface Transport {
  readonly limits: TransportLimits;
  readonly redactor: Redactor;
  readonly exchanges?: Exchanges;
  /** Sends one API request. A GET follows redirects; a write is sent once. Resolves for 2xx only. */
  send(connection: Connection, request: OutgoingRequest, signal?: AbortSignal): Promise<ApiResponse>;
  /** As `send`, but for any status, and leaves the body to the caller. */
  open(connection: Connection, request: OutgoingRequest, signal?: AbortSignal): Promise<OpenResponse>;
  /** Determines the route to a URL and, unless `onlyRoute`, the server's certificate. Never throws. */
  examine(url: string, onlyRoute?: boolean): Promise<RouteReport>;
  /** Closes idle connections. */
  close(): Promise<void>;
}

export interface RouteReport {
  client: NonNullable<NetworkSettings['client']>;
  /** Absent if the settings are invalid. */
  route?: Route;
  certificate?: Certificate;
}

export const providerName = ({ provider }: Connection): string => provider.label || provider.id;

/** Operations that change nothing at the provider which could be paid twice, whatever their method. */
const queries: ReadonlySet<string> = new Set(['get', 'list', 'find', 'test', 'upload']);

export function createTransport(options: TransportOptions): Transport {
  const limits = { ...defaultTransportLimits, ...options.limits };
  const redactor = options.redactor ?? createRedactor();
  const { exchanges } = options;
  const clients = createHttpClientPool(options.createHttpClient ?? createHttpClient, (secret) => redactor.add(secret));
  const hop = createSendOnce({ ...options, clients, limits });

  function contextOf(connection: Connection, { method, about }: OutgoingRequest): FailureContext {
    for (const secret of secretsOf(connection)) redactor.add(secret);
    const errorPath = connection.provider.overrides?.answer?.error;
    const { errors } = dialectFor(connection.provider);
    const otherRegions = otherRegionsOf(connection.provider, connection.baseUrl).map(
      ({ name, baseUrl }) => `${baseUrl} (${name})`,
    );
    const operation = about?.operation;
    return {
      who: providerName(connection),
      redactor,
      // A query may be a POST, and an upload creates no job.
      write: method !== 'GET' && !queries.has(operation ?? ''),
      errorPath,
      errors,
      otherRegions,
      operation,
    };
  }

  async function open(connection: Connection, request: OutgoingRequest, signal?: AbortSignal): Promise<OpenResponse> {
    const { who, write } = contextOf(connection, request);
    const body = request.body && (await bodyOf(request.body));
    const headers = {
      accept: 'application/json',
      ...request.headers,
      'accept-encoding': 'identity',
      'user-agent': options.userAgent,
    };
    let { url } = request;
    for (let hops = 0; ; hops++) {
      const response = await hop(
        connection,
        { ...request, url, headers, body },
        contextOf(connection, request),
        signal,
      );
      const location = response.headers['location'];
      if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) {
        return { ...response, url, requestId: requestIdOf(response.headers) };
      }
      response.discard();
      const next = URL.canParse(location, url) ? new URL(location, url).href : '';
      const refusal = write
        ? l10n.t('requests that change something are not redirected')
        : (refuse(url, next, connection) ?? refuseKey(next, connection, redactor));
      if (refusal !== undefined || hops >= limits.redirects) {
        const why = refusal ?? l10n.t('there were more than {0} redirects', limits.redirects);
        throw new VideoJobsError(
          'badResponse',
          l10n.t(
            '{0} redirects to {1}, which was not followed: {2}. Check the base URL.',
            who,
            originAndPath(next, redactor),
            why,
          ),
          {
            httpStatus: response.status,
            requestId: requestIdOf(response.headers),
            // "See other" is the response to a request that was carried out.
            mayHaveHappened: write && response.status === 303,
          },
        );
      }
      url = next;
    }
  }

  /** Reads a body within an overall time limit, so that a server cannot keep it open by sending a byte now and then. */
  async function readWhole(response: OpenResponse, mayHoldClip = false): Promise<ReadBody> {
    const timer = setTimeout(() => response.discard(), limits.answerMs);
    const holdsClip = (head: Uint8Array): boolean =>
      sniff(head.subarray(0, sniffLength)).kind === 'media' || announcesInlineClip(decodeText(head));
    try {
      return await readBytes(response.body, limits.apiBytes, (head) =>
        mayHoldClip && holdsClip(head) ? limits.clipBytes : limits.apiBytes,
      );
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    limits,
    redactor,
    exchanges,
    open,
    async send(connection, request, signal) {
      const answer = await open(connection, request, signal);
      const { status, headers, requestId, exchange } = answer;
      const context = contextOf(connection, request);
      const keep = (text: string | undefined): void => {
        if (exchange) exchanges?.responses.keep(exchange, { ...request, text });
      };
      const { bytes, truncated, error } = await readWhole(answer, request.mayHoldClip);
      const contentType = headers['content-type'];
      const isMedia = sniff(bytes.subarray(0, sniffLength)).kind === 'media';
      // Responses are written to disk; a key must not be, even when a server echoes it.
      const text = isMedia ? '' : redactor.body(decodeText(bytes, contentType));
      keep(isMedia ? undefined : text);
      /** Attaches the received data to the error of a request that may have been billed. */
      const failed = (failure: unknown): unknown => {
        if (!(context.write || request.keepsFailure) || !(failure instanceof VideoJobsError)) return failure;
        const received = isMedia ? { bytes } : { text };
        const isIncomplete = truncated || error !== undefined;
        return failure.withResponse({ status, contentType, ...received, ...(isIncomplete && { isIncomplete }) });
      };
      if (status < 200 || status > 299) {
        // The status is sufficient if the rest did not arrive.
        const retryAfterMs = retryAfterOf(headers);
        const body = error === undefined ? text : '';
        throw failed(httpError({ status, text: body, requestId, retryAfterMs, contentType }, context));
      }
      if (error !== undefined) throw failed(error);
      if (!truncated) return { status, headers, requestId, exchange, text, bytes };
      const megabytes = limits.apiBytes / 2 ** 20;
      throw failed(
        new VideoJobsError(
          'badResponse',
          l10n.t(
            '{0} responded with more than {1} MB, which is too much for a job. Check the base URL.',
            context.who,
            megabytes,
          ),
          { httpStatus: status, requestId, mayHaveHappened: context.write },
        ),
      );
    },
    async examine(url, onlyRoute = false) {
      const settings = await options.network();
      const client = settings.client ?? 'undici';
      try {
        const route = routeTo(url, settings);
        if (onlyRoute || !url.startsWith('https:')) return { client, route };
        const certificate = await (await clients.open(settings)).certificate?.(url).catch(() => undefined);
        return { client, route, certificate };
      } catch {
        return { client };
      }
    },
    close: () => clients.close(),
  };
}

/** Returns a reason not to follow the redirect of a read, if there is one. */
function refuse(from: string, to: string, { baseUrl }: Connection): string | undefined {
  if (from.startsWith('https:') && !to.startsWith('https:')) return l10n.t('it leads from https to http');
  return isFetchable(to, baseUrl) ? undefined : l10n.t('it leads to an address that is not public');
}

/** Why a redirect to another origin must not be followed if the server put the key into its address. */
function refuseKey(to: string, { baseUrl }: Connection, redactor: Pick<Redactor, 'echoes'>): string | undefined {
  if (sameOrigin(to, baseUrl) || redactor.echoes(to) === to) return undefined;
  return l10n.t('its address contains the key');
}
