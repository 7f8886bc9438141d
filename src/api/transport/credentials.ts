import * as l10n from '@vscode/l10n';
import { authOf, dialectFor } from '../dialects';
import { VideoJobsError } from '../errors';
import { isKeyHeader, reserved } from '../keyHeader';
import type { Connection, Provider } from '../provider';
import { isSecretHeader } from '../redact';

/** Headers that may be sent to other origins than the provider's. */
const harmless = new Set(['accept', 'accept-encoding', 'range', 'if-range', 'user-agent']);

/**
 * Returns the headers for the provider's own origin: custom ones, and the key by its scheme, which no other header can
 * replace.
 * @throws VideoJobsError `rejected` for an invalid header or type, `auth` for an invalid key
 */
export function ownHeaders({ provider, key }: Connection): Record<string, string> {
  const headers: Record<string, string> = {};
  const credential = credentialHeader(provider, key);
  for (const [name, value] of Object.entries(provider.headers ?? {})) {
    const lower = name.trim().toLowerCase();
    if (reserved.has(lower) || (credential && lower === credential[0])) continue;
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(lower) || !/^[\t\x20-\x7e]*$/.test(String(value))) {
      throw new VideoJobsError('rejected', l10n.t('The header "{0}" of this provider is not valid. Correct it.', name));
    }
    headers[lower] = String(value);
  }
  if (credential) headers[credential[0]] = credential[1];
  return headers;
}

export function harmlessHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => harmless.has(name)));
}

function credentialHeader(provider: Provider, key: string | undefined) {
  const auth = authOf(provider);
  const secret = key?.trim();
  if (auth === 'none' || !secret) return undefined;
  if (!/^[\x21-\x7e]+$/.test(secret)) {
    throw new VideoJobsError('auth', l10n.t('The key contains characters that are not valid in a key. Set it again.'));
  }
  const own = provider.keyHeader?.trim().toLowerCase();
  if (own && isKeyHeader(own)) return [own, secret] as const;
  if (auth === 'bearer') return ['authorization', `${dialectFor(provider).keyScheme ?? 'Bearer'} ${secret}`] as const;
  return [auth === 'api-key' ? (dialectFor(provider).keyHeader ?? auth) : auth, secret] as const;
}

/** Returns everything that a connection sends and that must not appear anywhere else. */
export function secretsOf({ provider, key }: Connection): string[] {
  const inHeaders = Object.entries(provider.headers ?? {})
    .filter(([name]) => isSecretHeader(name))
    // A scheme stands before the secret: `Basic …`, `Token token=…`.
    .map(([, value]) =>
      String(value)
        .trim()
        .replace(/^[a-z]+\s+/i, ''),
    );
  return [key?.trim() ?? '', ...inHeaders].filter((secret) => secret !== '');
}
