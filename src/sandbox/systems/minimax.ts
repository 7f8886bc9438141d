import { type Answer, type Call, json, type Reason, Refusal } from '../http';
import type { Job } from '../jobs';
import { unixSeconds } from '../life';
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
import { cancelOrDelete, itemsIn, pageOf, requireAddress, requireOneOf, scenarioIn } from './tasks';

const base = '/minimax';

/** MiniMax: V2, a list of typed contents and HTTP's own status codes; and V1, in three steps, where all answers are 200. */
export const minimax: System = {
  base,
  baseUrlPath: base,
  idPrefix: '',
  requestIdHeader: 'trace-id',
  keys: (headers) => [bearer(headers)],
  refuse,
  routes: [
    { method: 'POST', path: '/v2/video_generation', operation: 'create', handle: create },
    { method: 'GET', path: '/v2/query/video_generation/{id}', operation: 'get', handle: get },
    { method: 'GET', path: '/v2/query/video_generation', operation: 'list', handle: list },
    { method: 'DELETE', path: '/v2/video_generation/{id}', operation: 'delete', handle: remove },
    { method: 'POST', path: '/v1/video_generation', operation: 'create', handle: inV1(createV1) },
    {
      method: 'GET',
      path: '/v1/query/video_generation',
      idInQuery: 'task_id',
      operation: 'get',
      handle: inV1(getV1),
    },
    { method: 'GET', path: '/v1/files/retrieve', idInQuery: 'file_id', operation: 'result', handle: inV1(fileV1) },
  ],
};

function create(call: Call, { jobs }: World): Answer {
  requireJson(call);
  const model = requiredText(call, 'model');
  const { fields } = call.body;
  const content = itemsIn(fields, 'content');
  const texts = content.filter(({ type }) => type === 'text');
  if (texts.length !== 1 || texts[0]?.['text'] === '') {
    throw new Refusal('invalid', 'invalid params, content: one text');
  }
  const media = content.filter(({ type }) => type !== 'text');
  for (const item of media) {
    const { type } = item;
    requireAddress((item[type as string] as { url?: unknown } | undefined)?.url, 'content');
  }
  const roles = media.map(({ role }) => String(role));
  if (roles.some((role) => role.endsWith('_frame')) && roles.some((role) => role.startsWith('reference_'))) {
    throw new Refusal('invalid', 'invalid params, frames and references cannot be combined');
  }
  if (roles.includes('reference_audio') && roles.every((role) => role === 'reference_audio')) {
    throw new Refusal('invalid', 'invalid params, audio requires an image or a video');
  }
  requireOneOf(fields['resolution'], 'resolution', ['480P', '768P', '2K']);
  requireOneOf(fields['ratio'], 'ratio', ['adaptive', '21:9', '16:9', '4:3', '1:1', '3:4', '9:16']);
  if (media.length === 0 && fields['ratio'] === 'adaptive') throw new Refusal('invalid', 'invalid params, ratio');
  const { id } = jobs.create({
    prompt: String(texts[0]?.['text']),
    model: scenarioIn(model),
    seconds: positiveInteger(fields['duration'], 'duration', 5),
    size: typeof fields['ratio'] === 'string' ? fields['ratio'] : '16:9',
  });
  return json({ task_id: id });
}

function get(call: Call, world: World): Answer {
  return json({ task: task(world.jobs.find(call.id), world) });
}

function list(call: Call, world: World): Answer {
  const { jobs, total } = pageOf(call, world);
  return json({ items: jobs.map((job) => task(job, world)), total });
}

function remove(call: Call, world: World): Answer {
  return json({ task_id: call.id, action: cancelOrDelete(call, world) });
}

const words = { queued: 'queued', running: 'running', stuck: 'pondering', completed: 'succeeded', failed: 'failed' };

function task(job: Job, world: World): Record<string, unknown> {
  const { id, life, ticket, cancelled } = job;
  const status = cancelled ? 'cancelled' : words[life.phase];
  const url = mediaAddress(job, world);
  return {
    id,
    model: ticket.model,
    status,
    created_at: unixSeconds(life.created),
    updated_at: unixSeconds(life.completed ?? life.created),
    ...(status === 'failed' && { error: { code: 1026, message: failureOf(job).message } }),
    ...(status === 'succeeded' && {
      content: url === undefined ? {} : { url },
      usage: { total_seconds: ticket.seconds, input_seconds: 0, output_seconds: ticket.seconds },
    }),
    duration: ticket.seconds,
    ratio: ticket.size,
    task_type: 'generation',
  };
}

