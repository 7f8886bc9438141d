import * as l10n from '@vscode/l10n';
import { VideoJobsError, type ErrorKind } from './errors';
import { quote } from './redact';
import type { FailureContext } from './failures';

export interface ConnectionFailure extends FailureContext {
  host: string;
  /** Whether the request had begun to go out. */
  sent: boolean;
  signal?: AbortSignal;
}

/** The error for a request that got no answer, or whose answer broke off: unwraps causes down to what happened. */
export function networkError(error: unknown, context: ConnectionFailure): VideoJobsError {
  if (error instanceof VideoJobsError) return error;
  const facts = { cause: error, mayHaveHappened: context.write && context.sent };
  if (context.signal?.aborted) return new VideoJobsError('cancelled', l10n.t('Cancelled.'), facts);
  const chain = causes(error);
  const code = chain.map(codeOf).find(Boolean) ?? '';
  const message = chain.map((cause) => (cause instanceof Error ? cause.message : '')).join(' ');
  const [kind, text] = explain(code, message, context);
  return new VideoJobsError(kind, text, { ...facts, ...(code && { code }) });
}

function explain(code: string, message: string, { who, host }: ConnectionFailure): [ErrorKind, string] {
  if (/407/.test(message) && /proxy/i.test(message)) {
    return [
      'network',
      l10n.t('The proxy asks for a sign-in (407). Add a user name and password to the setting http.proxy.'),
    ];
  }
  if (/proxy/i.test(message) || code === 'ERR_INVALID_PROXY') {
    return [
      'network',
      l10n.t('The proxy did not let the request through: {0}. Check the setting http.proxy.', quote(message)),
    ];
  }
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'ENODATA':
      return [
        'network',
        l10n.t('The name {0} was not found ({1}). Check the base address, the network and the proxy.', host, code),
      ];
    case 'ECONNREFUSED':
      return [
        'network',
        l10n.t(
          '{0} refuses connections ({1}). Check that the server runs, and the port in the base address.',
          host,
          code,
        ),
      ];
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return ['network', l10n.t('{0} cannot be reached from here ({1}). Check the network connection.', host, code)];
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return [
        'timeout',
        l10n.t(
          '{0} did not take the connection in time ({1}). Check the network, the proxy and firewalls.',
          host,
          code,
        ),
      ];
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_ABORTED': // Not by the caller: the transport gave up.
      return ['timeout', l10n.t('{0} took the request but did not answer in time. Try again later.', who)];
    case 'UND_ERR_BODY_TIMEOUT':
      return ['timeout', l10n.t('{0} fell silent in the middle of the answer. Try again.', who)];
  }
  if (code === 'ERR_NOT_PUBLIC') {
    return [
      'badResponse',
      l10n.t('{0} names {1}, which leads into this computer or its network. It was not asked.', who, host),
    ];
  }
  if (unverified.test(code) || /ERR_TLS|ERR_SSL|EPROTO/.test(code)) {
    return [
      'network',
      l10n.t(
        'The certificate of {0} could not be verified ({1}). Add it to the certificates of this system, or check the proxy.',
        host,
        code,
      ),
    ];
  }
  return ['network', l10n.t('The connection to {0} was cut off ({1}). Try again.', host, code || quote(message))];
}

/** What Node says of a certificate that it does not accept, before the request goes out. */
const unverified = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_MISMATCH)/;

const unconnected = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ENODATA', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'],
  ...['EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_INVALID_PROXY', 'ERR_NOT_PUBLIC'],
]);

/** Whether an error proves that no connection to the server came about, so that nothing of a request can have left. */
export function neverConnected(error: unknown): boolean {
  return causes(error).some((cause) => {
    const { code = '', syscall, message = '' } = cause as { code?: string; syscall?: string; message?: string };
    return (
      unconnected.has(code) ||
      unverified.test(code) ||
      (code === 'ETIMEDOUT' && syscall === 'connect') ||
      // undici's words for a proxy that opens no tunnel, and Node's for a handshake that was cut off.
      /^Proxy response \(\d+\)|before secure TLS connection/.test(message)
    );
  });
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
