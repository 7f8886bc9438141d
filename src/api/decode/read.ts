/** Small readers of parsed JSON. They look at own properties only, so names such as `constructor` mean nothing special. */

import type { AnswerPath } from '../answerPlaces';
import { parseNested } from './json';
import type { JsonRecord } from './record';

export { isRecord, type JsonRecord } from './record';

export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as JsonRecord)[name]
    : undefined;
}

/** Returns the value at a dotted path, `a.b.0.c`; `type=text` is the last item of a list with that value. Steps into JSON in a text as well. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce((outer, name) => {
    const inner = opened(outer);
    return field(inner, nameIn(inner, name));
  }, value);
}

/** Longest text that is taken for JSON, in characters. */
const maxNested = 1e6;

const opened = (value: unknown): unknown =>
  typeof value === 'string' && value.length <= maxNested ? parseNested(value) : value;

/** Names along a path, places in lists as numbers. */
export function namesAlong(value: unknown, path: string): string[] {
  let inner = value;
  return path.split('.').map((each) => {
    const outer = opened(inner);
    const name = nameIn(outer, each);
    inner = field(outer, name);
    return name;
  });
}

function nameIn(value: unknown, name: string): string {
  const at = Array.isArray(value) ? name.indexOf('=') : -1;
  if (at < 0) return name;
  const [key, wanted] = [name.slice(0, at), name.slice(at + 1)];
  return String((value as unknown[]).findLastIndex((item) => asText(field(item, key)) === wanted));
}

/** Reads the first of several paths for which `read` returns something, and reports that path to `onMatch`. */
export function findValue<T>(
  value: unknown,
  paths: readonly string[],
  read: (candidate: unknown) => T | undefined,
  onMatch?: (path: string) => void,
): T | undefined {
  for (const path of paths) {
    const result = read(valueAt(value, path));
    if (result === undefined) continue;
    onMatch?.(path);
    return result;
  }
  return undefined;
}

/** Maps `null` and the empty string to undefined. */
const nonEmpty = (value: unknown): unknown => (value === null || value === '' ? undefined : value);

/** Returns the first value at several paths that is not absent, `null` or an empty string. */
export const firstValue = (value: unknown, paths: readonly string[]): unknown => findValue(value, paths, nonEmpty);

/** Returns the first string or number at several paths. */
export const firstText = (value: unknown, paths: readonly string[]): string | undefined =>
  findValue(value, paths, asText);

/** Paths of an override as a list. */
export const pathsOf = (path: AnswerPath = []): readonly string[] => (typeof path === 'string' ? [path] : path);

/** Reads a string that is not blank, or a finite number as one. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** Reads a finite number, or a string that is one. */
export function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Longer ones are no ids; LiteLLM's, which encode a route, have some hundred characters. */
const maxIdLength = 4096;

/** Reads an opaque id. */
export function asId(value: unknown): string | undefined {
  const text = asText(value);
  return text !== undefined && text.length <= maxIdLength ? text : undefined;
}

/** Reads a string and cuts it at a length, with an ellipsis, so that a record of a job stays small. */
export const asTextWithin =
  (length: number) =>
  (value: unknown): string | undefined => {
    const text = asText(value);
    return text !== undefined && text.length > length ? `${text.slice(0, length)}…` : text;
  };

/** Thrown by decoders if a body does not fit; `expected` becomes part of the message to the user. */
export class Mismatch extends Error {
  constructor(readonly expected: string) {
    super(expected);
  }
}