const good = { base_resp: { status_code: 0, status_msg: 'success' } };

function createV1(call: Call, { jobs }: World): Answer {
  const model = requiredText(call, 'model');
  const { duration, first_frame_image: image, resolution } = call.body.fields;
  if (image !== undefined) requireAddress(image, 'first_frame_image');
  requireOneOf(resolution, 'resolution', ['512P', '768P', '1080P']);
  const { id } = jobs.create({
    prompt: requiredText(call, 'prompt'),
    model: scenarioIn(model),
    seconds: positiveInteger(duration, 'duration', 6),
    size: '16:9',
  });
  return json({ task_id: id, ...good });
}

const wordsV1 = {
  queued: 'Queueing',
  running: 'Processing',
  stuck: 'Pondering',
  completed: 'Success',
  failed: 'Fail',
};

function getV1({ id }: Call, { jobs }: World): Answer {
  const job = jobs.find(id);
  const { phase } = job.life;
  const about = { task_id: id, status: wordsV1[phase] };
  if (phase === 'failed') {
    return json({ ...about, base_resp: { status_code: 1027, status_msg: failureOf(job).message } });
  }
  return json({
    ...about,
    ...(phase === 'completed' && { file_id: id, video_width: 1280, video_height: 720 }),
    ...good,
  });
}

function fileV1({ id }: Call, world: World): Answer {
  const job = world.jobs.find(id);
  const url = mediaAddress(job, world);
  if (url === undefined) throw new Refusal(job.life.gone ? 'gone' : 'contentNotFound');
  const file = { file_id: id, bytes: 0, created_at: unixSeconds(job.life.created), filename: 'output.mp4' };
  return json({ file: { ...file, purpose: 'video_generation', download_url: url }, ...good });
}

const codesV1: Partial<Record<Reason, number>> = { unauthorised: 1004, moderated: 1026 };

/** Answers a refusal under 200, as V1 does. */
function inV1(handle: (call: Call, world: World) => Answer): (call: Call, world: World) => Answer {
  return (call, world) => {
    try {
      return handle(call, world);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const [, , , usual] = says[error.reason];
      const code = codesV1[error.reason] ?? 2013;
      return json({ base_resp: { status_code: code, status_msg: error.message || usual } });
    }
  };
}

const says: Record<Reason, [status: number, type: string, code: number, message: string]> = {
  unauthorised: [401, 'authorized_error', 1004, 'login fail: Please carry the API secret key in the Authorization'],
  noRoute: [404, 'not_found_error', 2013, 'page not found'],
  notFound: [400, 'bad_request_error', 2013, 'invalid params, invalid task_id'],
  contentNotFound: [400, 'bad_request_error', 2013, 'invalid params, invalid file_id'],
  notReady: [400, 'bad_request_error', 2013, 'invalid params'],
  gone: [400, 'bad_request_error', 2013, 'invalid params, invalid file_id'],
  invalid: [400, 'bad_request_error', 2013, 'invalid params'],
  moderated: [422, 'unprocessable_entity_error', 1026, 'input new_sensitive'],
  conflict: [400, 'bad_request_error', 2013, 'invalid params, the task cannot be cancelled or deleted now'],
  tooLarge: [413, 'bad_request_error', 2013, 'request too large'],
  fault: [500, 'server_error', 1000, 'unknown error'],
};

/** `{"type":"error","error":{"type","message","http_code"},"request_id"}`. */
function refuse({ reason, message, facts }: Refusal): Answer {
  const [usualStatus, type, code, usual] = says[reason];
  const status = facts.status ?? usualStatus;
  const own = facts.code !== undefined && reason === 'fault' ? facts.code : type;
  return json(
    {
      type: 'error',
      error: { type: own, message: `${message || usual} (${code})`, http_code: String(status) },
      request_id: '021700000000000000',
    },
    status,
  );
}
