import * as l10n from '@vscode/l10n';
import type { JobError } from '../types';
import { isTransportWord } from './envelope';
import { parseNested } from './json';
import { asText, field, findValue, firstValue, isRecord, type JsonRecord, valueAt } from './read';
import { isModerationName, reasonCandidates } from './reasonScan';
import { respelled } from './respell';

/** Error as described by a server, in its own words. */
export interface ServerError {
  message?: string;
  code?: string;
}

/** Messages and codes are cut here; the whole text stays in `raw`. In characters. */
const maxMessageLength = 4000;
const maxCodeLength = 200;
/** Depth of objects and strings within one another: JSON in a string three deep, an object and a string each. */
const maxDepth = 8;
const maxItems = 5;

/** Names of a sentence in an error object, the most specific first. */
const messageNames = [
  ...['message', 'msg', 'message_zh', 'error_message', 'errorMessage', 'error_msg', 'errorMsg', 'err_msg', 'errMsg'],
  ...['detail', 'description', 'error_description', 'reason', 'fail_reason', 'failure_reason', 'failed_reason'],
  ...['failure_message', 'status_msg', 'upstreamMessage', 'upstream_message', 'text', 'title', 'error', 'errors'],
  // One sentence in several languages.
  ...['en', 'en_US', 'en-US', 'zh', 'zh_CN', 'zh-CN', 'default'],
];
const codeNames = [
  ...['code', 'error_code', 'errorCode', 'err_code', 'errCode', 'type', 'param', 'name', 'status_code'],
];

/** Places within an error object where a gateway repeats the words of the server behind it. */
const upstreamPaths = [
  ...['details.upstreamMessage', 'details.upstream_message', 'details.upstreamError', 'details.upstream_error'],
  ...['details.message', 'details.error', 'details.reason', 'details', 'metadata.raw', 'metadata.upstream_message'],
  ...[
    'metadata.message',
    'metadata.reason',
    'metadata.reasons',
    'metadata.error',
    'upstreamMessage',
    'upstream_message',
  ],
  ...['upstream_error', 'upstreamError', 'upstream', 'provider_error', 'providerError', 'provider_message'],
  ...['inner_error', 'innerError', 'innererror', 'cause', 'original_error', 'originalError', 'data', 'error'],
];

/**
 * Reads an error in any form: a string, JSON in a string (up to three deep, of which the innermost sentence counts), a
 * list, or an object. An address is none: older new-api versions put that of the clip into `fail_reason`.
 */
export function readReason(value: unknown, depth = 0): ServerError | undefined {
  if (typeof value === 'number' || typeof value === 'string') return readText(value, depth);
  if (Array.isArray(value)) return readList(value, depth);
  return isRecord(value) && depth <= maxDepth ? readObject(value, depth) : undefined;
}

function readText(value: string | number, depth: number): ServerError | undefined {
  const text = asText(value);
  if (text === undefined || /^\s*https?:\/\/\S+\s*$/i.test(text)) return undefined;
  const [, title] = /^\s*<(?:!doctype|html)[^]{0,8192}?<title[^>]*>([^<]{1,200})/i.exec(text) ?? [];
  if (title !== undefined) return { message: title.trim() };
  const inner = depth < maxDepth ? innerReason(text, depth) : undefined;
  return inner?.message === undefined ? { message: cut(text, maxMessageLength) } : inner;
}

/** Longer texts are not searched for JSON. */
const maxSearchedLength = 64 * 1024;

