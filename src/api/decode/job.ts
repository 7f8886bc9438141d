import * as l10n from '@vscode/l10n';
import { findClips, findThumbnail } from './addresses';
import { decodeJobError } from './errors';
import { asText, at, field, firstOf, firstText, isRecord, Mismatch, pathsOf } from './read';
import { decodeProgress, decodeSeconds, decodeTime } from './scalars';
import { decodeStatus } from './status';
import type { AnswerRules } from '../overrides';
import type { JobPage, JobStatus, RemoteJob } from '../types';

export interface DecodeContext {
  baseUrl: string;
  requestId?: string;
  /** The id that was asked for. It stays the job's id, whatever the answer calls it. */
  id?: string;
  /** The answer to a create: a status may be missing. */
  created?: boolean;
  /** Where and how this one server says things, before the usual. */
  rules?: AnswerRules;
}

/**
 * A job of any server that speaks the OpenAI Videos API or something near it: OpenAI's VideoResource, new-api's
 * OpenAIVideo (dto/openai_video.go), its task form under `data` or flat, the gateways' unified form with `detail`,
 * ope.ai's with upper-case statuses, OpenRouter's VideoGenerationResponse.
 * @throws Mismatch
 */
export function decodeJob(answer: unknown, context: DecodeContext): RemoteJob {
  const job = unwrap(answer);
  if (!isRecord(job)) throw new Mismatch(l10n.t('a job as a JSON object'));
  const { baseUrl, created, rules: { answer: own = {}, statuses } = {} } = context;
  const id =
    context.id ??
    firstText(answer, pathsOf(own.id)) ??
    firstText(job, ['id', 'task_id', 'video_id', 'request_id', 'generation_id']);
  if (id === undefined) throw new Mismatch(l10n.t('a job with an "id"'));
  const { status, word } = statusOf(job, created, firstText(answer, pathsOf(own.status)), statuses);
  const urls = status === 'completed' ? findClips(answer, baseUrl, own.address) : [];
  return prune({
    id,
    status,
    providerStatus: word,
    progress: decodeProgress(firstOf(answer, pathsOf(own.progress))) ?? progressOf(job),
    model: asText(field(job, 'model')),
    prompt: asText(field(job, 'prompt')),
    seconds: decodeSeconds(firstOf(job, ['seconds', 'duration'])),
    size: asText(field(job, 'size')),
    createdAt: decodeTime(firstOf(job, ['created_at', 'createdAt', 'created', 'submit_time'])),
    completedAt: decodeTime(firstOf(job, ['completed_at', 'completedAt', 'finished_at', 'finish_time'])),
    expiresAt: decodeTime(firstOf(job, ['expires_at', 'expiresAt'])),
    parentId: asText(firstOf(job, ['remixed_from_video_id', 'remix_video_id', 'previous_job_id'])),
    error: status === 'completed' ? undefined : decodeJobError(job, firstOf(answer, pathsOf(own.error))),
    outputs: urls.length > 1 ? urls.length : undefined,
    urls: urls.length > 0 ? urls : undefined,
    thumbnailUrl: findThumbnail(answer, baseUrl, own.thumbnail),
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

/** `{code: "success", data: {…}}` of new-api, and the like. */
function unwrap(answer: unknown): unknown {
  if (firstOf(answer, ['id', 'task_id', 'status']) !== undefined) return answer;
  const inner = firstOf(answer, ['data', 'task', 'video']);
  return isRecord(inner) ? inner : answer;
}

const statusPaths = ['status', 'state', 'task_status', 'detail.status', 'detail.pending_info.status'];

function statusOf(
  job: unknown,
  created = false,
  own: string | undefined,
  words: AnswerRules['statuses'],
): { status: JobStatus; word?: string } {
  const word = own ?? firstText(job, statusPaths);
  if (word === undefined) {
    if (created) return { status: 'queued' };
    throw new Mismatch(l10n.t('a job with a "status"'));
  }
  const status = decodeStatus(word, words);
  const inner = asText(at(job, 'detail.pending_info.status'));
  // Sora gateways say `pending` until the end, and what happens meanwhile inside.
  const working = status === 'queued' && inner !== undefined && decodeStatus(inner) === 'in_progress';
  return { status: working ? 'in_progress' : status, word };
}

function progressOf(job: unknown): number | undefined {
  return (
    decodeProgress(field(job, 'progress')) ??
    decodeProgress(firstOf(job, ['progress_pct', 'detail.progress_pct', 'detail.pending_info.progress_pct']), true)
  );
}

function prune(job: RemoteJob): RemoteJob {
  return Object.fromEntries(Object.entries(job).filter(([, value]) => value !== undefined)) as unknown as RemoteJob;
}
