import * as l10n from '@vscode/l10n';
import { decodeServerError, isErrorBody } from './decode/errors';
import { asNumber, valueAt, Mismatch } from './decode/read';
import { VideoJobsError } from './errors';
import { httpError, isHtml, type FailureContext } from './failures';
import { quote } from './redact';
import type { ApiResponse } from './transport/transport';

type Body = Pick<ApiResponse, 'status' | 'text' | 'requestId'>;

/** Deeper JSON than this describes no job, and would overflow the stack of whoever writes it out again. */
const maxDepth = 100;

/**
 * The JSON of a 2xx answer.
 * @throws VideoJobsError the error that the body turns out to be, or `badResponse` for HTML and what is no JSON
 */
export function readJson(answer: Body, context: FailureContext): unknown {
  if (isHtml(answer.text)) {
    throw new VideoJobsError(
      'badResponse',
      l10n.t('{0} responded with a web page instead of JSON. The base URL is probably wrong.', context.who),
      // Mostly a page for people, which took nothing; but something in between may have put it in the answer's place.
      { httpStatus: answer.status, requestId: answer.requestId, mayHaveHappened: context.write },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(answer.text.replace(/^\uFEFF/, ''));
  } catch {
    throw badResponse('JSON', answer, context);
  }
  if (isDeeperThan(value, maxDepth)) throw badResponse('JSON of reasonable depth', answer, context);
  if (isErrorBody(value)) throw httpError({ ...answer, status: statusMeant(value) }, context);
  return value;
}

/** Runs a decoder; a body that does not fit becomes `badResponse` with what was expected and the start of what came. */
export function decodeWith<T>(decode: () => T, answer: Body, context: FailureContext): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof Mismatch) throw badResponse(error.expected, answer, context);
    throw error;
  }
}

export function badResponse(
  expected: string,
  { status, text, requestId }: Body,
  context: FailureContext,
): VideoJobsError {
  const came = quote(text, context.redactor) || l10n.t('nothing');
  return new VideoJobsError(
    'badResponse',
    l10n.t('{0} sent an unexpected response. Expected {1}, but got: {2}', context.who, expected, came),
    { httpStatus: status, requestId, mayHaveHappened: context.write },
  );
}

/** Errors under 200 often carry their true status as `code`; otherwise it is a refusal. */
function statusMeant(value: unknown): number {
  const code = asNumber(valueAt(value, 'error.code')) ?? asNumber(decodeServerError(value).code);
  return code !== undefined && code >= 400 && code < 600 ? code : 400;
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
