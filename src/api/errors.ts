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

/** Response to a request that may have been billed, as received: `text`, or `bytes` if it is no text. Without keys. */
export interface ReceivedResponse {
  status: number;
  contentType?: string;
  text?: string;
  bytes?: Uint8Array;
  /** Set if the connection broke or the size limit was reached. */
  isIncomplete?: true;
}

export interface ErrorFacts {
  /** The provider's error code, verbatim. */
  code?: string;
  requestId?: string;
  /** The server's own words, shortened. */
  serverMessage?: string;
  httpStatus?: number;
  retryAfterMs?: number;
  /** False if the server certainly did not accept the request: nothing was created or billed. */
  mayHaveHappened?: boolean;
  cause?: unknown;
}

/** The only error type that leaves this extension. `message` is one or two sentences that the user can act on, without keys. */
export class VideoJobsError extends Error {
  override readonly name = 'VideoJobsError';
  readonly code?: string;
  readonly requestId?: string;
  readonly serverMessage?: string;
  readonly httpStatus?: number;
  readonly retryAfterMs?: number;
  readonly mayHaveHappened: boolean;
  /** Key of the ledger entry that keeps the request, if there is one. */
  job?: string;
  #response?: ReceivedResponse;

  constructor(
    readonly kind: ErrorKind,
    message: string,
    facts: ErrorFacts = {},
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.serverMessage = facts.serverMessage;
    this.httpStatus = facts.httpStatus;
    this.retryAfterMs = facts.retryAfterMs;
    this.mayHaveHappened = facts.mayHaveHappened ?? false;
  }

  /** Returns the error with its texts changed; the same one if none of them changes. */
  withTexts(change: (text: string) => string): VideoJobsError {
    const texts = [this.message, this.code, this.requestId, this.serverMessage];
    const changedTexts = texts.map((text) => text && change(text));
    if (changedTexts.every((text, index) => text === texts[index])) return this;
    const [message, code, requestId, serverMessage] = changedTexts;
    const { kind, httpStatus, retryAfterMs, mayHaveHappened, cause } = this;
    const facts = { code, requestId, serverMessage, httpStatus, retryAfterMs, mayHaveHappened, cause };
    const changed = new VideoJobsError(kind, message ?? '', facts);
    changed.job = this.job;
    return this.#response ? changed.withResponse(this.#response) : changed;
  }

  /** Response to a create that could not be used, to be kept whole. Not enumerable, so that no log prints it. */
  get response(): ReceivedResponse | undefined {
    return this.#response;
  }

  replaceResponse(response: ReceivedResponse): this {
    this.#response = response;
    return this;
  }

  /** Attaches the response, unless there is one already. */
  withResponse(response: ReceivedResponse): this {
    this.#response ??= response;
    return this;
  }
}
