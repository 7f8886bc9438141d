import * as l10n from '@vscode/l10n';
import { findClips, findThumbnail } from './addresses';
import { decodeReason, reasonPaths } from './errors';
import { asNumber, asText, valueAt, field, findValue, firstValue, isRecord, Mismatch, pathsOf, nonEmpty } from './read';
import { decodeProgress, decodeSeconds, decodeTime } from './scalars';
import { decodeStatus } from './status';
import type { AnswerPath, AnswerRules } from '../overrides';
import type { JobPage, JobStatus, RemoteJob } from '../types';

/** What is read out of an answer. */
export type JobPart =
  | 'id'
  | 'status'
  | 'progress'
  | 'address'
  | 'thumbnail'
  | 'error'
  | 'model'
  | 'prompt'
  | 'seconds'
  | 'size'
  | 'createdAt'
  | 'completedAt'
  | 'expiresAt'
  | 'parentId'
  | 'cost';

export interface DecodeContext {
  baseUrl: string;
  requestId?: string;
  /** The id that was asked for. It stays the job's id, whatever the answer calls it. */
  id?: string;
  /** The answer to a create: a status may be missing. */
  created?: boolean;
  /** Where and how this one server says things, before the usual. */
  rules?: AnswerRules;
  /** Is told of each part where in the answer it was found, for "Diagnose". */
  trace?(part: JobPart, path: string): void;
}

/**
 * A job of any server that speaks the OpenAI Videos API or something near it: OpenAI's VideoResource, new-api's
 * OpenAIVideo (dto/openai_video.go), its task form under `data` or flat, the gateways' unified form with `detail`,
 * ope.ai's with upper-case statuses, OpenRouter's VideoGenerationResponse.
 * @throws Mismatch
 */
export function decodeJob(answer: unknown, context: DecodeContext): RemoteJob {
  const { job, prefix } = unwrap(answer);
  if (!isRecord(job)) throw new Mismatch(l10n.t('a job as a JSON object'));
  const { baseUrl, created, trace, rules: { answer: own = {}, statuses } = {} } = context;
  const told = (part: JobPart) => (path: string) => trace?.(part, path);
  const usual = (part: JobPart) => (path: string) => trace?.(part, prefix + path);
  /** One part, from where this server has it, else from the usual places. */
  const find = <T>(
    part: JobPart,
    paths: readonly string[],
    read: (value: unknown) => T | undefined,
    rule?: AnswerPath,
  ) => findValue(answer, pathsOf(rule), read, told(part)) ?? findValue(job, paths, read, usual(part));

  const named = find('id', ['id', 'task_id', 'video_id', 'request_id', 'generation_id'], asText, own.id);
  const id = context.id ?? named;
  if (id === undefined) throw new Mismatch(l10n.t('a job with an "id"'));
  const others = otherNames
    .map((path) => asText(valueAt(job, path)))
    .filter((name, index, all) => name !== undefined && name !== id && all.indexOf(name) === index) as string[];
  const word = find('status', statusPaths, asText, own.status);
  const status = statusOf(job, word, created, statuses);
  const urls = status === 'completed' ? findClips(answer, baseUrl, own.address, told('address')) : [];
  return prune({
    id,
    otherIds: others.length > 0 ? others : undefined,
    status,
    providerStatus: word,
    progress:
      find('progress', ['progress'], decodeProgress, own.progress) ?? find('progress', fractions, decodeFraction),
    model: find('model', ['model'], asText),
    prompt: find('prompt', ['prompt'], asText),
    seconds: find('seconds', ['seconds', 'duration'], decodeSeconds),
    size: find('size', ['size'], asText),
    createdAt: find('createdAt', ['created_at', 'createdAt', 'created', 'submit_time'], decodeTime),
    completedAt: find('completedAt', ['completed_at', 'completedAt', 'finished_at', 'finish_time'], decodeTime),
    expiresAt: find('expiresAt', ['expires_at', 'expiresAt'], decodeTime),
    parentId: find('parentId', ['remixed_from_video_id', 'remix_video_id', 'previous_job_id'], asText),
    error: status === 'completed' ? undefined : find('error', reasonPaths, decodeReason, own.error),
    outputs: urls.length > 1 ? urls.length : undefined,
    urls: urls.length > 0 ? urls : undefined,
    thumbnailUrl: findThumbnail(answer, baseUrl, own.thumbnail, told('thumbnail')),
    raw: answer,
    requestId: context.requestId,
  });
}

/**
 * One page of `GET /videos`. The items may be short (`{id, object, model, status}`), and only `data` may be there, as
 * in the example of OpenAI's own document; then there is no further page.
 * @throws Mismatch
 */
export function decodePage(
  answer: unknown,
  context: DecodeContext & { after?: string },
  decode: typeof decodeJob = decodeJob,
): JobPage {
  const data = field(answer, 'data');
  if (!Array.isArray(data)) throw new Mismatch(l10n.t('a list of jobs in "data"'));
  const jobs = data.map((item: unknown) => decode(item, { ...context, id: undefined }));
  const next = field(answer, 'has_more') === true ? (asText(field(answer, 'last_id')) ?? jobs.at(-1)?.id) : undefined;
  // A server that answers the same cursor again would be asked for ever.
  return next !== undefined && next !== context.after && jobs.length > 0 ? { jobs, next } : { jobs };
}

/** `{code: "success", data: {…}}` of new-api, and the like: what is the job in it, and what stands before its paths. */
function unwrap(answer: unknown): { job: unknown; prefix: string } {
  if (firstValue(answer, ['id', 'task_id', 'status']) !== undefined) return { job: answer, prefix: '' };
  let prefix = '';
  const inner = findValue(answer, ['data', 'task', 'video'], nonEmpty, (path) => (prefix = `${path}.`));
  return isRecord(inner) ? { job: inner, prefix } : { job: answer, prefix: '' };
}

/** Not `video_id`: that may be the clip a job was made from. */
const otherNames = ['id', 'task_id', 'request_id'];
const statusPaths = ['status', 'state', 'task_status', 'detail.status', 'detail.pending_info.status'];
const fractions = ['progress_pct', 'detail.progress_pct', 'detail.pending_info.progress_pct'];
const decodeFraction = (value: unknown): number | undefined => decodeProgress(value, true);

function statusOf(job: unknown, word: string | undefined, created = false, words: AnswerRules['statuses']): JobStatus {
  if (word === undefined) {
    if (created) return 'queued';
    throw new Mismatch(l10n.t('a job with a "status"'));
  }
  const status = decodeStatus(word, words);
  const inner = asText(valueAt(job, 'detail.pending_info.status'));
  // Sora gateways say `pending` until the end, and what happens meanwhile inside.
  const working = status === 'queued' && inner !== undefined && decodeStatus(inner) === 'in_progress';
  return working ? 'in_progress' : status;
}

/** Notes what a server says that a job cost, in US dollars, where it does. @param unit how many of the server's make one */
export function decodeCost(job: RemoteJob, answer: unknown, path: string, { trace }: DecodeContext, unit = 1): void {
  const amount = findValue(answer, [path], asNumber, (place) => trace?.('cost', place));
  if (amount !== undefined) job.cost = { amount: amount / unit, currency: 'USD', source: 'reported' };
}

function prune(job: RemoteJob): RemoteJob {
  return Object.fromEntries(Object.entries(job).filter(([, value]) => value !== undefined)) as unknown as RemoteJob;
}
