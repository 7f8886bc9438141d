import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Middleware, SandboxSystem } from '../../../src/sandbox';
import { type Body, credentialHeaders, hasCredentials, type Operation } from '../../../src/sandbox/http';

/** A request as tests look at it. Never holds a credential. */
export interface RecordedRequest {
  method: string;
  /** With the query, but a signature in it is left out. */
  path: string;
  system?: SandboxSystem;
  operation?: Operation;
  id?: string;
  headers: Record<string, string>;
  /** Whether some credential came with it. */
  credentials: boolean;
  /** Whether that was the right one. */
  authorised: boolean;
  body?: { encoding: Body['encoding']; fields: Record<string, unknown>; files: Record<string, FileSummary> };
}

interface FileSummary {
  name: string;
  contentType: string;
  bytes: number;
  sha256: string;
}

const longestText = 500;
const mostRecorded = 10_000;

/** Adds what there is to say of each request to the list, before it is answered. */
export const recorder =
  (requests: RecordedRequest[]): Middleware =>
  (request, next) => {
    const { method, url, headers, system, operation, id, authorised, body } = request;
    requests.push({
      method,
      path: withoutSignature(url),
      headers: withoutCredentials(headers),
      credentials: hasCredentials(headers),
      authorised,
      ...(system !== undefined && { system }),
      ...(operation !== undefined && { operation }),
      ...(id !== '' && { id }),
      ...(system !== undefined && body && { body: summarise(body) }),
    });
    if (requests.length > mostRecorded) requests.shift();
    return next(request);
  };

function withoutCredentials(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !credentialHeaders.includes(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

function withoutSignature({ pathname, searchParams }: URL): string {
  const query = new URLSearchParams(searchParams);
  if (query.has('sig')) query.set('sig', '…');
  return query.size === 0 ? pathname : `${pathname}?${query.toString()}`;
}

/**
 * The body's fields with long texts shortened, and what is to be said of its files. An image within JSON (a data address,
 * or base64 beside its type, as Gemini takes it) is a file like one in a form; its name is its place.
 */
function summarise({ encoding, fields, files }: Body): RecordedRequest['body'] {
  const found = mapValues(files, ({ name, contentType, bytes }) => fileSummary(name, contentType, bytes));
  return { encoding, fields: shorten(fields, found) as Record<string, unknown>, files: found };
}

function fileSummary(name: string, contentType: string, bytes: Buffer): FileSummary {
  return { name, contentType, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** @param found takes the files met on the way, by their place */
function shorten(value: unknown, found: Record<string, FileSummary>, place = ''): unknown {
  const embed = (contentType: string, base64: string) => {
    found[place] = fileSummary(place, contentType, Buffer.from(base64, 'base64'));
  };
  const inside = (child: unknown, name: string | number) =>
    shorten(child, found, place ? `${place}.${name}` : `${name}`);
  if (typeof value === 'string') {
    const [, head = '', contentType, base64] = /^(data:([^;,]+);base64,)(.*)$/s.exec(value) ?? [];
    if (contentType === undefined || base64 === undefined) {
      return value.length > longestText ? `${value.slice(0, longestText)}…` : value;
    }
    embed(contentType, base64);
    return `${head}…`;
  }
  if (Array.isArray(value)) return value.map(inside);
  if (typeof value !== 'object' || value === null) return value;
  const { bytesBase64Encoded: base64, mimeType } = value as { bytesBase64Encoded?: unknown; mimeType?: unknown };
  if (typeof base64 !== 'string' || typeof mimeType !== 'string') {
    return mapValues(value as Record<string, unknown>, inside);
  }
  embed(mimeType, base64);
  return { ...value, bytesBase64Encoded: '…' };
}

function mapValues<T, U>(record: Record<string, T>, change: (value: T, name: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
