import { type Answer, type Call, json, type Reason, Refusal } from '../http';
import type { Job } from '../jobs';
import { bearer, failureOf, mediaAddress, requiredText, requireJson, type System, type World } from './system';

const base = '/luma/v1';

/** Luma's Agents API: creates jobs and reports their state; each status answer has a newly signed clip URL. */
export const luma: System = {
  base,
  baseUrlPath: base,
  idPrefix: '',
  requestIdHeader: 'x-request-id',
  keys: (headers) => [bearer(headers)],
  refuse,
  routes: [
    { method: 'POST', path: '/generations', operation: 'create', handle: create },
    { method: 'GET', path: '/generations/{id}', operation: 'get', handle: get },
  ],
};

interface Picture {
  url?: unknown;
  data?: unknown;
  media_type?: unknown;
  generation_id?: unknown;
}

function create(call: Call, world: World): Answer {
  requireJson(call);
  const { type = 'image', aspect_ratio: ratio = '16:9', video = {} } = call.body.fields;
  if (type !== 'video') throw new Refusal('invalid', 'The sandbox makes videos only.');
  const { duration = '5s', start_frame: start, end_frame: end } = video as Record<string, unknown>;
  const [, seconds] = /^(\d+)s$/.exec(String(duration)) ?? [];
  if (seconds === undefined) throw new Refusal('invalid', 'video.duration: invalid value');
  for (const picture of [start, end]) {
    if (picture !== undefined) requirePicture(picture as Picture, world);
  }
  const job = world.jobs.create({
    prompt: requiredText(call, 'prompt'),
    model: requiredText(call, 'model'),
    seconds: Number(seconds),
    size: String(ratio),
  });
  return json(generation(job, world), 201);
}

/** @throws Refusal unless it is an address, bytes with their type, or a job */
function requirePicture({ url, data, media_type: type, generation_id: id }: Picture, { jobs }: World): void {
  if (typeof id === 'string') jobs.find(id);
  const isGiven =
    (typeof url === 'string' && URL.canParse(url)) ||
    (typeof data === 'string' && data !== '' && typeof type === 'string') ||
    typeof id === 'string';
  if (!isGiven) throw new Refusal('invalid', 'video.start_frame: invalid image reference');
}

function get(call: Call, world: World): Answer {
  return json(generation(world.jobs.find(call.id), world));
}

const words = {
  queued: 'queued',
  running: 'processing',
  stuck: 'pondering',
  completed: 'completed',
  failed: 'failed',
};

function generation(job: Job, world: World): Record<string, unknown> {
  const { id, life, ticket, scenario } = job;
  const url = mediaAddress(job, world);
  const code = scenario.ending === 'moderated' ? 'content_moderated' : 'generation_failed';
  return {
    id,
    type: 'video',
    state: words[life.phase],
    model: ticket.model,
    created_at: new Date(ticket.created).toISOString(),
    output: url === undefined ? [] : [{ type: 'video', url }],
    ...(life.phase === 'failed' && { failure_code: code, failure_reason: failureOf(job).message }),
  };
}

const says: Record<Reason, [status: number, detail: string]> = {
  unauthorised: [401, 'Invalid API key'],
  noRoute: [404, 'Not found'],
  notFound: [404, 'Generation not found'],
  contentNotFound: [404, 'Generation not found'],
  notReady: [404, 'Generation not found'],
  gone: [404, 'Generation not found'],
  invalid: [400, 'Invalid request'],
  moderated: [400, 'The prompt was moderated'],
  conflict: [409, 'Conflict'],
  tooLarge: [413, 'Request too large'],
  fault: [500, 'Internal server error'],
};

/** `{"detail"}`. */
function refuse({ reason, message, facts }: Refusal): Answer {
  const [usual, detail] = says[reason];
  return json({ detail: message || detail }, facts.status ?? usual);
}
