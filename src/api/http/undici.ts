/**
 * The only module that imports undici, in a bundle of its own. Must not import `errors.ts`: a second copy of the class
 * would defeat `instanceof`.
 * The undici package sets the global dispatcher of Node's own `fetch`, and so would change the connections of every
 * other extension. Its parts are imported individually, without the one that does that.
 */
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { isIPv6, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { createSecureContext, getCACertificates, rootCertificates, type SecureContext } from 'node:tls';
import connect from 'undici/lib/api/api-connect.js';
import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js';
import WrapHandler from 'undici/lib/handler/wrap-handler.js';
import { FormData } from 'undici/lib/web/fetch/formdata.js';
import { isPublicHost } from './address';
import { type Certificate, peerCertificate } from './certificate';
import { filled } from './form';
import type { HttpClient, HttpRequest, HttpResponse, NetworkSettings } from './http';
import { type Route, routeTo } from './route';

// As undici's own index does: requests use the one, proxy tunnels the other.
Object.assign(Dispatcher.prototype, { connect, request });

/** Time limit for each step of connecting, in ms: to the server, to a proxy, each handshake. */
const stepMs = 10_000;
/**
 * Time limit for connecting as a whole, in ms: undici has none for a proxy that accepts the connection and stays
 * silent.
 */
const connectionMs = 30_000;

/** Creates a client for `settings`; for changed settings, create another and close this one. */
export function createUndiciClient(settings: NetworkSettings): HttpClient {
  const dispatchers = new Map<string, Dispatcher>();
  let trust: SecureContext | undefined;

  function dispatcherFor({ method, url, publicOnly }: HttpRequest, { proxy }: Route): Dispatcher {
    const secure = url.startsWith('https:') || proxy?.startsWith('https:');
    // A reused connection may be closing at the other end, which leaves it unknown if a billed request was accepted; so
    // each write gets a new connection.
    const reuse = method === 'GET';
    // A proxy resolves names itself.
    const lookup = publicOnly && proxy === undefined ? lookupPublic : undefined;
    const key = [proxy, secure, reuse, lookup !== undefined].join(' ');
    let dispatcher = dispatchers.get(key);
    if (!dispatcher) {
      const tls = secure
        ? { rejectUnauthorized: settings.strictSSL ?? true, secureContext: (trust ??= trusted(settings)) }
        : {};
      const socket = { ...tls, timeout: stepMs, ...(lookup && { lookup }) };
      const options = { connect: socket, pipelining: reuse ? 1 : 0 };
      const token = proxy && (settings.proxyAuthorization ?? signIn(proxy));
      dispatcher =
        proxy === undefined
          ? new Agent(options)
          : new ProxyAgent({ ...options, uri: proxy, requestTls: socket, proxyTls: socket, ...(token && { token }) });
      dispatchers.set(key, dispatcher);
    }
    return dispatcher;
  }

  async function tunnel(proxy: string, { host, port }: { host: string; port: number }) {
    const tls = { rejectUnauthorized: settings.strictSSL ?? true, secureContext: (trust ??= trusted(settings)) };
    const token = settings.proxyAuthorization ?? signIn(proxy);
    const { statusCode, socket } = await new Agent({ connect: { ...tls, timeout: stepMs } }).connect({
      origin: new URL(proxy).origin,
      path: `${host}:${port}`,
      headers: { host: `${host}:${port}`, ...(token && { 'proxy-authorization': token }) },
      signal: AbortSignal.timeout(stepMs),
    });
    if (statusCode === 200) return socket;
    socket.destroy();
    throw new Error(`Proxy response (${statusCode})`);
  }

  return {
    async send(outgoing: HttpRequest): Promise<HttpResponse> {
      const { method, body, file, signal, onSent = () => {} } = outgoing;
      const route = routeTo(outgoing.url, settings);
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(connectTimeout()), connectionMs);
      const started = () => {
        clearTimeout(timer);
        onSent();
      };
      // undici's own timeout restarts with each provisional response, and a server may send any number of them.
      let provisional: NodeJS.Timeout | undefined;
      const onProvisional = () => {
        provisional ??= setTimeout(() => late.abort(headersTimeout()), outgoing.headersTimeoutMs);
      };
      const dispatcher = dispatcherFor(outgoing, route).compose(
        (dispatch) => (options, handler) => dispatch(options, watch(handler, started, onProvisional)),
      );
      const { origin, pathname, search } = new URL(outgoing.url);
      try {
        const aborted = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
        const answering = dispatcher.request({
          origin,
          path: pathname + search,
          method,
          headers: {
            ...outgoing.headers,
            ...(body?.kind === 'text' && { 'content-type': body.contentType }),
            ...(file && { 'content-type': file.contentType, 'content-length': String(file.blob.size) }),
          },
          body: file
            ? Readable.fromWeb(file.blob.stream())
            : body && (body.kind === 'text' ? body.text : filled(new FormData(), body.parts)),
          signal: aborted,
          headersTimeout: outgoing.headersTimeoutMs,
          bodyTimeout: outgoing.bodyTimeoutMs,
        });
        const answer = await orAborted(answering, aborted);
        // Errors reach the consumer of the body; one of a discarded body must not end the process.
        answer.body.on('error', () => {});
        return {
          status: answer.statusCode,
          headers: flatten(answer.headers),
          body: answer.body,
          discard: () => void answer.body.destroy(),
        };
      } finally {
        clearTimeout(timer);
        clearTimeout(provisional);
      }
    },
    async certificate(url: string): Promise<Certificate | undefined> {
      const { proxy } = routeTo(url, settings);
      if (proxy?.startsWith('socks')) return undefined;
      const { hostname, port } = new URL(url);
      const target = { host: hostname, port: Number(port || 443), secureContext: (trust ??= trusted(settings)) };
      return peerCertificate({ ...target, ...(proxy && { socket: await tunnel(proxy, target) }) });
    },
    async close() {
      const all = [...dispatchers.values()];
      dispatchers.clear();
      await Promise.all(all.map((dispatcher) => dispatcher.close()));
    },
  };
}

