import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Body } from './body';
import type { Operation } from './http';
import type { SandboxSystem } from './systems';

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

export interface FileSummary {
  name: string;
  contentType: string;
  bytes: number;
  sha256: string;
}

const credentialHeaders = [
  'authorization',
  'api-key',
  'x-api-key',
  'x-goog-api-key',
  'token',
  'cookie',
  'proxy-authorization',
];
const longestText = 500;

export const hasCredentials = (headers: IncomingHttpHeaders): boolean =>
  credentialHeaders.some((name) => headers[name] !== undefined);

export function withoutCredentials(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !credentialHeaders.includes(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

export function withoutSignature({ pathname, searchParams }: URL): string {
  const query = new URLSearchParams(searchParams);
  if (query.has('sig')) query.set('sig', '…');
  return query.size === 0 ? pathname : `${pathname}?${query.toString()}`;
}

/** The body's fields with long texts shortened, and what is to be said of its files. */
export function summarise({ encoding, fields, files }: Body): RecordedRequest['body'] {
  return { encoding, fields: shorten(fields) as Record<string, unknown>, files: mapValues(files, fileSummary) };
}

function fileSummary({ name, contentType, bytes }: { name: string; contentType: string; bytes: Buffer }): FileSummary {
  return { name, contentType, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function shorten(value: unknown): unknown {
  if (typeof value === 'string') return value.length > longestText ? `${value.slice(0, longestText)}…` : value;
  if (Array.isArray(value)) return value.map(shorten);
  return typeof value === 'object' && value !== null ? mapValues(value as Record<string, unknown>, shorten) : value;
}

function mapValues<T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
