import { asNumber, asText, valueAt, field, firstValue, isRecord } from './read';
import type { JobError } from '../types';

/** What a server says went wrong, in its own words. */
interface ServerError {
  message?: string;
  code?: string;
}

/** Google's ErrorInfo says more than its status, and that more than the number in `code`. */
const googleCodes = ['error.details.0.reason', 'error.status'];
const codePaths = ['error.code', 'error.type', 'error.param', 'code', 'type', 'base_resp.status_code'];

/**
 * Reads an error body of any of the known shapes: `{error: {message, type, param, code}}` (OpenAI, ope.ai),
 * `{error: {code: int, message}}` (OpenRouter), `{code, message, data}` (new-api), `{code, error: "…"}` (xAI),
 * `{error: {code: int, status, message, details}}` (Google), `{detail}` (FastAPI), `{error: {message_zh}}` (chainhub), `{base_resp}` (MiniMax).
 */
export function decodeServerError(value: unknown): ServerError {
  const error = field(value, 'error');
  const message =
    asText(field(error, 'message')) ??
    asText(error) ??
    asText(field(value, 'message')) ??
    detailText(field(value, 'detail')) ??
    asText(field(value, 'msg')) ??
    asText(firstValue(value, ['error.message_zh', 'message_zh', 'error.msg', 'error.detail', 'base_resp.status_msg']));
  const google = typeof field(error, 'status') === 'string' ? googleCodes : [];
  return { message, code: asText(firstValue(value, [...google, ...codePaths])) };
}

function detailText(detail: unknown): string | undefined {
  if (!Array.isArray(detail)) return asText(detail) ?? asText(firstValue(detail, ['message', 'error', 'msg']));
  const lines = detail.slice(0, 5).map((item: unknown) => {
    const place = field(item, 'loc');
    const message = asText(field(item, 'msg')) ?? asText(item);
    return message && Array.isArray(place) ? `${place.map(String).join('.')}: ${message}` : message;
  });
  return lines.filter(Boolean).join('; ') || undefined;
}

const fine = new Set(['success', 'ok', 'succeed', 'succeeded', '0', '200', '201', '202']);

/** Whether a body that came with a 2xx status is an error all the same: no job in it, and an error or a code of failure. */
export function isErrorBody(value: unknown): boolean {
  if (!isRecord(value) || firstValue(value, ['status', 'done', 'detail.status', 'data.status']) !== undefined)
    return false;
  const error = field(value, 'error');
  if (asText(error) || (isRecord(error) && Object.keys(error).length > 0)) return true;
  const status = asNumber(valueAt(value, 'base_resp.status_code'));
  if (status !== undefined && status !== 0) return true;
  if (firstValue(value, ['id', 'task_id', 'data', 'video_url', 'url']) !== undefined) return false;
  const code = asText(field(value, 'code'));
  if (code !== undefined) return !fine.has(code.toLowerCase()) && decodeServerError(value).message !== undefined;
  return detailText(field(value, 'detail')) !== undefined;
}

/** Where servers say why a job failed: `error` as a string or `{code, message}`, or fields of their own. */
export const reasonPaths = [
  'error',
  'error_message',
  'fail_reason',
  'failure_reason',
  'failReason',
  'detail.error',
  'detail.failure_reason',
  'detail.pending_info.failure_reason',
  'detail.pending_info.error',
];

/** A reason from what stands in such a place. */
export function decodeReason(found: unknown): JobError | undefined {
  const text = asText(found);
  // Older new-api versions put the address of the clip into `fail_reason`.
  if (text !== undefined && !/^https?:\/\//i.test(text)) return { message: text };
  if (!isRecord(found)) return undefined;
  const code = asText(firstValue(found, ['code', 'type']));
  const message = asText(firstValue(found, ['message', 'msg', 'message_zh', 'detail'])) ?? code;
  return message === undefined ? undefined : { ...(code !== undefined && { code }), message };
}
