import { randomUUID } from 'node:crypto';
import type { FormPart } from '../http/http';
import { EmbeddedFile } from '../wire';

/** Environment variable from which the generated code reads the key. */
export const variable = 'VIDEO_API_KEY';

/** A header's value, or its parts before and after the key. */
export type HeaderValue = string | { before: string; after: string };

export interface CreateCall {
  url: string;
  headers: [name: string, value: HeaderValue][];
  body: { kind: 'json'; value: Readonly<Record<string, unknown>> } | { kind: 'form'; parts: readonly FormPart[] };
}

/** Returns JSON text, split where the base64 of a file belongs. */
export function splitJson(value: unknown): (string | { name: string })[] {
  const mark = randomUUID();
  const files: EmbeddedFile[] = [];
  const text = escapeInvisible(
    JSON.stringify(value, (_key, item: unknown) => {
      if (!(item instanceof EmbeddedFile)) return item;
      files.push(item);
      return item.prefix + mark;
    }),
  );
  return text.split(mark).flatMap((piece, i) => (i === 0 ? [piece] : [{ name: files[i - 1]!.file.name }, piece]));
}

/** Notation for JSON values in a language. */
export interface Syntax {
  yes: string;
  no: string;
  none: string;
  name(key: string): string;
  file(embedded: EmbeddedFile): string;
}

export const fileName = (path: string): string => path.split(/[\\/]/).at(-1) || path;

export function withKey(value: HeaderValue, key: string): string {
  if (typeof value === 'string') return literal(value);
  return [value.before && literal(value.before), key, value.after && literal(value.after)].filter(Boolean).join(' + ');
}

/** Returns a double-quoted string literal, valid in JSON, Python and JavaScript. */
export const literal = (text: string): string => escapeInvisible(JSON.stringify(text));

/** Escapes invisible and bidirectional characters, which could disguise code. */
function escapeInvisible(text: string): string {
  return text.replace(
    /[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Returns a JSON value in the language's notation. */
export function notation(item: unknown, syntax: Syntax, step: number, indent: string): string {
  if (item instanceof EmbeddedFile) return syntax.file(item);
  if (item === null || item === undefined) return syntax.none;
  if (typeof item === 'boolean') return item ? syntax.yes : syntax.no;
  if (typeof item === 'string') return literal(item);
  if (typeof item !== 'object') return JSON.stringify(item) ?? syntax.none;
  const inner = indent + ' '.repeat(step);
  const lines = Array.isArray(item)
    ? item.map((child: unknown) => notation(child, syntax, step, inner))
    : Object.entries(item).map(([key, child]) => `${syntax.name(key)}: ${notation(child, syntax, step, inner)}`);
  const [open, close] = Array.isArray(item) ? ['[', ']'] : ['{', '}'];
  return lines.length === 0
    ? open + close
    : `${open}\n${lines.map((line) => `${inner}${line},\n`).join('')}${indent}${close}`;
}
