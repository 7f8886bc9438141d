import * as l10n from '@vscode/l10n';
import { type ErrorKind, VideoJobsError } from '../errors';
import type { FailureContext } from '../failures';
import { quote } from '../redact';

interface ConnectionFailure extends FailureContext {
  host: string;
  /** Host of the proxy in between. */
  proxy?: string;
  /** True if sending the request had begun. */
  sent: boolean;
  signal?: AbortSignal;
}

/** Causes of a failed connection. */
export type NetworkCause =
  | 'name'
  | 'refused'
  | 'unreachable'
  | 'connectTimeout'
  | 'noAnswer'
  | 'silence'
  | 'proxySetting'
  | 'proxyUnreachable'
  | 'proxySignIn'
  | 'proxyRefusal'
  | 'untrusted'
  | 'expired'
  | 'otherName'
  | 'noTls'
  | 'notPublic'
  | 'cut';

/** Returns the error for a request without a complete response, based on the innermost cause. */
export function networkError(error: unknown, context: ConnectionFailure): VideoJobsError {
  if (error instanceof VideoJobsError) return error;
  const facts = { cause: error, mayHaveHappened: context.write && context.sent };
  if (context.signal?.aborted) return new VideoJobsError('cancelled', l10n.t('Canceled.'), facts);
  const { code, message } = innermost(error);
  const cause = networkCause(error, context.proxy);
  const [kind, text] = explain(cause, cause === 'proxyRefusal' ? quote(message) : code || quote(message), context);
  return new VideoJobsError(kind, text, { ...facts, ...(code && { code }) });
}

/** @param proxy host of the proxy; it is the only peer connected to, so connection errors are about it */
export function networkCause(error: unknown, proxy: string | undefined): NetworkCause {
  const { code, message } = innermost(error);
  // undici's messages for a proxy's response to CONNECT.
  if (/Proxy response \(\d+\)/.test(message)) return /\(407\)/.test(message) ? 'proxySignIn' : 'proxyRefusal';
  if (code === 'ERR_INVALID_PROXY') return 'proxySetting';
  const cause =
    byCode[code] ?? (unverified.test(code) ? 'untrusted' : /ERR_TLS|ERR_SSL|EPROTO/.test(code) ? 'noTls' : 'cut');
  return proxy !== undefined && ['name', 'refused', 'unreachable'].includes(cause) ? 'proxyUnreachable' : cause;
}

const byCode: Readonly<Record<string, NetworkCause | undefined>> = {
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  EAI_FAIL: 'name',
  ENODATA: 'name',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  UND_ERR_CONNECT_TIMEOUT: 'connectTimeout',
  ETIMEDOUT: 'connectTimeout',
  UND_ERR_HEADERS_TIMEOUT: 'noAnswer',
  UND_ERR_ABORTED: 'noAnswer', // Not by the caller: the transport gave up.
  UND_ERR_BODY_TIMEOUT: 'silence',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'otherName',
  ERR_NOT_PUBLIC: 'notPublic',
};

function explain(cause: NetworkCause, code: string, context: ConnectionFailure): [ErrorKind, string] {
  const { who, host, proxy = '' } = context;
  switch (cause) {
    case 'proxySignIn':
      return [
        'network',
        l10n.t(
          'The proxy requires authentication (407). Add a user name and password to the setting http.proxy, or set videoJobs.network.client to "vscode".',
        ),
      ];
    case 'proxySetting':
      return ['network', l10n.t('The setting http.proxy is not a valid proxy URL. Correct it.')];
    case 'proxyRefusal':
      return ['network', l10n.t('The proxy rejected the request: {0}. Check the setting http.proxy.', code)];
    case 'proxyUnreachable':
      return [
        'network',
        l10n.t('The proxy {0} cannot be reached ({1}). Check the setting http.proxy and the network.', proxy, code),
      ];
    case 'name':
      return [
        'network',
        l10n.t('The host name {0} was not found ({1}). Check the base URL, the network and the proxy.', host, code),
      ];
    case 'refused':
      return [
        'network',
        l10n.t(
          '{0} refused the connection ({1}). Check that the server is running, and the port in the base URL.',
          host,
          code,
        ),
      ];
    case 'unreachable':
      return ['network', l10n.t('{0} cannot be reached from here ({1}). Check the network connection.', host, code)];
    case 'connectTimeout':
      return [
        'timeout',
        l10n.t('Connecting to {0} timed out ({1}). Check the network, the proxy and firewalls.', host, code),
      ];
    case 'noAnswer':
      return ['timeout', l10n.t('{0} accepted the request but did not respond in time. Try again later.', who)];
    case 'silence':
      return ['timeout', l10n.t('{0} stopped responding mid-transfer. Try again.', who)];
    case 'expired':
      return [
        'network',
        l10n.t(
          'The certificate of {0} has expired or is not valid yet ({1}). Check this computer’s clock, or tell the server’s operator.',
          host,
          code,
        ),
      ];
    case 'otherName':
      return [
        'network',
        l10n.t(
          'The certificate of {0} was issued for another name ({1}). Check the base URL and the proxy.',
          host,
          code,
        ),
      ];
    case 'untrusted':
      return [
        'network',
        l10n.t(
          'The certificate of {0} could not be verified ({1}). Add its certificate authority to this system and restart VS Code, or check the proxy.',
          host,
          code,
        ),
      ];
    case 'noTls':
      return [
        'network',
        l10n.t('{0} does not use https there ({1}). Check the base URL, its port and the proxy.', host, code),
      ];
    case 'notPublic':
      return [
        'badResponse',
        l10n.t('{0} returned {1}, which points to this computer or its network. It was not requested.', who, host),
      ];
    case 'cut':
      return ['network', l10n.t('The connection to {0} was interrupted ({1}). Try again.', host, code)];
  }
}

/** Node's error codes for rejected certificates, raised before the request is sent. */
const unverified = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_MISMATCH)/;

const unconnected: readonly (NetworkCause | undefined)[] = [
  'name',
  'refused',
  'unreachable',
  'expired',
  'otherName',
  'notPublic',
];

/** Returns true if an error proves that no connection to the server was made, so that nothing was sent. */
export function neverConnected(error: unknown): boolean {
  return causes(error).some((cause) => {
    const { code = '', syscall, message = '' } = cause as { code?: string; syscall?: string; message?: string };
    return (
      unconnected.includes(byCode[code]) ||
      unverified.test(code) ||
      code === 'UND_ERR_CONNECT_TIMEOUT' ||
      (code === 'ETIMEDOUT' && syscall === 'connect') ||
      // undici's message for a proxy that opens no tunnel, and Node's for an interrupted handshake.
      /^Proxy response \(\d+\)|before secure TLS connection/.test(message)
    );
  });
}

function innermost(error: unknown): { code: string; message: string } {
  const chain = causes(error);
  return {
    code: chain.map(codeOf).find(Boolean) ?? '',
    message: chain.map((cause) => (cause instanceof Error ? cause.message : '')).join(' '),
  };
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let cause = error; cause !== undefined && cause !== null && chain.length < 8;) {
    chain.unshift(cause);
    cause =
      cause instanceof AggregateError && cause.errors.length > 0
        ? cause.errors[0]
        : (cause as { cause?: unknown }).cause;
  }
  return chain;
}

const codeOf = (cause: unknown): string | undefined => {
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
};
