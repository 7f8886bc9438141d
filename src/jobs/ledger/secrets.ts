import { isSecretHeader, redact } from '../../api/redact';
import type { JobRecord } from '../job';

/** Text that takes the place of a secret. */
export const hiddenValue = '***';

/** Deepest nesting that is read; deeper values are hidden whole. */
const maxDepth = 64;

/** Hides keys inside a record's extra fields, which are sent but never stored. Returns the same record if it holds none. */
export function withoutSecrets(job: JobRecord): JobRecord {
  const extra = job.request?.extra;
  if (!extra) return job;
  const hidden = hideSecrets(extra) as Record<string, unknown>;
  return hidden === extra ? job : { ...job, request: { ...job.request!, extra: hidden } };
}

/**
 * Hides secrets in a parsed value: the whole value of a field that is named like a secret, and keys inside texts. Returns the
 * same object if there are none.
 */
export function hideSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxDepth) return hiddenValue;
  if (Array.isArray(value)) {
    const items: unknown[] = value.map((item) => hideSecrets(item, depth + 1));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  let isChanged = false;
  const fields = Object.entries(value).map(([name, field]): [string, unknown] => {
    const isSecret = isSecretName(name) && typeof field === 'string' && field !== '';
    const safe = isSecret ? hiddenValue : hideSecrets(field, depth + 1);
    isChanged ||= safe !== field;
    return [name, safe];
  });
  return isChanged ? Object.fromEntries(fields) : value;
}

/** Field names with upper case letters, as in `apiKey`, count as those with hyphens. */
const isSecretName = (name: string): boolean =>
  isSecretHeader(name.replace(/([a-z])([A-Z])/g, '$1-$2')) || /^(?:pass(?:word|phrase)?|credentials?)$/i.test(name);

/** Returns true if a stored value had a secret hidden: it cannot be sent again as it is. */
export function hasHiddenSecret(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return /(?<![\w*])\*{3}(?![\w*])/.test(value);
  if (typeof value !== 'object' || value === null || depth > maxDepth) return false;
  return Object.values(value).some((field) => hasHiddenSecret(field, depth + 1));
}
