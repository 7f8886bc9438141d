import type { Auth } from './provider';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from './errors';
import { isLoopback } from './http/loopback';
import { dialectRow } from './dialects';
import { redact } from './redact';

/** First segments of endpoint paths, which users paste along with the base address. */
const endpoints = new Set(['videos', 'video', 'chat', 'models', 'images', 'responses']);

/**
 * Normalises a base address: absolute, no trailing slash, with the version path of the server's type. Idempotent.
 *
 * @param auth some servers serve one kind of key under a separate path
 * @throws VideoJobsError `rejected` for plain http beyond this machine, user information, or a key in the query (which
 *   would end up in the settings)
 */
export function normaliseBaseUrl(type: string, address: string, auth?: Auth): string {
  const url = readAddress(address);
  const loopback = isLoopback(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
    throw new VideoJobsError(
      'rejected',
      l10n.t('The base URL must start with https:// (http:// is only for servers on this computer).'),
    );
  }
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
    .map((segment) => segment.replace(/'+$/, '')) // A leftover of quoted shell commands.
    .filter(Boolean);
  const end = segments.findIndex((segment, i) => endpoints.has(segment) && !/^(v\d|api$)/.test(segments[i + 1] ?? ''));
  const path = dialectRow(type).basePath(end < 0 ? segments : segments.slice(0, end), url.hostname, auth);
  return url.origin + path.map((segment) => `/${segment}`).join('');
}

/** Parses an address that may be quoted or lack its scheme. @throws VideoJobsError `rejected` */
export function readAddress(address: string): URL {
  const trimmed = address.trim().replace(/^["'<]+|["'>]+$/g, '');
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : withScheme(trimmed.replace(/^\/\//, ''));
  if (trimmed && URL.canParse(absolute)) return new URL(absolute);
  throw new VideoJobsError(
    'rejected',
    l10n.t('The base URL is not valid. It should look like https://api.example.com/v1.'),
  );
}

/** Removes query and fragment, which may hold a pasted key and are not part of a base address. */
export const withoutQuery = (address: string): string => address.replace(/[?#].*$/s, '');

function withScheme(address: string): string {
  const https = `https://${address}`;
  return URL.canParse(https) && isLoopback(new URL(https).hostname) ? `http://${address}` : https;
}
