import { type Answer, type Call, json, type Reason, Refusal } from '../http';
import type { Job } from '../jobs';
import { scenarios } from '../scenarios';
import {
  failureOf,
  mediaAddress,
  positiveInteger,
  requiredText,
  requireJson,
  type Route,
  type System,
  type World,
} from './system';
import { requireAddress, requireAddresses, requireSettings } from './tasks';

const base = '/fal';

/** Models have one to six segments, their apps one to three. */
const models = [1, 2, 3, 4, 5, 6].map((count) => segments(count));
const apps = [1, 2, 3].map((count) => segments(count));

/** fal's queue: a status, and a result that also tells of failure. Addresses name the app, the first two segments of a model. */
export const fal: System = {
  base,
  baseUrlPath: base,
  idPrefix: '',
  nameOf: (job) => `${appOf(job.ticket.model)}/requests/${job.id}`,
  requestIdHeader: 'x-fal-request-id',
  keys: ({ authorization = '' }) => [/^Key\s+(\S+)$/i.exec(authorization)?.[1]],
  refuse,
  routes: [
    ...apps.flatMap((app): Route[] => [
      { method: 'GET', path: `${app}/requests/{id}/status`, operation: 'get', handle: status },
      { method: 'GET', path: `${app}/requests/{id}`, operation: 'result', handle: result },
      { method: 'PUT', path: `${app}/requests/{id}/cancel`, operation: 'cancel', handle: cancel },
    ]),
    ...models.map((path): Route => ({ method: 'POST', path, operation: 'create', handle: create })),
  ],
};

function segments(count: number): string {
  return Array.from({ length: count }, (_each, index) => `/{part${index}}`).join('');
}

const namespaces = ['workflows', 'comfy'];

function appOf(model: string): string {
  const parts = model.split('/');
  return parts.slice(0, namespaces.includes(parts[0] ?? '') ? 3 : 2).join('/');
}

function create(call: Call, { jobs }: World): Answer {
  requireJson(call);
  const { duration = '5', image_url: image, aspect_ratio: ratio = '16:9' } = call.body.fields;
  const seconds = /^(\d+)s?$/.exec(String(duration))?.[1];
  if (seconds === undefined) throw new Refusal('invalid', 'Input should be a valid duration', { param: 'duration' });
  if (image !== undefined && (typeof image !== 'string' || !URL.canParse(image))) {
    throw new Refusal('invalid', 'Input should be a valid URL', { param: 'image_url' });
  }
  for (const name of ['image_urls', 'reference_image_urls', 'video_urls', 'audio_urls']) {
    requireAddresses(call.body.fields[name], name);
  }
  for (const name of ['end_image_url', 'tail_image_url', 'first_frame_url', 'last_frame_url', 'start_image_url']) {
    if (call.body.fields[name] !== undefined) requireAddress(call.body.fields[name], name);
  }
  requireSettings(call.body.fields, 'generate_audio');
  const model = decodeURIComponent(call.url.pathname.slice(base.length + 1));
  const scenario = model.split('/').find((part) => Object.hasOwn(scenarios, part));
  const job = jobs.create({
    prompt: requiredText(call, 'prompt'),
    model: scenario ?? model,
    seconds: positiveInteger(seconds, 'duration', 5),
    size: String(ratio),
  });
  return json(standing(job, `${call.origin}${base}/${appOf(model)}/requests/${job.id}`));
}

/** Addresses of a request, and where it stands. */
function standing(job: Job, address: string): Record<string, unknown> {
  const { phase, progress } = job.life;
  const words = {
    queued: 'IN_QUEUE',
    running: 'IN_PROGRESS',
    stuck: 'PONDERING',
    completed: 'COMPLETED',
    failed: 'COMPLETED',
  };
  const word = job.cancelled ? 'COMPLETED' : words[phase];
  return {
    status: word,
    request_id: job.id,
    response_url: address,
    status_url: `${address}/status`,
    cancel_url: `${address}/cancel`,
    ...(word === 'IN_QUEUE' && { queue_position: progress === 0 ? 1 : 0 }),
    ...(word === 'COMPLETED' && { metrics: { inference_time: 41.2 } }),
  };
}

function status(call: Call, { jobs }: World): Answer {
  const answer = standing(jobs.find(call.id), call.url.origin + call.url.pathname.replace(/\/status$/, ''));
  return json(answer, answer['status'] === 'COMPLETED' ? 200 : 202);
}

function result(call: Call, world: World): Answer {
  const job = world.jobs.find(call.id);
  const { life, ticket, scenario } = job;
  if (job.cancelled) return json({ detail: 'Request was cancelled', error_type: 'client_cancelled' }, 499);
  if (life.phase === 'failed') {
    const { message } = failureOf(job);
    if (scenario.ending === 'failed') return json({ detail: message }, 500);
    return json(invalidInput('prompt', message, 'content_policy_violation'), 422);
  }
  if (life.phase !== 'completed') return json({ detail: 'Request is still in progress' }, 400);
  if (life.gone) throw new Refusal('gone');
  const url = mediaAddress(job, world);
  if (url === undefined) return json({ seed: 42 });
  const video = { url, content_type: 'video/mp4', file_name: 'output.mp4', duration: ticket.seconds };
  return json({ video, seed: 42 }, 200, { 'x-fal-billable-units': String(ticket.seconds) });
}

function cancel({ id }: Call, { jobs }: World): Answer {
  const { life } = jobs.find(id);
  if (life.phase === 'completed' || life.phase === 'failed') return json({ status: 'ALREADY_COMPLETED' }, 400);
  jobs.cancel(id);
  return json({ status: 'CANCELLATION_REQUESTED' }, 202);
}

const invalidInput = (name: string, msg: string, type: string) => ({
  detail: [{ loc: ['body', name], msg, type, url: `https://docs.fal.ai/errors/#${type}`, input: '' }],
});

const says: Record<Reason, [status: number, detail: string]> = {
  unauthorised: [401, 'Invalid credentials'],
  noRoute: [404, 'Path not found'],
  notFound: [404, 'Request not found'],
  contentNotFound: [404, 'Request not found'],
  notReady: [400, 'Request is still in progress'],
  gone: [404, 'The output of this request has expired'],
  invalid: [422, 'Invalid input'],
  moderated: [422, 'Invalid input'],
  conflict: [409, 'Conflict'],
  tooLarge: [413, 'Request too large'],
  fault: [500, 'Internal Server Error'],
};

/** `{"detail"}`: a text, or a list of fields where the input is wrong. */
function refuse({ reason, message, facts }: Refusal): Answer {
  const [usualStatus, usual] = says[reason];
  const code = facts.status ?? usualStatus;
  const text = message || usual;
  if (code !== 422) return json({ detail: text }, code);
  const type = reason === 'moderated' ? 'content_policy_violation' : 'value_error';
  return json(invalidInput(facts.param ?? 'prompt', text, type), code);
}
