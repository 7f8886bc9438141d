import { holdsJob, idOf, isEnvelopeError, isTransportWord, locateJob } from './envelope';
import { asNumber, asText, field, findValue, firstValue, isRecord, type JsonRecord, valueAt } from './read';
import { asModeration, joined, readReason, type ServerError } from './reasons';
import { respelled } from './respell';

export { decodeReason, reasonPaths, type ServerError } from './reasons';

/** Google's ErrorInfo says more than its status, and that more than the number in `code`. */
const googleCodes = ['error.details.0.reason', 'error.status'];
const codePaths = [
  ...['error.code', 'error.error_code', 'error.errorCode', 'error.type', 'error.param', 'code', 'error_code'],
  ...['errorCode', 'err_code', 'type', 'base_resp.status_code'],
];

/** Paths of an error's message, in order of precedence. */
const messagePaths = [
  ...['error', 'message', 'detail', 'msg', 'errors', 'message_zh', 'base_resp.status_msg', 'error_message'],
  ...['errorMessage', 'error_msg', 'errorMsg', 'err_msg', 'errMsg', 'errmsg', 'error_description', 'fail_reason'],
  'description',
  ...[
    'reason',
    'title',
    'data.error',
    'data.message',
    'output.message',
    'result.error',
    'result.message',
    'metadata.error',
  ],
];

/**
 * Reads an error body of any of the known shapes: `{error: {message, type, param, code}}` (OpenAI, ope.ai),
 * `{error: {code: int, message}}` (OpenRouter), `{code, message, data}` (new-api), `{code, error: "…"}` (xAI),
 * `{error: {code: int, status, message, details}}` (Google), `{detail}` (FastAPI), `{error: {message_zh}}` (chainhub),
 * `{base_resp}` (MiniMax), and errors of other servers within them.
 */
export function decodeServerError(value: unknown): ServerError {
  const error = readServerError(value);
  if (error.message !== undefined) return error;
  // JSend names the fields that are wrong.
  const data = field(value, 'data');
  if (/^(?:fail|error)$/i.test(asText(field(value, 'status')) ?? '') && isRecord(data)) {
    const issues = Object.entries(data).flatMap(([name, text]) =>
      typeof text === 'string' ? [`${name}: ${text}`] : [],
    );
    if (issues.length > 0) return { ...error, message: issues.slice(0, 5).join('; ').slice(0, 1000) };
  }
  for (const inner of loosely(value)) {
    const other = readServerError(inner);
    if (other.message !== undefined) return { ...other, code: other.code ?? error.code };
  }
  return error;
}

/** Other readings of a response: with the names of its fields in snake case, and what is in an envelope around them. */
function loosely(value: unknown): unknown[] {
  const copy = respelled(value);
  const inner = Object.values(isRecord(copy ?? value) ? ((copy ?? value) as JsonRecord) : {});
  return [...(copy === undefined ? [] : [copy]), ...inner.filter((each) => isRecord(field(each, 'error')))];
}

/** Phrases of HTTP, which some frameworks (NestJS, Spring) put beside the message. */
const statusPhrase =
  /^(?:bad request|unauthorized|payment required|forbidden|not found|method not allowed|conflict|unprocessable (?:entity|content)|too many requests|internal server error|bad gateway|service unavailable|gateway timeout)$/i;

function readServerError(value: unknown): ServerError {
  const read = (mayBePhrase: boolean) => (candidate: unknown) => {
    const each = readReason(candidate);
    if (each?.message === undefined || isTransportWord(each.message)) return undefined;
    return !mayBePhrase && statusPhrase.test(each.message) ? undefined : each;
  };
  const reason = findValue(value, messagePaths, read(false)) ?? findValue(value, messagePaths, read(true));
  const google = typeof valueAt(value, 'error.status') === 'string' ? googleCodes : [];
  const own = asText(firstValue(value, [...google, ...codePaths]));
  // Runway lists the fields that are wrong beside the error.
  const issues = readReason(field(value, 'issues'))?.message;
  const message = reason?.message === undefined ? issues : joined(reason.message, issues);
  return asModeration({ message, code: google.length > 0 ? own : (reason?.code ?? own) });
}

