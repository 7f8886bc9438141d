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
import { cancelOrDelete, itemsIn, pageOf, requireAddress, requireOneOf, requireSettings, scenarioIn } from './tasks';

const base = '/ark';
const tasks = '/contents/generations/tasks';

/** Ark: a list of typed contents in, tasks out; a failure stands in the task, under 200. */
export const ark: System = {
  base,
  baseUrlPath: `${base}/api/v3`,
  idPrefix: 'cgt-',
  requestIdHeader: 'x-request-id',
  keys: (headers) => [bearer(headers)],
  refuse,
  routes: [
    { method: 'POST', path: `/api/v3${tasks}`, operation: 'create', handle: create },
    { method: 'GET', path: `/api/v3${tasks}/{id}`, operation: 'get', handle: get },
    { method: 'GET', path: `/api/v3${tasks}`, operation: 'list', handle: list },
    { method: 'DELETE', path: `/api/v3${tasks}/{id}`, operation: 'delete', handle: remove },
  ],
};

function create(call: Call, { jobs }: World): Answer {
  requireJson(call);
  const model = requiredText(call, 'model');
  const { fields } = call.body;
  const content = itemsIn(fields, 'content');
  for (const { type, ...item } of content) {
    if (type === 'text') continue;
    if (typeof type !== 'string') continue;
    requireAddress((item[type] as { url?: unknown } | undefined)?.url, `content.${type}.url`);
  }
  const roles = content.flatMap(({ role }) => (typeof role === 'string' ? [role] : []));
  if (roles.some((role) => /_frame$/.test(role)) && roles.some((role) => role.startsWith('reference_'))) {
    throw new Refusal('invalid', 'first/last frame content cannot be mixed with reference media content');
  }
  if (roles.includes('last_frame') && !roles.includes('first_frame')) {
    throw new Refusal('invalid', 'a last frame requires a first frame');
  }
  for (const { type, role, ...item } of content) {
    const { url } = (item[String(type)] ?? {}) as { url?: unknown };
    // Clips are fetched by the server.
    if (role === 'reference_video' && /^data:/.test(String(url))) {
      throw new Refusal('invalid', 'video_url.url: invalid url');
    }
  }
  requireSettings(fields, 'generate_audio');
  requireOneOf(fields['resolution'], 'resolution', ['480p', '720p', '1080p', '4k']);
  const ratio = fields['ratio'] ?? 'adaptive';
  requireOneOf(ratio, 'ratio', ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9', 'adaptive']);
  if (fields['duration'] !== undefined) requireOneOf(Number.isInteger(fields['duration']), 'duration', [true]);
  const prompt = content.find(({ type }) => type === 'text')?.['text'];
  const job = jobs.create({
    prompt: typeof prompt === 'string' ? prompt : '',
    model: scenarioIn(model),
    seconds: positiveInteger(fields['duration'], 'duration', 5),
    size: ratio as string,
  });
  return json({ id: job.id });
}

function get(call: Call, world: World): Answer {
  return json(task(world.jobs.find(call.id), world));
}

function list(call: Call, world: World): Answer {
  const { jobs, total } = pageOf(call, world);
  return json({ total, items: jobs.map((job) => task(job, world)) });
}

function remove(call: Call, world: World): Answer {
  cancelOrDelete(call, world);
  return json({});
}

const words = { queued: 'queued', running: 'running', stuck: 'pondering', completed: 'succeeded', failed: 'failed' };

function task(job: Job, world: World): Record<string, unknown> {
  const { id, life, ticket, cancelled } = job;
  const url = mediaAddress(job, world);
  const { message } = failureOf(job);
  const status = cancelled ? 'cancelled' : words[life.phase];
  return {
    id,
    model: ticket.model,
    status,
    ...(status === 'failed' && { error: { code: 'OutputVideoSensitiveContentDetected', message } }),
    ...(status === 'succeeded' && {
      content: url === undefined ? {} : { video_url: url },
      usage: { completion_tokens: 108900, total_tokens: 108900 },
      duration: ticket.seconds,
      ratio: ticket.size,
    }),
    created_at: unixSeconds(life.created),
    updated_at: unixSeconds(life.completed ?? life.created),
  };
}

const says: Record<Reason, [status: number, code: string, message: string]> = {
  unauthorised: [401, 'AuthenticationError', 'The API key or AK/SK in the request is missing or invalid.'],
  noRoute: [404, 'InvalidPath', 'The requested path does not exist.'],
  notFound: [404, 'ResourceNotFound', 'The specified task is not found.'],
  contentNotFound: [404, 'ResourceNotFound', 'The specified resource is not found.'],
  notReady: [400, 'InvalidParameter', 'The task is not completed yet.'],
  gone: [404, 'ResourceNotFound', 'The specified resource is not found.'],
  invalid: [400, 'InvalidParameter', 'A parameter specified in the request is not valid.'],
  moderated: [400, 'InputTextSensitiveContentDetected', 'The input text may contain sensitive information.'],
  conflict: [409, 'OperationDenied.InvalidState', 'The task cannot be changed in its current state.'],
  tooLarge: [413, 'InvalidParameter', 'The request is too large.'],
  fault: [500, 'InternalServiceError', 'The service encountered an unexpected internal error.'],
};

/** `{"error":{"code","message","param","type"}}`. */
function refuse({ reason, message, facts }: Refusal): Answer {
  const [status, code, usual] = says[reason];
  const type = reason === 'unauthorised' ? 'Unauthorized' : 'BadRequest';
  const own = reason === 'fault' ? (facts.code ?? code) : code;
  return json(
    { error: { code: own, message: message || usual, param: facts.param ?? '', type } },
    facts.status ?? status,
  );
}
