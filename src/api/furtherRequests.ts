import * as l10n from '@vscode/l10n';
import { decodeWith, readJson } from './answer';
import { decodeServerError } from './decode/errors';
import { parseJson } from './decode/json';
import type { Dialect } from './dialects/dialect';
import { type JobFailure, meets } from './errorRules';
import { VideoJobsError } from './errors';
import type { FailureContext } from './failures';
import type { Connection } from './provider';
import type { ApiResponse, Transport } from './transport/transport';
import type { RemoteJob } from './types';
import { urlOf, type WireRequest } from './wire';

interface Tools {
  connection: Connection;
  transport: Transport;
  dialect: Dialect;
  context: FailureContext;
}

/** Longest text of a failure that is no JSON. In characters. */
const maxMessageLength = 500;

/** Adds the result of a finished job, if that takes a second request. An error there may be the failure of the job. */
export async function withResult(tools: Tools, job: RemoteJob, signal?: AbortSignal): Promise<RemoteJob> {
  const { dialect, context, connection } = tools;
  const result = job.status === 'completed' && !job.inlineClip ? dialect.result?.(job) : undefined;
  if (!result) return job;
  let response: ApiResponse | undefined;
  try {
    response = await send(tools, result.request, { operation: 'get', job: job.id }, signal);
    const value = readJson(response, context);
    const { requestId = job.requestId } = response;
    const facts = { baseUrl: connection.baseUrl, requestId, id: job.id };
    return decodeWith(() => dialect.decode(withField(job.raw, value), facts), response, context);
  } catch (error) {
    if (!(error instanceof VideoJobsError) || error.kind === 'notReady') throw error;
    const text = response?.text ?? error.response?.text ?? '';
    const failure = failureIn(result.fails, error, text);
    if (!failure) throw error;
    return { ...job, ...failure, raw: withField(job.raw, parsed(text) ?? text) };
  }
}

/** The end of a job whose result is an error; undefined if the error is only that of the request. */
function failureIn(fails: readonly JobFailure[], error: VideoJobsError, text: string) {
  const value = parsed(text);
  const failure = fails.find((each) => meets(each, { status: error.httpStatus ?? 0, text, value }));
  if (!failure) return undefined;
  const { code, requestId } = error;
  const { message = text.slice(0, maxMessageLength) } = decodeServerError(value);
  return {
    status: failure.means ?? ('failed' as const),
    error: { message, ...(code !== undefined && { code }), ...(requestId !== undefined && { requestId }) },
  };
}

const withField = (raw: unknown, result: unknown): unknown => ({ ...(raw as object), result });

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Requests the job that was created with a key of ours; undefined if the server knows none. @throws VideoJobsError */
export async function findJob(
  tools: Tools,
  idempotencyKey: string,
  signal?: AbortSignal,
): Promise<RemoteJob | undefined> {
  const { dialect, context, connection } = tools;
  if (!dialect.find) return undefined;
  try {
    const response = await send(tools, dialect.find(idempotencyKey), { operation: 'find' }, signal);
    const value = readJson(response, context);
    const facts = { baseUrl: connection.baseUrl, requestId: response.requestId };
    const job = decodeWith(() => dialect.decode(value, facts), response, context);
    return namesBoth(value, job.id, idempotencyKey) ? job : undefined;
  } catch (error) {
    if (error instanceof VideoJobsError && error.kind === 'notFound') return undefined;
    throw error;
  }
}

/** True if an object of a response has both values in its own fields: a server may ignore what it is asked to filter by. */
function namesBoth(value: unknown, id: string, key: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields: unknown[] = Object.values(value);
  return (fields.includes(id) && fields.includes(key)) || fields.some((field) => namesBoth(field, id, key));
}

/** Sends a free request and resolves with a sentence: `accepted`, if the request proves the key. */
export async function probe(
  tools: Tools,
  { request, proves }: NonNullable<Dialect['probe']>,
  accepted: string,
  signal?: AbortSignal,
): Promise<string> {
  try {
    const response = await send(tools, request(), { operation: 'test' }, signal);
    readProbe(response, tools.context);
    if (proves) return accepted;
  } catch (error) {
    const isAnswer = error instanceof VideoJobsError && [400, 404, 405, 422].includes(error.httpStatus ?? 0);
    if (proves || !isAnswer) throw error;
  }
  return l10n.t('{0} responded. Whether it accepts the key shows with the first job.', tools.context.who);
}

/** Meets an error under 2xx, but for that of a job that does not exist, which a key was needed to hear. @throws VideoJobsError */
function readProbe(response: ApiResponse, context: FailureContext): void {
  try {
    readJson(response, context);
  } catch (error) {
    if (!(error instanceof VideoJobsError) || error.kind !== 'notFound') throw error;
  }
}

const send = (
  { connection, transport }: Tools,
  request: WireRequest,
  about: { operation: string; job?: string },
  signal?: AbortSignal,
): Promise<ApiResponse> =>
  transport.send(
    connection,
    { ...request, url: urlOf(connection.baseUrl, request), about, mayHoldClip: true, keepsFailure: true },
    signal,
  );
