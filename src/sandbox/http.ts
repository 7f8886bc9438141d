import type { IncomingHttpHeaders } from 'node:http';
import type { Body } from './body';

export const operations = [
  'create',
  'get',
  'list',
  'remix',
  'edit',
  'extend',
  'delete',
  'content',
  'models',
  'account',
  'media',
] as const;
export type Operation = (typeof operations)[number];

/** A request, once its path was found in a system's routes. */
export interface Call {
  operation: Operation;
  /** Decoded; empty for routes without one. */
  id: string;
  /** Of the API itself, `http://127.0.0.1:…`. */
  origin: string;
  /** As it came. */
  url: URL;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Body;
}

/** What is sent back. All but the first three are how faults reach the socket. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** Close the connection after so many bytes of the body. */
  cutAfter?: number;
  bytesPerSecond?: number;
  /** So many bytes of the body come before that pace. */
  atOnce?: number;
  /** Send headers without end, one each so many ms, and no body. */
  headersEvery?: number;
  /** Close the connection before anything is sent. */
  reset?: boolean;
  /** Send no length. */
  chunked?: boolean;
  /** Say first that it may take a while (102). */
  provisional?: boolean;
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

/** The page of the web site in front, which gateways answer for paths they do not know. */
export function html(status = 200): Answer {
  const page = '<!doctype html><html><head><title>One API</title></head><body><div id="root"></div></body></html>';
  return text(page, 'text/html; charset=utf-8', status);
}

/** Why a request is refused, whatever the system; each system says it in its own words and shape. */
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

/** Thrown by handlers, answered by the system's own error shape. */
export class Refusal extends Error {
  constructor(
    readonly reason: Reason,
    message = '',
    readonly facts: { status?: number; code?: string; param?: string; id?: string; path?: string } = {},
  ) {
    super(message);
  }
}
