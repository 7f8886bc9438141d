import { holdsJob, idOf, isEnvelopeError, isTransportWord, locateJob } from './envelope';
import { asNumber, asText, field, findValue, firstValue, isRecord, valueAt } from './read';
import { asModeration, joined, readReason, type ServerError } from './reasons';

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
  ...['errorMessage', 'error_msg', 'errorMsg', 'err_msg', 'errMsg', 'error_description', 'fail_reason', 'description'],
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
  const reason = findValue(value, messagePaths, (candidate) => {
    const read = readReason(candidate);
    return read?.message === undefined || isTransportWord(read.message) ? undefined : read;
  });
  const google = typeof valueAt(value, 'error.status') === 'string' ? googleCodes : [];
  const own = asText(firstValue(value, [...google, ...codePaths]));
  // Runway lists the fields that are wrong beside the error.
  const issues = readReason(field(value, 'issues'))?.message;
  const message = reason?.message === undefined ? issues : joined(reason.message, issues);
  return asModeration({ message, code: google.length > 0 ? own : (reason?.code ?? own) });
}

const successCodes = new Set(['success', 'ok', 'succeed', 'succeeded', 'none', '0', '1', '200', '201', '202']);

/**
 * True if a body that came with a 2xx status is an error all the same: it holds no job, and an error, a code of failure or
 * a flag.
 * @param isWrite for the answer to a create: an id with an error is a job that failed, which must not be lost
 */
export function isErrorBody(value: unknown, isWrite = false): boolean {
  if (!isRecord(value)) return false;
  if (isEnvelopeError(value)) return true;
  const place = locateJob(value, isWrite);
  const isRefused = ['success', 'ok', 'Success'].some((name) => field(value, name) === false);
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
  const code = asText(field(value, 'code'));
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
const serverCodes =
  /^(internal|server|internal_server|service_unavailable|bad_gateway|gateway_timeout|unavailable)(_?error)?$/i;

/** HTTP status that an error under 2xx stands for: the one in its body, 500 for an error of the server, otherwise 400. */
export function statusMeant(value: unknown): number {
  const status = findValue(value, statusPaths, (candidate) => {
    const number = asNumber(candidate);
    return number !== undefined && Number.isInteger(number) && number >= 400 && number < 600 ? number : undefined;
  });
  if (status !== undefined) return status;
  const codes = ['error.code', 'error.type', 'code', 'type'].map((path) => asText(valueAt(value, path)) ?? '');
  return codes.some((code) => serverCodes.test(code)) ? 500 : 400;
}
