import * as l10n from '@vscode/l10n';
import type { AnswerPath } from './answerPlaces';
import { clockTime } from './clock';
import { decodeReason, decodeServerError, type ServerError } from './decode/errors';
import { parseJson } from './decode/json';
import { field, findValue, pathsOf } from './decode/read';
import { codeIn, type ErrorRules, kindIn } from './errorRules';
import { type ErrorKind, VideoJobsError } from './errors';
import { quote, type Redactor } from './redact';

/** Facts about a request, for the error if it fails. */
export interface FailureContext {
  /** Provider as the user named it. */
  who: string;
  redactor: Redactor;
  /** True if the request changes something at the server, so that it may have happened although it failed. */
  write: boolean;
  /** Paths of an error's reason at this server, tried before the usual ones. */
  errorPath?: AnswerPath;
  /** How this type of server reports errors. */
  errors?: ErrorRules;
  /** Names of the other regions of this server, if a key belongs to one. */
  otherRegions?: readonly string[];
  /** Operation of the client: `create`, `get`, `content`, … */
  operation?: string;
}

interface HttpFailure {
  status: number;
  text: string;
  requestId?: string;
  retryAfterMs?: number;
  contentType?: string;
}

const kindByStatus: Readonly<Record<number, ErrorKind>> = {
  // Some servers answer polls that come too fast with this.
  304: 'rateLimited',
  401: 'auth',
  402: 'payment',
  403: 'forbidden',
  404: 'notFound',
  405: 'unsupported',
  407: 'network',
  408: 'timeout',
  410: 'expired',
  425: 'rateLimited',
  429: 'rateLimited',
  501: 'unsupported',
};

/** Error codes that are more specific than their HTTP status. */
const kindByCode: readonly [RegExp, ErrorKind][] = [
  [
    /^(insufficient_(user_)?quota|insufficient_(credits?|balance)|billing_hard_limit_reached|payment_required)$/i,
    'payment',
  ],
  [/^(task_not_exist|task_not_found|video_not_found|ResourceNotFound)$/i, 'notFound'],
  [/^(task_not_ready|video_not_ready)$/i, 'notReady'],
  [/^(invalid_api_key|api_key_invalid|invalid_token|unauthorized)$/i, 'auth'],
  [/^(rate_limit_exceeded|too_many_requests)$/i, 'rateLimited'],
];

const notReadyText = /not (yet )?(ready|completed?|finished)|still in[- _]progress|is not completed yet/i;

/** Further texts with which a content endpoint says that there is no clip yet. */
const noClipYetText =
  /not (yet )?(been )?(available|generated|rendered|done)|(still|currently|is|being) (being )?(in[- _]progress|processing|processed|generating|generated|rendering|rendered|created|prepared|running|pending|queued|working)|in[-_ ]progress|try again (later|in)|尚未|未完成|处理中|生成中/i;
const noClipYetStatus = new Set([400, 404, 409, 422, 423, 425]);

/** Texts of a refusal for lack of credit, whatever its status. */
const noCreditText =
  /\b(?:insufficient|not enough|no remaining|out of) (?:\w+ )?(?:balance|credits?|quota|funds)\b|(?:balance|credits?) (?:is |are )?(?:insufficient|exhausted|not enough)|余额不足|额度不足|欠费/i;

/** Texts of a refusal for the format of the request. */
const wrongFormatText = /\bcontent[- ]?type\b|multipart\/form-data|unsupported media type/i;

