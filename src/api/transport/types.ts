import type { NetworkSettings } from '../http/http';
import type { CreateHttpClient } from '../http/httpClientPool';
import type { Redactor } from '../redact';
import type { WireBody } from '../wire';
import type { Exchanges } from './exchanges';

export interface TransportLimits {
  /** Wait for the headers of an answer to a read. */
  readMs: number;
  /** The same for a write: longer, because to give up leaves it open whether something was billed. */
  writeMs: number;
  /** Silence in the middle of a body. */
  idleMs: number;
  /** The whole body of an answer that is not media. */
  answerMs: number;
  /** Largest body of an answer that is not media. */
  apiBytes: number;
  /** Largest body of a response that holds a clip: the clip itself, or JSON with the clip as base64. */
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
  /** Absolute. Another origin than the connection's gets neither key nor own headers. */
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: WireBody;
  /** What it is for, and the provider's id of the job it is about; for the record. */
  about?: { operation: string; job?: string };
  /** Set if the response may hold a clip, and so be larger than `apiBytes`. */
  mayHoldClip?: boolean;
  /** Attaches the response to the error of a read as well. */
  keepsFailure?: boolean;
}

export interface TransportOptions {
  /** Read before each request, so that a changed setting holds from the next one. */
  network: () => NetworkSettings | Promise<NetworkSettings>;
  userAgent: string;
  log?: { debug(message: string, ...facts: unknown[]): void };
  /** Learns the keys that are used, to hide them from then on. */
  redactor?: Redactor;
  limits?: Partial<TransportLimits>;
  /** Remembers each request. */
  exchanges?: Exchanges;
  /** Opens connections; by default as `settings.client` says, undici loaded with the first request. */
  createHttpClient?: CreateHttpClient;
}
