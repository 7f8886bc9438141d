import type { RateLimit } from './rateLimits';

/** One request and what came of it: what a support desk asks for. No body, no query, no key. */
export interface Exchange {
  /** When it was sent, ms since the epoch; the last time, where it was repeated. */
  at: number;
  /** How often in a row it went the same way. */
  times: number;
  provider: string;
  /** What the request was for, and the job it was about, in the provider's words; a create learns it from the answer. */
  operation?: string;
  job?: string;
  method: string;
  /** Scheme, host and path. */
  address: string;
  /** Host of the proxy that it went through. */
  proxy?: string;
  status?: number;
  /** Why there was no answer: a code, or else a kind of error. */
  failure?: string;
  /** Until the headers of the answer were there, or it was clear that none would come. */
  ms: number;
  requestId?: string;
  contentType?: string;
  /** As the answer's headers say; so is the next. */
  bytes?: number;
  limit?: RateLimit;
}
