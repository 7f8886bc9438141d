import * as l10n from '@vscode/l10n';
import { clockTime } from './clock';
import { decodeReason, decodeServerError } from './decode/errors';
import { field, findValue, pathsOf } from './decode/read';
import { VideoJobsError, type ErrorKind } from './errors';
import { quote, type Redactor } from './redact';
import type { AnswerPath } from './overrides';

/** What is known about a request when it fails. */
export interface FailureContext {
  /** The provider as the user calls it. */
  who: string;
  redactor: Redactor;
  /** Whether the request would change something at the server, so that "may it have happened?" is a question. */
  write: boolean;
  /** Where this one server says what went wrong, before the usual places. */
  errorPath?: AnswerPath;
}

interface HttpFailure {
  status: number;
  text: string;
  requestId?: string;
  retryAfterMs?: number;
}

const kindByStatus: Readonly<Record<number, ErrorKind>> = {
  // Some servers answer this to polling that is too fast.
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

/** Codes that say more than the status they come with. */
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

/** A 404 of a server that has no such path at all (Express, Go, new-api; FastAPI says it in `detail`), not of a missing job. */
const noRouteText =
  /^(invalid url \(|cannot (get|post|delete) \/|404 page not found|no route|unknown (request )?(url|path))/i;

export const isHtml = (text: string): boolean => /^\s*<(!doctype|html|head|body|!--|\?xml)/i.test(text);

/** The error for an answer outside 2xx, or for one inside that turned out to be an error (then pass the status it means). */
export function httpError(failure: HttpFailure, context: FailureContext): VideoJobsError {
  const { status, text, requestId, retryAfterMs } = failure;
  const value = parseLoosely(text);
  const server =
    value === undefined
      ? { message: plainText(text) }
      : { ...decodeServerError(value), ...findValue(value, pathsOf(context.errorPath), decodeReason) };
  const noRoute =
    status === 404 &&
    (isHtml(text) || noRouteText.test(server.message ?? '') || field(value, 'detail') === 'Not Found');
  const kind = noRoute ? 'badResponse' : kindOf(status, server.code, server.message);
  const said = server.message === undefined ? undefined : quote(server.message, context.redactor, 500);
  const code = server.code === undefined ? undefined : quote(server.code, context.redactor, 100);
  return new VideoJobsError(kind, sentence(kind, context.who, reason(status, said, code), retryAfterMs), {
    ...(code !== undefined && { code }),
    ...(requestId !== undefined && { requestId }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    httpStatus: status,
    mayHaveHappened: context.write && status >= 500 && status !== 501,
  });
}

function kindOf(status: number, code = '', message = ''): ErrorKind {
  const byCode = kindByCode.find(([pattern]) => pattern.test(code))?.[1];
  if (byCode && status < 500) return byCode;
  if ((status === 400 || status === 404 || status === 409 || status === 425) && notReadyText.test(message))
    return 'notReady';
  const byStatus = kindByStatus[status];
  if (byStatus) return byStatus;
  if (status >= 500) return 'server';
  return status >= 400 || status < 300 ? 'rejected' : 'badResponse';
}

/** What the server said, with its code; or just the status. */
function reason(status: number, said: string | undefined, code: string | undefined): string {
  if (said === undefined) return code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
  return code === undefined || said.includes(code) ? `“${said}”` : `“${said}” (${code})`;
}

function sentence(kind: ErrorKind, who: string, why: string, retryAfterMs?: number): string {
  switch (kind) {
    case 'auth':
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
      return retryAfterMs === undefined
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

function parseLoosely(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function plainText(text: string): string | undefined {
  // Object stores answer in XML.
  const xml = /<Message>([^<]{1,500})<\/Message>/.exec(text.slice(0, 8192))?.[1];
  if (xml) return xml;
  if (isHtml(text)) {
    const title = /<title[^>]*>([^<]{1,200})/i.exec(text.slice(0, 8192))?.[1]?.trim();
    return title ? l10n.t('an HTML page, "{0}"', title) : l10n.t('an HTML page');
  }
  return text.trim().slice(0, 2000) || undefined;
}

/** Seconds or a date in `Retry-After`, milliseconds in `retry-after-ms`; never negative. */
export function retryAfterOf(headers: Readonly<Record<string, string>>, now = Date.now()): number | undefined {
  const ms = Number(headers['retry-after-ms'] || NaN);
  if (ms >= 0 && ms < Infinity) return ms;
  const value = headers['retry-after']?.trim();
  if (!value) return undefined;
  const seconds = Number(value);
  const delay = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000;
  return Number.isFinite(delay) ? Math.max(0, Math.round(delay)) : undefined;
}

const requestIdHeaders = ['x-request-id', 'x-oneapi-request-id', 'request-id', 'apim-request-id', 'cf-ray'];

export function requestIdOf(headers: Readonly<Record<string, string>>): string | undefined {
  return requestIdHeaders
    .map((name) => headers[name])
    .find(Boolean)
    ?.slice(0, 200);
}
