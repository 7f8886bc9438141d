import * as l10n from '@vscode/l10n';
import { isErrorBody, statusMeant } from './decode/errors';
import { parseJson } from './decode/json';
import { Mismatch } from './decode/read';
import { isHiddenError, kindIn } from './errorRules';
import { VideoJobsError } from './errors';
import { type FailureContext, httpError, isHtml, isPlainText } from './failures';
import { quote } from './redact';
import type { ApiResponse } from './transport/transport';

type Body = Pick<ApiResponse, 'status' | 'text' | 'requestId'> & { bytes?: Uint8Array };

/** Deeper JSON describes no job, and would overflow the stack of recursive readers and writers. */
const maxDepth = 100;

/**
 * Parses the JSON of a 2xx response.
 * @throws VideoJobsError the error that the body turns out to be, or `badResponse` for HTML and invalid JSON
 */
export function readJson(response: Body, context: FailureContext): unknown {
  if (isHtml(response.text)) {
    throw new VideoJobsError(
      'badResponse',
      l10n.t('{0} responded with a web page instead of JSON. The base URL is probably wrong.', context.who),
      // Usually a site's own page, which created nothing; but a proxy may have replaced the real response.
      { httpStatus: response.status, requestId: response.requestId, mayHaveHappened: context.write },
    );
  }
  let value: unknown;
  try {
    value = parseJson(response.text);
  } catch {
    throw badResponse('JSON', response, context);
  }
  if (isDeeperThan(value, maxDepth)) {
    // A job that may have been billed is read all the same.
    if (!context.write) throw badResponse('JSON of reasonable depth', response, context);
    value = prunedBelow(value, maxDepth);
  }
  if (isHiddenError(value, response.text, context.errors) || isErrorBody(value, context.write)) {
    throw httpError({ ...response, status: statusOf(value, response.text, context) }, context);
  }
  return value;
}

/** Status that an error under 2xx stands for: that of an unknown job where the server's type says so. */
function statusOf(value: unknown, text: string, { errors }: FailureContext): number {
  return kindIn({ status: 200, text, value }, errors) === 'notFound' ? 404 : statusMeant(value);
}

/** Runs a decoder; a body that does not fit becomes `badResponse` with the expectation and the start of the body. */
export function decodeWith<T>(decode: () => T, response: Body, context: FailureContext): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof Mismatch) throw badResponse(error.expected, response, context);
    throw error;
  }
}

export function badResponse(
  expected: string,
  { status, text, requestId, bytes }: Body,
  context: FailureContext,
): VideoJobsError {
  const isBinary = !isPlainText(text) || (text === '' && bytes !== undefined && bytes.length > 0);
  const received = !isBinary ? quote(text, context.redactor) || l10n.t('nothing') : l10n.t('data that is not text');
  return new VideoJobsError(
    'badResponse',
    l10n.t('{0} sent an unexpected response. Expected {1}, but got: {2}', context.who, expected, received),
    { httpStatus: status, requestId, mayHaveHappened: context.write },
  );
}

function isDeeperThan(value: unknown, limit: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      for (const child of Object.values(item)) if (typeof child === 'object' && child !== null) next.push(child);
    }
    level = next;
  }
  return false;
}

/** Copy without what is nested deeper than the limit. */
function prunedBelow(value: unknown, limit: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (limit === 0) return null;
  if (Array.isArray(value)) return value.map((item: unknown) => prunedBelow(item, limit - 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, prunedBelow(item, limit - 1)]));
}
