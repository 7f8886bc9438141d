import type { NetworkSettings } from '../http/http';
import type { CreateHttpClient } from '../http/httpClientPool';
import type { Redactor } from '../redact';
import type { FileReference, WireBody } from '../wire';
import type { Exchanges } from './exchanges';

export interface TransportLimits {
  /** Longest wait for the response headers of a read, in ms. */
  readMs: number;
  /** Longest wait for those of a write, in ms: longer, because giving up leaves it unknown if it was billed. */
  writeMs: number;
  /** Longest pause within a body, in ms. */
  idleMs: number;
  /** Time limit for the whole body of a response without media, in ms. */
  answerMs: number;
  /** Largest body of a response without media, in bytes. */
  apiBytes: number;
  /** Largest body of a response with a clip, in bytes: the clip itself, or JSON with the clip as base64. */
  clipBytes: number;
  redirects: number;
}

export const defaultTransportLimits: TransportLimits = {
  readMs: 60_000,
  writeMs: 180_000,
  idleMs: 60_000,
  answerMs: 120_000,
  apiBytes: 4 * 1024 * 1024,
  clipBytes: 128 * 1024 * 1024,
  redirects: 5,
};

export interface OutgoingRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Absolute. Other origins than the connection's get neither the key nor custom headers. */
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: WireBody;
  /** File that is the whole body. */
  file?: FileReference;
  /** Operation, and the provider's id of its job, for the log of exchanges. */
  about?: { operation: string; job?: string };
  /** Set if the response may hold a clip, and so exceed `apiBytes`. */
  mayHoldClip?: boolean;
  /** Attaches the response to the error of a read as well. */
  keepsFailure?: boolean;
}

export interface TransportOptions {
  /** Called before each request, so that changed settings apply from the next one. */
  network: () => NetworkSettings | Promise<NetworkSettings>;
  userAgent: string;
  log?: { debug(message: string, ...facts: unknown[]): void };
  /** Receives the keys in use, to hide them from then on. */
  redactor?: Redactor;
  limits?: Partial<TransportLimits>;
  /** Records each request. */
  exchanges?: Exchanges;
  /** Creates the HTTP client; by default as `settings.client` says, with undici loaded for the first request. */
  createHttpClient?: CreateHttpClient;
}