/** undici only heeds a signal once a connection is open; if aborted before, it then writes nothing. */
function orAborted<T>(answering: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    answering.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

const headersTimeout = () => Object.assign(new Error('No final response in time'), { code: 'UND_ERR_HEADERS_TIMEOUT' });

const connectTimeout = () => Object.assign(new Error('No connection in time'), { code: 'UND_ERR_CONNECT_TIMEOUT' });

/** Returns Basic credentials, also for a user without a password, which undici omits. */
function signIn(proxy: string): string | undefined {
  const { username, password } = new URL(proxy);
  const plain = [username, password].map(decodeURIComponent).join(':');
  return username ? `Basic ${Buffer.from(plain).toString('base64')}` : undefined;
}

/** A public name may point into this network, so check the resolved addresses at connection time. */
const lookupPublic: LookupFunction = (hostname, options, callback) =>
  resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const inside = addresses?.find(({ address }) => !isPublicHost(isIPv6(address) ? `[${address}]` : address));
    const refusal = inside && Object.assign(new Error('The name leads into this network'), { code: 'ERR_NOT_PUBLIC' });
    if (error || refusal) callback(error ?? refusal!, '', 0);
    else if (options.all) callback(null, addresses);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  });

/**
 * Reports when a request is about to be written, which is later than when it was queued. Not a DecoratorHandler, which
 * fails on a provisional response (102, 103) and so loses a job that was paid for.
 */
function watch(
  handler: Dispatcher.DispatchHandler,
  started: () => void,
  onProvisional: () => void,
): Dispatcher.DispatchHandler {
  const watched = WrapHandler.wrap(handler);
  const { onRequestStart, onResponseStart } = watched;
  watched.onResponseStart = (controller, statusCode, ...rest) => {
    if (statusCode < 200) onProvisional();
    onResponseStart?.call(watched, controller, statusCode, ...rest);
  };
  watched.onRequestStart = (controller, context) => {
    started();
    onRequestStart?.call(watched, controller, context);
  };
  return watched;
}

function trusted({ ca = [], systemCertificates = true }: NetworkSettings): SecureContext {
  const bundled = certificates('default') ?? rootCertificates;
  const system = (systemCertificates && certificates('system')) || [];
  return createSecureContext({ ca: [...new Set([...bundled, ...system, ...ca])] });
}

/** Returns undefined if this build of Node or Electron does not support it. */
function certificates(store: 'default' | 'system'): readonly string[] | undefined {
  try {
    return getCACertificates?.(store);
  } catch {
    return undefined;
  }
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
