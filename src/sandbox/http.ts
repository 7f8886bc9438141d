import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

export type Operation =
  | 'create'
  | 'get'
  | 'list'
  | 'remix'
  | 'edit'
  | 'extend'
  | 'delete'
  | 'cancel'
  | 'result'
  | 'content'
  | 'models'
  | 'account'
  | 'upload'
  | 'media';

/** A request's body: JSON with its types, or form fields (always strings) and files. */
export interface Body {
  encoding: 'none' | 'json' | 'multipart' | 'other';
  fields: Record<string, unknown>;
  files: Record<string, UploadedFile>;
}

export interface UploadedFile {
  name: string;
  contentType: string;
  bytes: Buffer;
}

/** Headers in which a system or client puts a key. */
export const credentialHeaders: readonly string[] = [
  'authorization',
  'api-key',
  'x-api-key',
  'x-goog-api-key',
  'token',
  'cookie',
  'proxy-authorization',
];

export const hasCredentials = (headers: IncomingHttpHeaders): boolean =>
  credentialHeaders.some((name) => headers[name] !== undefined);

/** A request, once a system's route matched its path. */
export interface Call {
  operation: Operation;
  /** Decoded id from the path; empty for routes without one. */
  id: string;
  /** Origin of the API itself, `http://127.0.0.1:…`. */
  origin: string;
  /** The URL as received. */
  url: URL;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Body;
}

/** A response, sent with its length unless it has its own `send`. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** Writes the response to the socket in a special way. */
  send?(response: ServerResponse, answer: Answer): void | Promise<void>;
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

export function text(body: string, contentType: string, status = 200): Answer {
  return { status, headers: { 'content-type': contentType }, body: Buffer.from(body) };
}

/** Returns the web page that gateways serve for unknown paths. */
export function html(status = 200): Answer {
  const page = '<!doctype html><html><head><title>One API</title></head><body><div id="root"></div></body></html>';
  return text(page, 'text/html; charset=utf-8', status);
}

/** Reasons for refusing a request; each system reports them in its own words and format. */
export type Reason =
  | 'unauthorised'
  | 'noRoute'
  | 'notFound'
  | 'contentNotFound'
  | 'notReady'
  | 'gone'
  | 'invalid'
  | 'moderated'
  | 'conflict'
  | 'tooLarge'
  | 'fault';

/** Thrown by handlers; becomes an error response in the system's own format. */
export class Refusal extends Error {
  constructor(
    readonly reason: Reason,
    message = '',
    readonly facts: { status?: number; code?: string; param?: string; id?: string; path?: string } = {},
  ) {
    super(message);
  }
}