/** Texts of a 404 that means a missing route (Express, Go, new-api; FastAPI has it in `detail`), not a missing job. */
const noRouteText =
  /^(invalid url \(|cannot (get|post|delete) \/|404 page not found|no route|unknown (request )?(url|path))/i;

export const isHtml = (text: string): boolean => /^\s*<(!doctype|html|head|body|!--|\?xml)/i.test(text);

/** Creates the error for a response outside 2xx, or for one under 2xx that is an error (with the status that it stands for). */
export function httpError(failure: HttpFailure, context: FailureContext): VideoJobsError {
  const { status, text, requestId, retryAfterMs } = failure;
  const value = parseLoosely(text);
  const server = serverError(text, context);
  const noRoute =
    status === 404 &&
    (isHtml(text) || noRouteText.test(server.message ?? '') || field(value, 'detail') === 'Not Found');
  const kind =
    kindIn({ status, text, value }, context.errors) ??
    (noRoute ? 'badResponse' : kindOf(status, context.operation, server.code, server.message));
  const message = server.message === undefined ? undefined : quote(server.message, context.redactor, 500);
  const code = server.code === undefined ? undefined : quote(server.code, context.redactor, 100);
  const why = reason(status, message, code);
  return new VideoJobsError(kind, sentence({ kind, status, why, retryAfterMs }, context), {
    ...(code !== undefined && { code }),
    ...(requestId !== undefined && { requestId }),
    ...(message !== undefined && { serverMessage: message }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    httpStatus: status,
    mayHaveHappened: context.write && status >= 500 && status !== 501,
  });
}

/** The server's own words about a failure, or its status. */
export function serverWords({ status, text }: HttpFailure, context: FailureContext): string {
  const message = serverError(text, context).message;
  return message === undefined ? `HTTP ${status}` : quote(message, context.redactor, 300);
}

function serverError(text: string, { errorPath, errors }: FailureContext): ServerError {
  const value = parseLoosely(text);
  if (value === undefined) return { message: plainText(text) };
  const code = codeIn(value, errors);
  return {
    ...decodeServerError(value),
    ...(code !== undefined && { code }),
    ...findValue(value, pathsOf(errorPath), decodeReason),
  };
}

function kindOf(status: number, operation = '', code = '', message = ''): ErrorKind {
  const byCode = kindByCode.find(([pattern]) => pattern.test(code))?.[1];
  if (byCode && status < 500) return byCode;
  if ((status === 400 || status === 404 || status === 409 || status === 425) && notReadyText.test(message)) {
    return 'notReady';
  }
  if (noCreditText.test(message) && [400, 401, 403, 409, 429].includes(status)) return 'payment';
  const saysNotYet = notReadyText.test(message) || noClipYetText.test(message);
  if (operation === 'content' && noClipYetStatus.has(status) && saysNotYet) return 'notReady';
  const byStatus = kindByStatus[status];
  if (byStatus) return byStatus;
  if (status >= 500) return 'server';
  return status >= 400 || status < 300 ? 'rejected' : 'badResponse';
}

/** The server's words with its code, or the status if there are none. */
function reason(status: number, message: string | undefined, code: string | undefined): string {
  if (message === undefined) return code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
  return code === undefined || message.includes(code) ? `“${message}”` : `“${message}” (${code})`;
}

interface Refusal {
  kind: ErrorKind;
  status: number;
  why: string;
  retryAfterMs?: number;
}

const paidOperations = ['create', 'remix', 'edit', 'extend'];

function sentence({ kind, status, why, retryAfterMs }: Refusal, context: FailureContext): string {
  const { who, operation = '', otherRegions = [] } = context;
  if (operation === 'create' && kind === 'notFound') {
    return l10n.t(
      '{0} does not know this model or deployment: {1}. Check the model, and the base URL if the model is right.',
      who,
      why,
    );
  }
  const isWrongFormat = status === 415 || ((status === 400 || status === 422) && wrongFormatText.test(why));
  if (isWrongFormat && kind === 'rejected' && paidOperations.includes(operation)) {
    return l10n.t(
      '{0} does not accept requests in this format: {1}. Set "overrides": { "encoding": "multipart" } (or "json") for this provider in the settings.',
      who,
      why,
    );
  }
  if (operation === 'get' && kind === 'rejected') {
    return l10n.t(
      '{0} does not report the status of this job: {1}. Look for the job at the provider itself.',
      who,
      why,
    );
  }
  if (operation === 'content' && kind === 'rejected') {
    return l10n.t('{0} refused the clip: {1}. Look for the job at the provider itself.', who, why);
  }
  switch (kind) {
    case 'auth':
      if (otherRegions.length > 0) {
        return l10n.t(
          '{0} rejected the key: {1}. Set the key again. If it belongs to another region, change the base URL: {2}.',
          who,
          why,
          otherRegions.join(', '),
        );
      }
      return l10n.t('{0} rejected the key: {1}. Set the key again.', who, why);
    case 'forbidden':
      return l10n.t('{0} does not allow this with your key: {1}. Check the permissions of the key.', who, why);
    case 'payment':
      return l10n.t('{0} reports insufficient credit: {1}. Add credit there, then try again.', who, why);
    case 'notFound':
      return l10n.t('{0} did not find this job or URL: {1}. Check the ID and the base URL.', who, why);
    case 'notReady':
      return l10n.t('The clip is not ready at {0} yet: {1}. Wait until the job has completed.', who, why);
    case 'expired':
      return l10n.t('{0} no longer has this: {1}. Clips are only kept for a limited time.', who, why);
    case 'rateLimited':
      return retryAfterMs === undefined || !isShownTime(retryAfterMs)
        ? l10n.t('{0} is rate limiting: {1}. Wait a moment, then try again.', who, why)
        : l10n.t('{0} is rate limiting: {1}. Try again after {2}.', who, why, clockTime(Date.now() + retryAfterMs));
    case 'unsupported':
      return l10n.t('{0} does not support this: {1}.', who, why);
    case 'timeout':
      return l10n.t('{0} timed out waiting for the request: {1}. Try again.', who, why);
    case 'server':
      return l10n.t('{0} reported a server error: {1}. Try again later.', who, why);
    case 'network':
      return l10n.t('The proxy requires authentication: {0}. Check the setting http.proxy.', why);
    case 'badResponse':
      return l10n.t('{0} sent an unexpected response: {1}. Check the base URL.', who, why);
    default:
      return l10n.t('{0} rejected the request: {1}. Change it, then try again.', who, why);
  }
}

/** Longest delay that is shown as a time. In ms. */
const maxShownDelay = 366 * 24 * 3600_000;
const isShownTime = (delay: number): boolean => delay >= 0 && delay <= maxShownDelay;

function parseLoosely(text: string): unknown {
  try {
    const parsed = parseJson(text);
    // Google's front end wraps an error in a list.
    const value = Array.isArray(parsed) && field(parsed[0], 'error') !== undefined ? (parsed[0] as unknown) : parsed;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** True for text without control characters and decoding errors. */
export const isPlainText = (text: string): boolean => !/[\0-\x08\x0e-\x1a\x1c-\x1f\uFFFD]/.test(text.slice(0, 4096));

function plainText(text: string): string | undefined {
  if (!isPlainText(text)) return l10n.t('data that is not text');
  // Object stores answer in XML.
  const xml = /<Message>([^<]{1,500})<\/Message>/.exec(text.slice(0, 8192))?.[1];
  if (xml) return xml;
  if (isHtml(text)) {
    const title = /<title[^>]*>([^<]{1,200})/i.exec(text.slice(0, 8192))?.[1]?.trim();
    return title ? l10n.t('an HTML page, "{0}"', title) : l10n.t('an HTML page');
  }
  return text.trim().slice(0, 2000) || undefined;
}

/** Longest delay that a server may ask for; more is its mistake. In ms. */
const maxRetryAfter = 30 * 24 * 3600_000;

/** Reads the delay in ms from `Retry-After` (seconds or a date) or `retry-after-ms`; never negative, at most 30 days. */
export function retryAfterOf(headers: Readonly<Record<string, string>>, now = Date.now()): number | undefined {
  const ms = Number(headers['retry-after-ms'] || NaN);
  if (ms >= 0 && ms < Infinity) return Math.min(ms, maxRetryAfter);
  const value = headers['retry-after']?.trim();
  if (!value) return undefined;
  const seconds = Number(value);
  const delay = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000;
  return Number.isFinite(delay) ? Math.min(maxRetryAfter, Math.max(0, Math.round(delay))) : undefined;
}

const requestIdHeaders = [
  'x-request-id',
  'x-fal-request-id',
  'x-oneapi-request-id',
  'request-id',
  'apim-request-id',
  'cf-ray',
];

export function requestIdOf(headers: Readonly<Record<string, string>>): string | undefined {
  return requestIdHeaders
    .map((name) => headers[name])
    .find(Boolean)
    ?.slice(0, 200);
}