/** Names of a code that tells whether a request went well. */
const resultCodes = [
  ...['code', 'ret', 'errno', 'errcode', 'err_code', 'error_code', 'errorCode', 'ret_code', 'result_code'],
];

const successCodes = new Set(['success', 'ok', 'succeed', 'succeeded', 'none', '0', '1', '200', '201', '202']);

/**
 * True if a body that came with a 2xx status is an error all the same: it holds no job, and an error, a code of failure or
 * a flag.
 * @param isWrite for the answer to a create: an id with an error is a job that failed, which must not be lost
 */
export function isErrorBody(value: unknown, isWrite = false): boolean {
  if (!isRecord(value)) return false;
  if (isError(value, isWrite)) return true;
  const place = locateJob(value, isWrite);
  if (place && (place.statusPath !== undefined || idOf(place) !== undefined)) return false;
  return loosely(value).some((other) => isRecord(other) && isError(other, isWrite));
}

function isError(value: JsonRecord, isWrite: boolean): boolean {
  if (isEnvelopeError(value)) return true;
  const place = locateJob(value, isWrite);
  const isRefused = ['success', 'ok', 'Success'].some((name) => /^false$/i.test(String(field(value, name))));
  const meantStatus = asNumber(field(value, 'status'));
  const isHttpError = isHttpStatus(meantStatus) && meantStatus >= 400;
  const ownsStatus = place?.statusPath !== undefined && !(place.job === value && isHttpStatus(meantStatus));
  if (ownsStatus || typeof field(value, 'done') === 'boolean') return false;
  if (isRefused || isHttpError) return true;
  const hasId = place !== undefined && idOf(place) !== undefined;
  const error = field(value, 'error');
  if (isFault(error)) return !(isWrite && hasId);
  const status = asNumber(valueAt(value, 'base_resp.status_code'));
  if (status !== undefined && status !== 0) return true;
  if (hasId || holdsJob(value) || firstValue(value, ['video_url', 'url']) !== undefined) return false;
  const code = asText(firstValue(value, resultCodes));
  if (code !== undefined) {
    const hasContent = Array.isArray(field(value, 'data')) && (field(value, 'data') as unknown[]).length > 0;
    return !hasContent && !successCodes.has(code.toLowerCase()) && decodeServerError(value).message !== undefined;
  }
  return readReason(field(value, 'detail'))?.message !== undefined || readReason(field(value, 'errors')) !== undefined;
}

const isHttpStatus = (status: number | undefined): status is number =>
  status !== undefined && status >= 100 && status < 600;

/** True for an error with anything in it; some servers send an empty one along with each job. */
function isFault(error: unknown): boolean {
  if (error === true) return true;
  if (isRecord(error)) {
    return Object.values(error).some((value) => (isRecord(value) ? isFault(value) : isTelling(value)));
  }
  return Array.isArray(error) ? error.length > 0 : isTelling(error);
}

const isTelling = (value: unknown): boolean => {
  const text = asText(value);
  return text !== undefined && (/^[45]\d\d$/.test(text) || !isTransportWord(text));
};

const statusPaths = [
  ...[
    'error.status_code',
    'error.statusCode',
    'error.http_status',
    'error.httpStatus',
    'error.http_code',
    'error.code',
  ],
  ...['error.status', 'status_code', 'statusCode', 'http_status', 'httpStatus', 'code', 'status', 'errors.0.status'],
];
function asErrorStatus(value: unknown): number | undefined {
  const number = asNumber(value);
  return number !== undefined && Number.isInteger(number) && number >= 400 && number < 600 ? number : undefined;
}

const serverCodes =
  /^(internal|server|internal_server|service_unavailable|bad_gateway|gateway_timeout|unavailable)(_?error)?$/i;

/** HTTP status that an error under 2xx stands for: the one in its body, 500 for an error of the server, otherwise 400. */
export function statusMeant(value: unknown): number {
  const statuses = [value, ...loosely(value)].map((each) => findValue(each, statusPaths, asErrorStatus));
  const status = statuses.find((each) => each !== undefined);
  if (status !== undefined) return status;
  const codes = ['error.code', 'error.type', 'code', 'type'].map((path) => asText(valueAt(value, path)) ?? '');
  return codes.some((code) => serverCodes.test(code)) ? 500 : 400;
}