/** Reason in the JSON that a string is, or ends with (`Upstream error: {"error": …}`); Python writes it in single quotes. */
function innerReason(text: string, depth: number): ServerError | undefined {
  const start = text.slice(0, 2000).search(/[{[]|^\s*"/);
  if (start < 0 || text.length > maxSearchedLength) return undefined;
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'), text.lastIndexOf('"'));
  const brace = text.indexOf('{');
  const nested =
    parseNested(text.slice(start)) ??
    parseNested(text.slice(start, end + 1)) ??
    (brace > start ? parseNested(text.slice(brace, end + 1)) : undefined);
  if (nested) return readReason(nested, depth + 1);
  const [, , message] = /'message':\s*(['"])((?:(?!\1)[^\\]|\\.){1,2000})\1/.exec(text) ?? [];
  const [, code] = /'code':\s*'([^']{1,100})'/.exec(text) ?? [];
  return message === undefined ? undefined : withCode(message, code);
}

function readList(items: readonly unknown[], depth: number): ServerError | undefined {
  const reasons = items.slice(0, maxItems).flatMap((item) => {
    const reason = readReason(item, depth);
    if (reason?.message === undefined) return [];
    // FastAPI names the field in `loc`, Zod in `path`.
    const place = field(item, 'loc') ?? field(item, 'path');
    const path = Array.isArray(place) ? place.map(String).filter(Boolean).join('.') : '';
    return [path === '' ? reason : { ...reason, message: `${path}: ${reason.message}` }];
  });
  if (reasons.length === 0) return undefined;
  const messages = [...new Set(reasons.map(({ message }) => message))];
  return withCode(cut(messages.join('; '), maxMessageLength), reasons.find(({ code }) => code !== undefined)?.code);
}

function readObject(value: JsonRecord, depth: number): ServerError | undefined {
  const code = codeIn(value);
  const own = findValue(value, messageNames, (candidate) => sentence(candidate, depth + 1));
  if (own === undefined) {
    const other = upstreamIn(value, depth) ?? byField(value);
    if (other) return withCode(other.message, other.code ?? code);
    const copy = depth < maxDepth ? respelled(value) : undefined;
    return (isRecord(copy) ? readObject(copy, depth + 1) : undefined) ?? (code === undefined ? undefined : { code });
  }
  const upstream = upstreamIn(value, depth);
  return withCode(joined(own.message, upstream?.message), own.code ?? code ?? upstream?.code);
}

/** Sentences by the name of the field that they are about: `{"prompt": ["Too long."]}`. */
function byField(value: JsonRecord): (ServerError & { message: string }) | undefined {
  const entries = Object.entries(value);
  const lists = entries.filter((entry): entry is [string, string[]] => {
    const [, items] = entry;
    return Array.isArray(items) && items.length > 0 && items.every((item) => typeof item === 'string');
  });
  if (lists.length === 0 || lists.length < entries.length || lists.length > maxItems) return undefined;
  const sentences = lists.map(([name, items]) => `${name}: ${items.slice(0, maxItems).join(', ')}`);
  return { message: cut(sentences.join('; '), maxMessageLength) };
}

function upstreamIn(value: JsonRecord, depth: number): (ServerError & { message: string }) | undefined {
  if (depth >= maxDepth) return undefined;
  return findValue(value, upstreamPaths, (candidate) => sentence(candidate, depth + 1));
}

/** Reason with a sentence of its own, not only a code or a word of success. */
function sentence(value: unknown, depth: number): (ServerError & { message: string }) | undefined {
  const reason = readReason(value, depth);
  if (reason?.message === undefined || isTransportWord(reason.message)) return undefined;
  return { ...reason, message: reason.message };
}

function codeIn(value: JsonRecord): string | undefined {
  const code = asText(firstValue(value, codeNames));
  return code === undefined || /^(?:0|20\d|success|ok|none|null)$/i.test(code) ? undefined : cut(code, maxCodeLength);
}

/** Message with an addition that it does not hold yet. */
export function joined(message: string, addition: string | undefined): string {
  if (addition === undefined || message.includes(addition)) return message;
  if (addition.includes(message)) return addition;
  return cut(`${message.replace(/[.:\s]+$/, '')}: ${addition}`, maxMessageLength);
}

const withCode = (message: string, code: string | undefined): ServerError & { message: string } => ({
  message,
  ...(code !== undefined && { code }),
});

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text);

/** Paths of a failed job's reason: `error` as a string or an object, or fields with a name of their own. */
export const reasonPaths = [
  ...['error', 'error_message', 'errorMessage', 'error_msg', 'errorMsg', 'err_msg', 'errMsg'],
  ...['fail_reason', 'failReason', 'failed_reason', 'failure_reason', 'failureReason', 'failure_message', 'errors'],
  ...['failure', 'task_status_msg', 'taskStatusMsg', 'fail_msg', 'failMsg', 'fail_message', 'failed_msg'],
  ...['detail.error', 'detail.failure_reason', 'detail.pending_info.failure_reason', 'detail.pending_info.error'],
  ...['result.error', 'output.error', 'metadata.error', 'data.error', 'response.error', 'task_result.error'],
];

/** Paths that hold a reason only if the job has failed; otherwise they report anything. */
const remarkPaths = [
  ...['output.message', 'result.message', 'base_resp.status_msg', 'message', 'msg', 'reason', 'status_message'],
  ...['statusMessage', 'status_msg', 'status_detail', 'detail', 'details', 'description', 'content_filter.reasons'],
  ...['content_filter', 'incomplete_details.reason', 'incomplete_details', 'moderation.reason', 'moderation.reasons'],
  ...['moderation', 'data.message', 'data.msg', 'metadata.message', 'info', 'remark'],
];

/** Objects within a job that may hold the reason under any of its names. */
const containers = ['output', 'result', 'data', 'metadata', 'response', 'task_result', 'task', 'results', 'outputs'];
const containedPaths = [
  ...reasonPaths,
  'message',
  'msg',
  'reason',
  'status_msg',
  'status_message',
  'base_resp.status_msg',
];

/** Reads a reason as the error of a job; a bare code serves as the message. */
export function decodeReason(value: unknown): JobError | undefined {
  const reason = readReason(value);
  if (reason?.message !== undefined && isTransportWord(reason.message)) return undefined;
  const message = reason?.message ?? reason?.code;
  if (message === undefined) return undefined;
  return { ...(reason?.code !== undefined && { code: reason.code }), message };
}

/**
 * Looks for the reason of a job's failure, at the job and in the objects around it.
 * @param places the job first, then what is around it
 * @param hasFailed also reads remarks, such as `message`
 */
export function findReason(
  places: readonly { value: unknown; prefix: string }[],
  hasFailed: boolean,
  onMatch?: (path: string) => void,
): JobError | undefined {
  const paths = hasFailed ? [...reasonPaths, ...remarkPaths] : reasonPaths;
  const searchAt = (at: typeof places, paths: readonly string[], read: (value: unknown) => JobError | undefined) => {
    for (const { value, prefix } of at) {
      let parent: unknown = value;
      const result = findValue(value, paths, read, (path) => {
        onMatch?.(prefix + path);
        if (path.includes('.')) parent = valueAt(value, path.slice(0, path.lastIndexOf('.')));
      });
      if (result) return withSiblingCode(withSiblingCode(result, parent), value);
    }
    return undefined;
  };
  const inside = hasFailed ? insideOf(places) : [];
  const search = (read: (value: unknown) => JobError | undefined): JobError | undefined =>
    searchAt(places, paths, read) ?? searchAt(inside, containedPaths, read);
  const reason =
    search((value) => {
      const one = decodeReason(value);
      return one === undefined || one.message === one.code ? undefined : one;
    }) ??
    search(decodeReason) ??
    (hasFailed ? scan(places, onMatch) : undefined);
  const moderated = hasFailed && places.some(({ value }) => isModerated(value));
  if (!reason && !moderated) return undefined;
  const category = places.map(({ value }) => categoriesIn(value)).find(Boolean);
  if (!reason && category === undefined) return { code: 'moderated', message: l10n.t('Blocked by moderation.') };
  return asModeration(reason ?? { code: 'moderated', message: category ?? '' }, moderated);
}

/** Reason under a name that is not listed, anywhere in the job and around it. */
function scan(
  places: readonly { value: unknown; prefix: string }[],
  onMatch?: (path: string) => void,
): JobError | undefined {
  for (const { value, prefix } of places) {
    for (const candidate of reasonCandidates(value)) {
      const reason = decodeReason(candidate.value);
      if (!reason || reason.message === reason.code) continue;
      onMatch?.(prefix + candidate.path + candidate.name);
      const { parent } = candidate;
      return withSiblingCode(withSiblingCode(reason, parent), respelled(parent));
    }
  }
  return undefined;
}

/** Returns the objects within the places; of a list the first one. */
function insideOf(places: readonly { value: unknown; prefix: string }[]) {
  const known = new Set(places.map(({ value }) => value));
  return places.flatMap(({ value, prefix }) =>
    containers.flatMap((name) => {
      const child = field(value, name);
      const inner: unknown = Array.isArray(child) ? child[0] : child;
      const path = Array.isArray(child) ? `${name}.0.` : `${name}.`;
      return isRecord(inner) && !known.has(inner) ? [{ value: inner, prefix: prefix + path }] : [];
    }),
  );
}

const siblingCodes = [
  ...['error_code', 'errorCode', 'err_code', 'errCode', 'failure_code', 'fail_code', 'failCode', 'error.code'],
];

function withSiblingCode(reason: JobError, value: unknown): JobError {
  if (reason.code !== undefined) return reason;
  const code = asText(firstValue(value, siblingCodes)) ?? asText(field(value, 'code'));
  return code === undefined || isTransportWord(code) ? reason : { ...reason, code: cut(code, maxCodeLength) };
}

const moderationFlags = [
  'moderated',
  'is_moderated',
  'isModerated',
  'flagged',
  'nsfw',
  'is_nsfw',
  'has_nsfw',
  'blocked',
];
const flagPaths = ['', 'output.', 'result.', 'moderation.', 'data.', 'video.'].flatMap((prefix) =>
  moderationFlags.map((name) => prefix + name),
);
const filterPaths = [
  ...[
    'finish_reason',
    'finishReason',
    'stop_reason',
    'incomplete_details.reason',
    'status',
    'error.code',
    'error.type',
  ],
];
const isFilterWord = (value: unknown): boolean =>
  typeof value === 'string' && /^content[-_ ]?filter(ed)?$/i.test(value);

const isFilled = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : readReason(value)?.message !== undefined;

/** Categories of moderation that were hit: `{categories: {violence: true}}`. */
function categoriesIn(value: unknown): string | undefined {
  for (const path of ['moderation.categories', 'moderation_result.categories', 'moderation.results.0.categories']) {
    const categories = valueAt(value, path);
    if (!isRecord(categories)) continue;
    const hit = Object.entries(categories).flatMap(([name, isHit]) => (isHit === true ? [name] : []));
    if (hit.length > 0) return hit.slice(0, maxItems).join(', ');
  }
  return undefined;
}

/** True if the server says that moderation stopped the job. */
export function isModerated(value: unknown): boolean {
  return (
    flagPaths.some((path) => valueAt(value, path) === true) ||
    filterPaths.some((path) => isFilterWord(valueAt(value, path))) ||
    valueAt(value, 'content_filter.filtered') === true ||
    ['', 'output', 'result', 'response', 'data'].some((name) => {
      const inner = name === '' ? value : field(value, name);
      return isRecord(inner) && Object.entries(inner).some(([each, item]) => isModerationName(each) && isFilled(item));
    })
  );
}

/** Names moderation as the cause, followed by the server's words. */
export function asModeration<T extends ServerError>(reason: T, isModeration = false): T {
  const { message, code } = reason;
  if (!isModeration && !isFilterWord(code) && !isFilterWord(message)) return reason;
  if (message === undefined || isFilterWord(message) || message === code) {
    return { ...reason, code: code ?? message, message: l10n.t('Blocked by moderation.') };
  }
  return /moderat/i.test(message) ? reason : { ...reason, message: l10n.t('Blocked by moderation: {0}', message) };
}
