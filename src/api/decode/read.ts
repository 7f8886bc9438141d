/** Small readers of parsed JSON. They look at own properties only, so names such as `constructor` mean nothing special. */

import type { AnswerPath } from '../overrides';

type JsonRecord = Record<string, unknown>;

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as JsonRecord)[name]
    : undefined;
}

/** The value at a dotted path, `a.b.0.c`. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce(field, value);
}

/** What is read at the first of several paths that holds what is looked for; `told` hears which path that is. */
export function findValue<T>(
  value: unknown,
  paths: readonly string[],
  read: (found: unknown) => T | undefined,
  told?: (path: string) => void,
): T | undefined {
  for (const path of paths) {
    const found = read(valueAt(value, path));
    if (found === undefined) continue;
    told?.(path);
    return found;
  }
  return undefined;
}

export const nonEmpty = (found: unknown): unknown => (found === null || found === '' ? undefined : found);

/** The first of several paths that holds something: not absent, `null` or an empty string. */
export const firstValue = (value: unknown, paths: readonly string[]): unknown => findValue(value, paths, nonEmpty);

/** The first of several paths that holds a text, whatever else the others hold. */
export const firstText = (value: unknown, paths: readonly string[]): string | undefined =>
  findValue(value, paths, asText);

/** The paths that an override names: none, one or several. */
export const pathsOf = (path: AnswerPath = []): readonly string[] => (typeof path === 'string' ? [path] : path);

export function asText(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** A finite number, or a string that is one. */
export function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Thrown by decoders where a body does not fit; `expected` goes into the sentence that the user reads. */
export class Mismatch extends Error {
  constructor(readonly expected: string) {
    super(expected);
  }
}
