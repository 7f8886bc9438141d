import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../errors';
import { type NetworkCause, networkCause } from '../http/networkErrors';
import { proxyHost } from '../http/route';
import type { Connection } from '../provider';
import type { Exchange } from '../transport/exchange';
import { providerName, type RouteReport, type Transport } from '../transport/transport';
import type { Account, Capabilities, VideoClient } from '../types';

/** What a test of a provider came to, by the place to look at. */
export type Cause =
  | NetworkCause
  | 'fine'
  | 'keyMissing'
  | 'keyRefused'
  | 'forbidden'
  | 'payment'
  | 'rateLimited'
  | 'wrongPath'
  | 'wrongType'
  | 'server'
  | 'other';

export interface Diagnosis {
  ok: boolean;
  cause: Cause;
  /** What happened, why, and what to do next. */
  message: string;
  error?: VideoJobsError;
  /** The base address that was asked, or would have been. */
  address?: string;
  examined?: RouteReport;
  /** The last request of the test and what came of it. */
  exchange?: Exchange;
  /** What the type of server can do. */
  can?: Capabilities;
  /** What the server says of the account behind the key, where it was asked. */
  account?: Account;
}

/**
 * Asks a provider the cheapest question that proves address and key, and looks at the way there.
 * @param connect gives the connection with its key; what it throws (no key, no such address) is a finding, too
 * @throws VideoJobsError `cancelled`
 */
export async function diagnose(
  { provider, baseUrl }: Omit<Connection, 'key'>,
  connect: () => Promise<VideoClient>,
  transport: Pick<Transport, 'examine' | 'exchanges'>,
  signal?: AbortSignal,
): Promise<Diagnosis> {
  const started = Date.now();
  let client: VideoClient | undefined;
  let found: Pick<Diagnosis, 'ok' | 'message' | 'error'>;
  try {
    client = await connect();
    found = { ok: true, message: await client.test(signal) };
  } catch (error) {
    if (!(error instanceof VideoJobsError) || error.kind === 'cancelled') throw error;
    found = { ok: false, message: error.message, error };
  }
  const last = transport.exchanges?.of(provider.id).at(-1);
  const exchange = last && last.at >= started ? last : undefined;
  // A server that nobody answers for has no certificate to show either.
  const examined = await transport.examine(baseUrl, exchange === undefined || silent(found.error));
  const cause = found.error ? causeOf(found.error, exchange, examined) : 'fine';
  return {
    ...found,
    cause,
    address: baseUrl,
    examined,
    exchange,
    can: client?.capabilities,
    message:
      cause === 'wrongType'
        ? wrongType(providerName({ provider, baseUrl }), provider.type, found.message)
        : found.message,
  };
}

const silent = (error?: VideoJobsError): boolean => error?.kind === 'timeout' || error?.code === 'ECONNREFUSED';

function causeOf(error: VideoJobsError, exchange: Exchange | undefined, { route }: RouteReport): Cause {
  switch (error.kind) {
    case 'auth':
      return exchange ? 'keyRefused' : 'keyMissing';
    case 'forbidden':
    case 'payment':
    case 'rateLimited':
    case 'server':
      return error.kind;
    case 'network':
    case 'timeout':
      if (error.httpStatus !== undefined) return error.httpStatus === 407 ? 'proxySignIn' : 'server';
      return networkCause(error.cause, route && proxyHost(route));
    case 'badResponse':
      if (error.code === 'ERR_NOT_PUBLIC') return 'notPublic';
      return isPage(error, exchange) ? 'wrongPath' : 'wrongType';
    case 'notFound':
    case 'unsupported':
      return 'wrongPath';
    default:
      return 'other';
  }
}

/** A page for people, a redirect to one, or no route: another path, not another protocol. */
const isPage = ({ httpStatus = 0 }: VideoJobsError, exchange?: Exchange): boolean =>
  httpStatus === 404 || (httpStatus >= 300 && httpStatus < 400) || /\bhtml\b/.test(exchange?.contentType ?? '');

const wrongType = (who: string, type: string, message: string): string =>
  l10n.t(
    '{0} responds, but not like a server of the type "{1}". Choose another type with "Edit Provider". {2}',
    who,
    type,
    message,
  );
