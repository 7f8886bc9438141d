import { randomUUID } from 'node:crypto';
import { type Answer, type Call, json, type Reason, Refusal } from '../http';
import type { Job } from '../jobs';
import { scenarios } from '../scenarios';
import { bearer, failureOf, mediaAddress, positiveInteger, requireJson, type System, type World } from './system';
import { requireAddress, requireAddresses, requireSettings } from './tasks';

const base = '/replicate/v1';

/** Replicate: predictions by model or version, all they made gone after a while. */
export const replicate: System = {
  base,
  baseUrlPath: base,
  idPrefix: '',
  requestIdHeader: 'x-request-id',
  keys: (headers) => [bearer(headers), /^Token\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1]],
  refuse,
  routes: [
    { method: 'POST', path: '/predictions', operation: 'create', handle: create },
    { method: 'POST', path: '/models/{owner}/{name}/predictions', operation: 'create', handle: create },
    { method: 'POST', path: '/files', operation: 'upload', handle: upload },
    { method: 'GET', path: '/predictions', operation: 'list', handle: list },
    { method: 'GET', path: '/predictions/{id}', operation: 'get', handle: get },
    { method: 'POST', path: '/predictions/{id}/cancel', operation: 'cancel', handle: cancel },
    {
      method: 'GET',
      path: '/account',
      operation: 'account',
      handle: () => json({ type: 'user', username: 'sandbox', name: 'Sandbox' }),
    },
  ],
};

/** Keeps nothing but says where it would be. */
function upload({ body, origin }: Call): Answer {
  const { content } = body.files;
  if (!content || content.bytes.length === 0) throw new Refusal('invalid', '- content is required');
  const id = randomUUID();
  const get = `${origin}${base}/files/${id}`;
  return json(
    { id, name: content.name, content_type: content.contentType, size: content.bytes.length, urls: { get } },
    201,
  );
}

function create(call: Call, world: World): Answer {
  requireJson(call);
  const { input, version } = call.body.fields;
  const [, owner, name] = /\/models\/([^/]+)\/([^/]+)\/predictions$/.exec(call.url.pathname) ?? [];
  const model = owner === undefined ? version : `${decodeURIComponent(owner)}/${decodeURIComponent(name ?? '')}`;
  if (typeof model !== 'string' || model === '') throw new Refusal('invalid', '- version is required');
  if (typeof input !== 'object' || input === null) throw new Refusal('invalid', '- input is required');
  const { prompt, duration, aspect_ratio: ratio = '16:9', image } = input as Record<string, unknown>;
  if (typeof prompt !== 'string' || prompt === '') throw new Refusal('invalid', '- input: prompt is required');
  if (duration !== undefined && !Number.isInteger(duration)) {
    throw new Refusal('invalid', '- input.duration: Invalid type. Expected: integer, given: string');
  }
  if (image !== undefined && (typeof image !== 'string' || !URL.canParse(image))) {
    throw new Refusal('invalid', '- input.image: Does not match format uri');
  }
  const fields = input as Record<string, unknown>;
  for (const name of ['reference_images', 'reference_videos', 'reference_audios']) requireAddresses(fields[name], name);
  for (const name of ['last_frame_image', 'end_image', 'last_frame', 'start_image']) {
    if (fields[name] !== undefined) requireAddress(fields[name], `input.${name}`);
  }
  requireSettings(fields, 'generate_audio');
  const scenario = model.split(/[/:]/).find((part) => Object.hasOwn(scenarios, part));
  const seconds = positiveInteger(duration, 'duration', 5);
  const job = world.jobs.create({ prompt, model: scenario ?? model, seconds, size: String(ratio) });
  return json(prediction(job, call, world), 201);
}

function get(call: Call, world: World): Answer {
  return json(prediction(world.jobs.find(call.id), call, world));
}

/** Its own client follows `next`, which is an address. */
const pageLength = 100;

function list(call: Call, world: World): Answer {
  const start = Number(call.query.get('cursor') ?? 0);
  const jobs = world.jobs.list();
  const page = jobs.slice(start, start + pageLength);
  const isLast = start + pageLength >= jobs.length;
  const next = isLast ? null : `${call.origin}${base}/predictions?cursor=${start + pageLength}`;
  return json({ previous: null, next, results: page.map((job) => prediction(job, call, world)) });
}

function cancel(call: Call, world: World): Answer {
  return json(prediction(world.jobs.cancel(call.id), call, world));
}

const isoTime = (ms: number): string => new Date(ms).toISOString();

const words = {
  queued: 'starting',
  running: 'processing',
  stuck: 'pondering',
  completed: 'succeeded',
  failed: 'failed',
};

function prediction(job: Job, call: Call, world: World): Record<string, unknown> {
  const { id, life, ticket, prompt, cancelled } = job;
  const address = `${call.origin}${base}/predictions/${id}`;
  const isRemoved = life.gone;
  const ended = life.completed === undefined ? null : isoTime(life.completed);
  return {
    id,
    model: ticket.model,
    version: 'hidden',
    input: isRemoved ? {} : { prompt: prompt ?? '' },
    logs: '',
    output: cancelled ? null : (mediaAddress(job, world) ?? null),
    data_removed: isRemoved,
    error: life.phase === 'failed' && !cancelled ? `${failureOf(job).message} (E005)` : null,
    status: cancelled ? 'canceled' : words[life.phase],
    created_at: isoTime(ticket.created),
    started_at: life.phase === 'queued' ? null : isoTime(ticket.created),
    completed_at: cancelled ? isoTime(ticket.created) : ended,
    urls: { get: address, cancel: `${address}/cancel`, web: `https://replicate.com/p/${id}` },
  };
}

const says: Record<Reason, [status: number, title: string, detail: string]> = {
  unauthorised: [401, 'Unauthenticated', 'You did not pass a valid authentication token'],
  noRoute: [404, 'Not found', 'The requested resource could not be found.'],
  notFound: [404, 'Prediction not found', 'The requested prediction could not be found.'],
  contentNotFound: [404, 'Not found', 'The requested resource could not be found.'],
  notReady: [404, 'Not found', 'The requested resource could not be found.'],
  gone: [404, 'Not found', 'The requested resource could not be found.'],
  invalid: [422, 'Input validation failed', 'Invalid input.'],
  moderated: [422, 'Input validation failed', 'The input was flagged as sensitive.'],
  conflict: [409, 'Conflict', 'Conflict.'],
  tooLarge: [413, 'Request too large', 'The request is too large.'],
  fault: [500, 'Internal server error', 'Internal server error.'],
};

/** `{"title","detail","status"}`. */
function refuse({ reason, message, facts }: Refusal): Answer {
  const [usualStatus, title, detail] = says[reason];
  const status = facts.status ?? usualStatus;
  return json({ title, detail: message || detail, status }, status);
}
