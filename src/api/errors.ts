export const errorKinds = [
  'auth',
  'forbidden',
  'payment',
  'notFound',
  'notReady',
  'noMedia',
  'expired',
  'rateLimited',
  'rejected',
  'unsupported',
  'network',
  'timeout',
  'server',
  'badResponse',
  'disk',
  'cancelled',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

export interface ErrorFacts {
  /** The provider's own code, verbatim. */
  code?: string;
  requestId?: string;
  httpStatus?: number;
  retryAfterMs?: number;
  /** False where it is certain that the server did not take the request: nothing can have been created or billed. */
  mayHaveHappened?: boolean;
  cause?: unknown;
}

/** The only error that leaves this extension. `message` is one sentence (or two) that a person can act on, keys removed. */
export class VideoJobsError extends Error {
  override readonly name = 'VideoJobsError';
  readonly code?: string;
  readonly requestId?: string;
  readonly httpStatus?: number;
  readonly retryAfterMs?: number;
  readonly mayHaveHappened: boolean;
  /** Key of the job in the list that keeps the request, where one does. */
  job?: string;

  constructor(
    readonly kind: ErrorKind,
    message: string,
    facts: ErrorFacts = {},
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.httpStatus = facts.httpStatus;
    this.retryAfterMs = facts.retryAfterMs;
    this.mayHaveHappened = facts.mayHaveHappened ?? false;
  }
}
