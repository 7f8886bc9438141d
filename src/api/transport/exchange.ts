import type { RateLimit } from './rateLimits';

/** One request and its outcome, for support. No body, no query, no key. */
export interface Exchange {
  /** Time of sending, of the latest one if repeated; in ms since the epoch. */
  at: number;
  /** Number of consecutive identical requests. */
  times: number;
  provider: string;
  /** Operation, and the provider's id of its job; for a create, known after the response. */
  operation?: string;
  job?: string;
  method: string;
  /** Scheme, host and path. */
  address: string;
  /** Host of the proxy in use. */
  proxy?: string;
  status?: number;
  /** Reason for a missing response: an error code, or a kind of error. */
  failure?: string;
  /** Time until the response's headers arrived, or the request failed; in ms. */
  ms: number;
  requestId?: string;
  contentType?: string;
  /** Size according to the response's headers, like `limit`. */
  bytes?: number;
  limit?: RateLimit;
}
