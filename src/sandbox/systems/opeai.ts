import { type Answer, type Call, json, type Reason, Refusal } from '../http';
import type { Job } from '../jobs';
import { type Life, unixSeconds } from '../life';
import { serve } from '../media';
import {
  bearer,
  clipOf,
  describe,
  failureOf,
  optionalText,
  requiredText,
  requireMedia,
  type Route,
  type System,
  type World,
} from './system';

const twins = ['/v1', '/api'];

/**
 * ope.ai: `/v1` takes an API key as Bearer; its twin `/api` takes a frontend token in the `token` header, or an
 * administrator's as Bearer.
 */
export const opeai: System = {
  base: '/opeai',
  baseUrlPath: '/opeai/v1',
  idPrefix: 'video_',
  requestIdHeader: 'x-request-id',
  keys: (headers, path) =>
    path.startsWith('/opeai/api/') ? [headers.token as string | undefined, bearer(headers)] : [bearer(headers)],
  refuse,
  routes: twins.flatMap((twin): Route[] => [
    { method: 'POST', path: `${twin}/videos`, operation: 'create', handle: create },
    {
      method: 'GET',
      path: `${twin}/videos/{id}`,
      operation: 'get',
      handle: (call, { jobs }) => answer(jobs.find(call.id)),
    },
    { method: 'GET', path: `${twin}/videos/{id}/content`, operation: 'content', handle: content },
  ]),
};

function word({ phase, progress }: Life): string {
  if (phase === 'queued') return 'QUEUED';
  if (phase === 'running') return progress < 0.05 ? 'SUBMITTED' : 'IN_PROGRESS';
  return { stuck: 'DAYDREAMING', completed: 'SUCCESS', failed: 'FAILURE' }[phase];
}

const answer = (job: Job, status = word(job.life)): Answer => {
  const { id, ticket, life, prompt } = job;
  const { phase, completed, expires } = life;
  return json({
    id,
    object: 'video',
    model: ticket.model,
    status,
    progress: Math.floor(life.progress * 100),
    created_at: unixSeconds(life.created),
    ...(phase === 'completed' && completed !== undefined && { completed_at: unixSeconds(completed) }),
    ...(expires !== undefined && { expires_at: unixSeconds(expires) }),
    seconds: ticket.seconds,
    size: ticket.size,
    ...(prompt !== undefined && { prompt }),
    ...(phase === 'failed' && { error: failureOf(job) }),
    metadata: {},
  });
};

function create(call: Call, { jobs }: World): Answer {
  if (call.body.encoding !== 'json') throw new Refusal('invalid', 'Content-Type must be application/json.');
  const model = requiredText(call, 'model');
  const prompt = requiredText(call, 'prompt');
  const seconds = secondsOf(call);
  checkReferences(call.body.fields.input_reference);
  const parent = optionalText(call, 'remix_video_id');
  if (parent !== undefined && jobs.find(parent).life.phase !== 'completed') {
    throw new Refusal('invalid', 'the video to remix is not completed', { param: 'remix_video_id' });
  }
  return answer(jobs.create({ model, prompt, seconds, size: sizeOf(call), parent }), 'NOT_START');
}

/** A text in the newer documents, a number in the older ones. */
function secondsOf({ body }: Call): number {
  const { seconds = '4' } = body.fields;
  if (/^[1-9]\d?$/.test(String(seconds)) && (typeof seconds === 'string' || typeof seconds === 'number')) {
    return Number(seconds);
  }
  throw new Refusal('invalid', `seconds: expected a number of seconds, got ${describe(seconds)}`, { param: 'seconds' });
}

/** The newer documents, in which `seconds` is a text, require it. */
function sizeOf(call: Call): string {
  const older = typeof call.body.fields.seconds === 'number';
  return older ? (optionalText(call, 'size') ?? '720x1280') : requiredText(call, 'size');
}

function checkReferences(reference: unknown): void {
  if (reference === undefined) return;
  const { content } = (reference ?? {}) as { content?: unknown };
  const kinds = ['image_url', 'video_url', 'audio_url'];
  const fits = (part: unknown) => typeof part === 'object' && part !== null && kinds.some((kind) => kind in part);
  if (Array.isArray(content) && content.every(fits)) return;
  throw new Refusal('invalid', 'input_reference.content must be a list of image_url, video_url or audio_url', {
    param: 'input_reference',
  });
}

async function content(call: Call, { jobs, clips }: World): Promise<Answer> {
  const job = jobs.find(call.id);
  requireMedia(job);
  return serve(await clips.get(clipOf(job), 'video'), call.headers);
}

const says: Record<Reason, { status: number; type: string; code: string | null; message?: string }> = {
  unauthorised: { status: 401, type: 'authentication_error', code: 'invalid_api_key', message: 'invalid token' },
  noRoute: { status: 404, type: 'NotFound', code: 'ResourceNotFound', message: 'page not found' },
  notFound: { status: 404, type: 'NotFound', code: 'ResourceNotFound', message: 'video not found' },
  contentNotFound: { status: 404, type: 'not_found_error', code: 'task_not_found', message: 'task not found' },
  notReady: { status: 400, type: 'invalid_request_error', code: 'task_not_ready', message: 'task not ready' },
  gone: { status: 410, type: 'not_found_error', code: 'video_expired', message: 'video has expired' },
  invalid: { status: 400, type: 'invalid_request_error', code: 'invalid_request' },
  moderated: { status: 400, type: 'invalid_request_error', code: 'moderation_blocked' },
  conflict: { status: 409, type: 'invalid_request_error', code: 'conflict' },
  tooLarge: { status: 413, type: 'invalid_request_error', code: 'request_too_large' },
  fault: { status: 500, type: 'server_error', code: null, message: 'internal error' },
};

function refuse({ reason, message, facts }: Refusal): Answer {
  const { type, code, ...said } = says[reason];
  const own = reason === 'notReady' ? undefined : message || undefined;
  const error = {
    message: own ?? said.message ?? 'invalid request',
    type,
    param: facts.param ?? null,
    code: facts.code ?? code,
  };
  return json({ error }, facts.status ?? said.status);
}
