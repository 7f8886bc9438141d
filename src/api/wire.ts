import * as l10n from '@vscode/l10n';
import { VideoJobsError } from './errors';
import type { FormPart, HttpBody } from './http';
import type { Reference } from './types';

export type FileReference = Extract<Reference, { kind: 'file' }>;

/** A file in the middle of a JSON body, sent as a `data:` address; its bytes are read when the request is sent. */
export class EmbeddedFile {
  constructor(readonly file: FileReference) {}
}

export type WireBody =
  { kind: 'json'; value: Readonly<Record<string, unknown>> } | { kind: 'form'; parts: readonly FormPart[] };

/** A request as a dialect spells it, before address and key are put to it. */
export interface WireRequest {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below the base address: starts with `/`, ids encoded. */
  path: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  body?: WireBody;
}

/**
 * Ids are opaque and may hold `:`, `/` and `=`.
 * @throws VideoJobsError `rejected` for dot segments, which an address swallows even when encoded
 */
export function idSegment(id: string): string {
  if (/^\.{0,2}$/.test(id)) throw new VideoJobsError('rejected', l10n.t('"{0}" is not the ID of a job.', id));
  return encodeURIComponent(id.replace(/\p{Surrogate}/gu, '\uFFFD'));
}

export function urlOf(baseUrl: string, { path, query }: WireRequest): string {
  const search = query && Object.keys(query).length > 0 ? `?${new URLSearchParams({ ...query }).toString()}` : '';
  return baseUrl + path + search;
}

/** @throws VideoJobsError `rejected` when a field cannot be written as JSON */
export async function bodyOf(body: WireBody): Promise<HttpBody> {
  if (body.kind === 'form') return body;
  const text = await jsonText(body.value);
  return { kind: 'text', text, contentType: 'application/json' };
}

async function jsonText(value: Readonly<Record<string, unknown>>): Promise<string> {
  const files = new Map<EmbeddedFile, string>();
  const write = (): string =>
    JSON.stringify(value, (_key, field: unknown) => {
      if (!(field instanceof EmbeddedFile)) return field;
      const known = files.get(field) ?? '';
      files.set(field, known);
      return known;
    });
  try {
    const text = write();
    if (files.size === 0) return text;
    for (const embedded of files.keys()) files.set(embedded, await dataUrl(embedded.file));
    return write();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new VideoJobsError(
      'rejected',
      l10n.t('The additional parameters cannot be written as JSON: {0}.', error.message),
      { cause: error },
    );
  }
}

async function dataUrl({ blob, contentType }: FileReference): Promise<string> {
  return `data:${contentType};base64,${Buffer.from(await blob.arrayBuffer()).toString('base64')}`;
}
