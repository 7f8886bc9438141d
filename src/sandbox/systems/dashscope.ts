import { randomUUID } from 'node:crypto';
import { type Answer, type Call, json, type Reason, Refusal } from '../http';
import type { Job } from '../jobs';
import {
  bearer,
  failureOf,
  mediaAddress,
  positiveInteger,
  requiredText,
  requireJson,
  type System,
  type World,
} from './system';
import { requireAddress, requireAddresses, requireOneOf, requireSettings, scenarioIn } from './tasks';

const base = '/dashscope';
const mediaTypes = ['first_frame', 'last_frame', 'reference_image', 'reference_video', 'reference_audio', 'first_clip'];

/** Model Studio: `{model, input, parameters}` in, and the job inside `output`; an unknown task is "UNKNOWN" under 200. */
export const dashscope: System = {
  base,
  baseUrlPath: `${base}/api/v1`,
  idPrefix: '',
  requestIdHeader: 'x-request-id',
  keys: (headers) => [bearer(headers)],
  refuse,
  routes: [
    ...['video-generation', 'image2video'].map((kind) => ({
      method: 'POST' as const,
      path: `/api/v1/services/aigc/${kind}/video-synthesis`,
      operation: 'create' as const,
      handle: create,
    })),
    { method: 'GET', path: '/api/v1/tasks/{id}', operation: 'get', handle: get },
    { method: 'POST', path: '/api/v1/tasks/{id}/cancel', operation: 'cancel', handle: cancel },
  ],
};

type Fields = Readonly<Record<string, unknown>>;

function create(call: Call, { jobs }: World): Answer {
  requireJson(call);
  if (call.headers['x-dashscope-async'] !== 'enable') throw new Refusal('invalid', synchronous, { status: 403 });
  const model = requiredText(call, 'model');
  const { input, parameters = {} } = call.body.fields as { input?: Fields; parameters?: Fields };
  const { prompt, media = [] } = input ?? {};
  if (typeof prompt !== 'string' || prompt === '') throw new Refusal('invalid', 'Field required: input.prompt');
  if (!Array.isArray(media)) throw new Refusal('invalid', 'Input should be a valid list: input.media');
  const kinds = (media as Fields[]).map(({ type, url }) => {
    requireAddress(url, 'input.media.url');
    requireOneOf(type, 'input.media.type', mediaTypes);
    return type as string;
  });
  if (kinds.some((kind) => kind.endsWith('_frame')) && kinds.some((kind) => /^reference_(image|video)$/.test(kind))) {
    throw new Refusal('invalid', 'input.media: frames cannot be combined with references');
  }
  requireAddresses(input?.['reference_urls'], 'input.reference_urls');
  requireSettings(parameters, 'audio');
  const { size, resolution, ratio, duration } = parameters;
  if (size !== undefined && !(typeof size === 'string' && /^\d+\*\d+$/.test(size))) {
    throw new Refusal('invalid', 'size must be W*H');
  }
  requireOneOf(resolution, 'resolution', ['480P', '720P', '1080P']);
  if (duration !== undefined) requireOneOf(Number.isInteger(duration), 'duration', [true]);
  const job = jobs.create({
    prompt,
    model: scenarioIn(model),
    seconds: positiveInteger(duration, 'duration', 5),
    size: typeof size === 'string' ? size.replace('*', 'x') : typeof ratio === 'string' ? ratio : '16:9',
  });
  return json({ output: { task_id: job.id, task_status: 'PENDING' }, request_id: randomUUID() });
}

const synchronous = 'current user api does not support synchronous calls';

function get({ id }: Call, world: World): Answer {
  return json(task(world.jobs.find(id), world));
}

function cancel({ id }: Call, { jobs }: World): Answer {
  if (jobs.find(id).life.phase !== 'queued') throw new Refusal('conflict');
  jobs.cancel(id);
  return json({ request_id: randomUUID() });
}

const words = {
  queued: 'PENDING',
  running: 'RUNNING',
  stuck: 'PONDERING',
  completed: 'SUCCEEDED',
  failed: 'FAILED',
};

/** China's time, without a zone. */
const localTime = (ms: number): string => new Date(ms + 8 * 3600_000).toISOString().replace('T', ' ').replace('Z', '');

function task(job: Job, world: World): Record<string, unknown> {
  const { id, life, ticket, prompt, cancelled } = job;
  const url = mediaAddress(job, world);
  const status = cancelled ? 'CANCELED' : words[life.phase];
  return {
    request_id: randomUUID(),
    output: {
      task_id: id,
      task_status: status,
      submit_time: localTime(life.created),
      ...(status === 'FAILED' && { code: 'DataInspectionFailed', message: failureOf(job).message }),
      ...(status === 'SUCCEEDED' && {
        ...(life.completed !== undefined && { end_time: localTime(life.completed) }),
        orig_prompt: prompt ?? '',
        ...(url !== undefined && { video_url: url }),
      }),
    },
    ...(status === 'SUCCEEDED' && {
      usage: { video_count: 1, duration: ticket.seconds, output_video_duration: ticket.seconds, SR: 720 },
    }),
  };
}

const says: Record<Reason, [status: number, code: string, message: string]> = {
  unauthorised: [401, 'InvalidApiKey', 'Invalid API-key provided.'],
  noRoute: [404, 'NotFound', 'The requested path does not exist.'],
  notFound: [200, '', ''],
  contentNotFound: [404, 'NotFound', 'Not found.'],
  notReady: [400, 'InvalidParameter', 'The task is not finished.'],
  gone: [404, 'NotFound', 'Not found.'],
  invalid: [400, 'InvalidParameter', 'Required parameter(s) missing or invalid.'],
  moderated: [400, 'DataInspectionFailed', 'Input data may contain inappropriate content.'],
  conflict: [
    400,
    'UnsupportedOperation',
    'Failed to cancel the task, please confirm if the task is in PENDING status.',
  ],
  tooLarge: [413, 'InvalidParameter', 'The request is too large.'],
  fault: [500, 'InternalError', 'An internal error has occurred.'],
};

/** `{"code","message","request_id"}`. */
function refuse({ reason, message, facts }: Refusal): Answer {
  const [usualStatus, usualCode, usual] = says[reason];
  const request_id = randomUUID();
  if (reason === 'notFound') return json({ request_id, output: { task_id: facts.id, task_status: 'UNKNOWN' } });
  const status = facts.status ?? usualStatus;
  const code = status === 403 && reason === 'invalid' ? 'AccessDenied' : usualCode;
  return json({ code: (reason === 'fault' && facts.code) || code, message: message || usual, request_id }, status);
}
