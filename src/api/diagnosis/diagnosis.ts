import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../errors';
import { type NetworkCause, networkCause } from '../http/networkErrors';
import { proxyHost } from '../http/route';
import type { Connection } from '../provider';
import { otherRegionsOf, type Region } from '../regions';
import type { Exchange } from '../transport/exchange';
import { providerName, type RouteReport, type Transport } from '../transport/transport';
import type { Account, Capabilities, VideoClient } from '../types';

/** Result of testing a provider, by the place to look at. */
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
  /** What happened, why, and what to do next, for the user. */
  message: string;
  error?: VideoJobsError;
  /** Base URL that was requested, or would have been. */
  address?: string;
  examined?: RouteReport;
  /** The last request of the test, with its outcome. */
  exchange?: Exchange;
  /** Capabilities of the server's type. */
  can?: Capabilities;
  /** Account behind the key, if the server reports one. */
  account?: Account;
  /** Other regions of the server, to one of which a rejected key may belong. */
  otherRegions?: readonly Region[];
}

/**
 * Tests a provider with the cheapest request that proves URL and key, and examines the route to it.
 * @param connect returns a client with the key; its errors (no key, an unusable URL) are part of the diagnosis
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
  // A server that does not respond has no certificate to show either.
  const examined = await transport.examine(baseUrl, exchange === undefined || silent(found.error));
  const cause = found.error ? causeOf(found.error, exchange, examined) : 'fine';
  return {
    ...found,
    cause,
    address: baseUrl,
    examined,
    exchange,
    can: client?.capabilities,
    ...(cause === 'keyRefused' && { otherRegions: otherRegionsOf(provider, baseUrl) }),
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

/** Returns true for a web page, a redirect to one, or a missing route: the path is wrong, not the protocol. */
const isPage = ({ httpStatus = 0 }: VideoJobsError, exchange?: Exchange): boolean =>
  httpStatus === 404 || (httpStatus >= 300 && httpStatus < 400) || /\bhtml\b/.test(exchange?.contentType ?? '');

const wrongType = (who: string, type: string, message: string): string =>
  l10n.t(
    '{0} responds, but not like a server of the type "{1}". Choose another type with "Edit Provider". {2}',
    who,
    type,
    message,
  );
