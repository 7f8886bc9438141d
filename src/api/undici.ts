/**
 * The one door to undici, in a bundle of its own. Must not import `errors.ts`: a second copy of the class would defeat
 * `instanceof`.
 *
 * undici as a whole sets the dispatcher that Node's own `fetch` uses, and so changes the connections of every other
 * extension. Its parts are imported one by one, without the one that does that.
 */
import { createSecureContext, getCACertificates, rootCertificates, type SecureContext } from 'node:tls';
import connect from 'undici/lib/api/api-connect.js';
import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';
import WrapHandler from 'undici/lib/handler/wrap-handler.js';
import { FormData } from 'undici/lib/web/fetch/formdata.js';
import { isLoopback } from './loopback';
import type { FormPart, HttpDoor, HttpRequest, HttpResponse, NetworkSettings } from './http';

// As undici's own index does; requests are made with the one, proxies are reached with the other.
Object.assign(Dispatcher.prototype, { connect, request });

const connectTimeoutMs = 10_000;

/** Opens connections as `settings` say; for other settings, make another door and close this one. */
export function createDoor(settings: NetworkSettings): HttpDoor {
  const dispatchers = new Map<string, Dispatcher>();
  let trust: SecureContext | undefined;

  function dispatcherFor({ method, url }: HttpRequest): Dispatcher {
    const { protocol, hostname } = new URL(url);
    const secure = protocol === 'https:';
    const direct = isLoopback(hostname) || settings.proxySupport === 'off';
    // A kept connection may be closing at the other end, which leaves it open whether a billed request was taken;
    // so each write gets a fresh one.
    const reuse = method === 'GET';
    const key = `${secure} ${direct} ${reuse}`;
    let dispatcher = dispatchers.get(key);
    if (!dispatcher) {
      const tls = secure
        ? { rejectUnauthorized: settings.strictSSL ?? true, secureContext: (trust ??= trusted(settings)) }
        : {};
      const socket = { ...tls, timeout: connectTimeoutMs };
      const options = { connect: socket, pipelining: reuse ? 1 : 0 };
      dispatcher = direct
        ? new Agent(options)
        : new EnvHttpProxyAgent({ ...options, requestTls: socket, proxyTls: socket, ...proxies(settings) });
      dispatchers.set(key, dispatcher);
    }
    return dispatcher;
  }

  return {
    async send(outgoing: HttpRequest): Promise<HttpResponse> {
      const { method, body, signal, onSent = () => {} } = outgoing;
      const dispatcher = dispatcherFor(outgoing).compose(
        (dispatch) => (options, handler) => dispatch(options, watchStart(handler, onSent)),
      );
      const { origin, pathname, search } = new URL(outgoing.url);
      const answer = await dispatcher.request({
        origin,
        path: pathname + search,
        method,
        headers: { ...outgoing.headers, ...(body?.kind === 'text' && { 'content-type': body.contentType }) },
        body: body && (body.kind === 'text' ? body.text : formData(body.parts)),
        signal,
        headersTimeout: outgoing.headersTimeoutMs,
        bodyTimeout: outgoing.bodyTimeoutMs,
      });
      // Errors reach whoever iterates; a discarded body has nobody, and must not end the process.
      answer.body.on('error', () => {});
      return {
        status: answer.statusCode,
        headers: flatten(answer.headers),
        body: answer.body,
        discard: () => void answer.body.destroy(),
      };
    },
    async close() {
      const all = [...dispatchers.values()];
      dispatchers.clear();
      await Promise.all(all.map((dispatcher) => dispatcher.close()));
    },
  };
}

/**
 * Tells when a request is about to be written, which is later than when it was asked for. Not a DecoratorHandler: that
 * one fails at a provisional answer (102, 103), and the job that was paid for with it.
 */
function watchStart(handler: Dispatcher.DispatchHandler, started: () => void): Dispatcher.DispatchHandler {
  const watched = WrapHandler.wrap(handler);
  const { onRequestStart } = watched;
  watched.onRequestStart = (controller, context) => {
    started();
    onRequestStart?.call(watched, controller, context);
  };
  return watched;
}

/** The setting comes first, then the environment, as for VS Code's own requests. Empty strings keep undici from reading `process.env`. */
function proxies({ proxy, noProxy = [], env = {} }: NetworkSettings) {
  const http = env.http_proxy || env.HTTP_PROXY;
  const https = env.https_proxy || env.HTTPS_PROXY || http;
  return {
    httpProxy: proxyAddress(proxy || http),
    httpsProxy: proxyAddress(proxy || https),
    noProxy: noProxy.length > 0 ? noProxy.join(',') : (env.no_proxy ?? env.NO_PROXY ?? ''),
  };
}

function proxyAddress(value = ''): string {
  const trimmed = value.trim();
  if (!trimmed) return '';
  const address = trimmed.includes('://') ? trimmed : `http://${trimmed}`;
  if (URL.canParse(address)) return address;
  throw Object.assign(new Error('The proxy setting is not an address'), { code: 'ERR_INVALID_PROXY' });
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

function formData(parts: readonly FormPart[]): FormData {
  const form = new FormData();
  for (const part of parts) {
    if ('file' in part) {
      const { name, contentType, blob } = part.file;
      form.append(part.name, blob.slice(0, blob.size, contentType), name);
    } else {
      form.append(part.name, part.value);
    }
  }
  return form;
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
