import * as l10n from '@vscode/l10n';
import { dialectRow } from './dialects';
import { VideoJobsError } from './errors';
import { isPrivateHost } from './http/address';
import { isLoopback } from './http/loopback';
import type { Auth, Provider } from './provider';
import { redact } from './redact';

/** First segments of endpoint paths, which users paste along with the base address. */
const endpoints = new Set(['videos', 'video', 'chat', 'models', 'images', 'responses']);

/**
 * Normalises a base address: absolute, no trailing slash, with the version path of the server's type. Idempotent.
 *
 * @param auth some servers serve one kind of key under a separate path
 * @param httpOrigin origin in a private network that may get the key over plain HTTP; `anyOrigin` while that is not decided
 * @throws VideoJobsError `rejected` for plain HTTP to public hosts, or with a key without the user's consent (code
 *   `httpNeedsConsent`), for user information, or a key in the query (which would end up in the settings)
 */
export function normaliseBaseUrl(type: string, address: string, auth?: Auth, httpOrigin?: string): string {
  const url = readAddress(address);
  assertScheme(url, auth, httpOrigin);
  if (url.username || url.password) {
    throw new VideoJobsError(
      'rejected',
      l10n.t('The base URL must not contain a user name or password. Set the key with "Set API Key" instead.'),
    );
  }
  if (redact(url.search + url.hash) !== url.search + url.hash) {
    throw new VideoJobsError(
      'rejected',
      l10n.t(
        'The base URL must not contain a key. Remove everything after the “?”, and set the key with "Set API Key".',
      ),
    );
  }
  const segments = url.pathname
    .split('/')
    .map((segment) => segment.replace(/'{1,8}$/, '')) // A leftover of quoted shell commands.
    .filter(Boolean);
  const dialect = dialectRow(type);
  const end = segments.findIndex((segment, i) => endpoints.has(segment) && !/^(v\d|api$)/.test(segments[i + 1] ?? ''));
  const path = dialect.basePath(
    end < 0 || dialect.wholeBaseUrl ? segments : segments.slice(0, end),
    url.hostname,
    auth,
  );
  return url.origin + path.map((segment) => `/${segment}`).join('');
}

/** Normalises a provider's base address. @throws VideoJobsError `rejected` */
export const baseUrlOf = ({ type, baseUrl, auth, httpOrigin }: Omit<Provider, 'id'>): string =>
  normaliseBaseUrl(type, baseUrl, auth, httpOrigin);

/** Accepts every origin in a private network: for addresses that are only being entered. */
export const anyOrigin = '*';

/** Code of the error for a key that would be sent over plain HTTP. */
const httpNeedsConsent = 'httpNeedsConsent';

/** Returns true for plain HTTP to a host in a private network. */
export const isPlainHttp = (url: URL): boolean => url.protocol === 'http:' && isPrivateHost(url.hostname);

function assertScheme(url: URL, auth: Auth | undefined, httpOrigin: string | undefined): void {
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return;
  if (!isPlainHttp(url)) {
    throw new VideoJobsError(
      'rejected',
      l10n.t('The base URL must start with https:// (http:// is only for this computer and private networks).'),
    );
  }
  if (auth === 'none' || httpOrigin === anyOrigin || httpOrigin === url.origin) return;
  throw new VideoJobsError(
    'rejected',
    l10n.t(
      'The API key would be sent to {0} without encryption. Use https://, set "auth" to "none", or confirm it with "Set API Key".',
      url.origin,
    ),
    { code: httpNeedsConsent },
  );
}

const quotes = new Set(['"', "'", '<', '>']);

/** Parses an address that may be quoted or lack its scheme; 0.0.0.0 and [::] are this computer. @throws VideoJobsError `rejected` */
export function readAddress(address: string): URL {
  const trimmed = withoutQuotes(address.trim());
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : withScheme(trimmed.replace(/^\/\//, ''));
  if (trimmed && URL.canParse(absolute)) return reachable(new URL(absolute));
  throw new VideoJobsError(
    'rejected',
    l10n.t('The base URL is not valid. It should look like https://api.example.com/v1.'),
  );
}

/** Removes query and fragment, which may hold a pasted key and are not part of a base address. */
export const withoutQuery = (address: string): string => address.replace(/[?#].*$/s, '');

function withScheme(address: string): string {
  const https = `https://${address}`;
  return URL.canParse(https) && isLoopback(reachable(new URL(https)).hostname) ? `http://${address}` : https;
}

/** Servers print the address that they listen on, which names every interface and is no destination. */
function reachable(url: URL): URL {
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  else if (url.hostname === '[::]') url.hostname = '[::1]';
  return url;
}

function withoutQuotes(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && quotes.has(text.charAt(start))) start++;
  while (end > start && quotes.has(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
