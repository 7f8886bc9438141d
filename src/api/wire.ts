import * as l10n from '@vscode/l10n';
import { VideoJobsError } from './errors';
import type { FormPart, HttpBody } from './http/http';
import type { Reference } from './types';

export type FileReference = Extract<Reference, { kind: 'file' }>;

/** File inside a request body. In JSON it becomes a `data:` URL or bare base64; its bytes are read when the request is sent. */
export class EmbeddedFile {
  constructor(
    readonly file: FileReference,
    readonly form: 'address' | 'base64' = 'address',
  ) {}

  /** Text before the base64. */
  get prefix(): string {
    return this.form === 'address' ? `data:${this.file.contentType};base64,` : '';
  }
}

/** Request body before serialisation. Files are `EmbeddedFile`s: parts of a form, or `data:` URLs in JSON. */
export interface WireBody {
  kind: 'json' | 'form';
  value: Readonly<Record<string, unknown>>;
}

/** Request as encoded by a dialect, without base address and key. */
export interface WireRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path below the base address: starts with `/`, ids encoded. */
  path: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  body?: WireBody;
}

/**
 * Encodes an id, which is opaque and may hold `:`, `/` and `=`, as one path segment.
 * @throws VideoJobsError `rejected` for dot segments, which URL parsers remove even when encoded
 */
export function idSegment(id: string): string {
  if (/^\.{0,2}$/.test(id)) throw new VideoJobsError('rejected', l10n.t('"{0}" is not a job ID.', id));
  return encodeURIComponent(id.replace(/\p{Surrogate}/gu, '\uFFFD'));
}

export function urlOf(baseUrl: string, { path, query }: WireRequest): string {
  const search = query && Object.keys(query).length > 0 ? `?${new URLSearchParams({ ...query }).toString()}` : '';
  return baseUrl + path + search;
}

/** Serialises a body. @throws VideoJobsError `rejected` if a field cannot be written as JSON, or is nested too deep for a form */
export async function bodyOf(body: WireBody): Promise<HttpBody> {
  if (body.kind === 'form') return { kind: 'form', parts: formParts(body.value) };
  const text = await jsonText(body.value);
  return { kind: 'text', text, contentType: 'application/json' };
}

/** Maximum depth of bracket keys; also ends the recursion on cyclic values. */
const maxFormDepth = 8;

/**
 * Flattens fields into form parts. Nested values become bracket keys (`a[b]`, `list[]`), as OpenAI's own clients write
 * them; `null` omits a field.
 * @throws VideoJobsError `rejected` for values nested too deep
 */
export function formParts(fields: Readonly<Record<string, unknown>>): FormPart[] {
  const parts: FormPart[] = [];
  const add = (name: string, value: unknown, depth = 0): void => {
    if (value === undefined || value === null) return;
    if (depth > maxFormDepth) {
      throw new VideoJobsError('rejected', l10n.t('The field "{0}" is nested too deeply.', name));
    }
    if (value instanceof EmbeddedFile) {
      const { name: fileName, contentType, blob } = value.file;
      parts.push({ name, file: { name: fileName, contentType, blob } });
    } else if (Array.isArray(value)) {
      value.forEach((item) => add(`${name}[]`, item, depth + 1));
    } else if (typeof value === 'object') {
      Object.entries(value).forEach(([key, item]) => add(`${name}[${key}]`, item, depth + 1));
    } else {
      parts.push({ name, value: typeof value === 'string' ? value : JSON.stringify(value) });
    }
  };
  Object.entries(fields).forEach(([name, value]) => add(name, value));
  return parts;
}

async function jsonText(value: Readonly<Record<string, unknown>>): Promise<string> {
  /** Text of each file; empty until its bytes have been read. */
  const files = new Map<EmbeddedFile, string>();
  const write = (): string =>
    JSON.stringify(value, (_key, field: unknown) => {
      if (!(field instanceof EmbeddedFile)) return field;
      const encoded = files.get(field) ?? '';
      files.set(field, encoded);
      return encoded;
    });
  try {
    const text = write();
    if (files.size === 0) return text;
    for (const embedded of files.keys()) files.set(embedded, await base64Of(embedded));
    return write();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new VideoJobsError(
      'rejected',
      l10n.t('The additional parameters cannot be converted to JSON: {0}.', error.message),
      { cause: error },
    );
  }
}

async function base64Of({ file, prefix }: EmbeddedFile): Promise<string> {
  return prefix + Buffer.from(await file.blob.arrayBuffer()).toString('base64');
}
