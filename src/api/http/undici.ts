/**
 * The one door to undici, in a bundle of its own. Must not import `errors.ts`: a second copy of the class would defeat
 * `instanceof`.
 *
 * undici as a whole sets the dispatcher that Node's own `fetch` uses, and so changes the connections of every other
 * extension. Its parts are imported one by one, without the one that does that.
 */
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { isIPv6, type LookupFunction } from 'node:net';
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

// As undici's own index does; requests are made with the one, proxies are reached with the other.
Object.assign(Dispatcher.prototype, { connect, request });

/** Each step of the way to an open connection: to the server, to a proxy, each handshake. */
const stepMs = 10_000;
/** All of it. A proxy that takes the connection and then says nothing has no limit of its own in undici. */
const connectionMs = 30_000;

/** Opens connections as `settings` say; for other settings, make another door and close this one. */
export function createUndiciClient(settings: NetworkSettings): HttpClient {
  const dispatchers = new Map<string, Dispatcher>();
  let trust: SecureContext | undefined;

  function dispatcherFor({ method, url, publicOnly }: HttpRequest, { proxy }: Route): Dispatcher {
    const secure = url.startsWith('https:') || proxy?.startsWith('https:');
    // A kept connection may be closing at the other end, which leaves it open whether a billed request was taken;
    // so each write gets a fresh one.
    const reuse = method === 'GET';
    // Behind a proxy, names are looked up there.
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
      const { method, body, signal, onSent = () => {} } = outgoing;
      const route = routeTo(outgoing.url, settings);
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(connectTimeout()), connectionMs);
      const started = () => {
        clearTimeout(timer);
        onSent();
      };
      // undici's own limit starts over with each provisional response, of which a server may send any number.
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
          headers: { ...outgoing.headers, ...(body?.kind === 'text' && { 'content-type': body.contentType }) },
          body: body && (body.kind === 'text' ? body.text : filled(new FormData(), body.parts)),
          signal: aborted,
          headersTimeout: outgoing.headersTimeoutMs,
          bodyTimeout: outgoing.bodyTimeoutMs,
        });
        const answer = await orAborted(answering, aborted);
        // Errors reach whoever iterates; a discarded body has nobody, and must not end the process.
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

/** undici heeds a signal once a connection is open; and then writes nothing, if it was given before. */
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

/** Basic, also for a name without a password, which undici leaves out. */
function signIn(proxy: string): string | undefined {
  const { username, password } = new URL(proxy);
  const plain = [username, password].map(decodeURIComponent).join(':');
  return username ? `Basic ${Buffer.from(plain).toString('base64')}` : undefined;
}

/** A public name may be pointed at an address of this network; what it is pointed at when connecting is what counts. */
const lookupPublic: LookupFunction = (hostname, options, callback) =>
  resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const inside = addresses?.find(({ address }) => !isPublicHost(isIPv6(address) ? `[${address}]` : address));
    const refusal = inside && Object.assign(new Error('The name leads into this network'), { code: 'ERR_NOT_PUBLIC' });
    if (error || refusal) callback(error ?? refusal!, '', 0);
    else if (options.all) callback(null, addresses);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  });

/**
 * Tells when a request is about to be written, which is later than when it was asked for. Not a DecoratorHandler: that
 * one fails at a provisional answer (102, 103), and the job that was paid for with it.
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

/** Undefined where this build of Node or Electron cannot say. */
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
