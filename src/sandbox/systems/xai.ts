import { type Answer, type Call, json, type Reason, Refusal } from '../http';
import type { Job } from '../jobs';
import { scenarios } from '../scenarios';
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

const base = '/xai/v1';

/** xAI: jobs by their `request_id`, clips at addresses of a storage, edits and extensions of a clip by its address. */
export const xai: System = {
  base,
  baseUrlPath: base,
  idPrefix: '',
  requestIdHeader: 'x-request-id',
  keys: (headers) => [bearer(headers)],
  refuse,
  routes: [
    { method: 'POST', path: '/videos/generations', operation: 'create', handle: create },
    { method: 'POST', path: '/videos/edits', operation: 'edit', handle: derive },
    { method: 'POST', path: '/videos/extensions', operation: 'extend', handle: derive },
    { method: 'GET', path: '/videos/{id}', operation: 'get', handle: get },
    {
      method: 'GET',
      path: '/video-generation-models',
      operation: 'models',
      handle: () =>
        json({ models: Object.keys(scenarios).map((id) => ({ id, created: 1700000000, object: 'model' })) }),
    },
  ],
};

function create(call: Call, world: World): Answer {
  const { aspect_ratio: ratio = '16:9', resolution = '720p', image, reference_images: references } = call.body.fields;
  if (!/^\d+:\d+$/.test(String(ratio))) throw new Refusal('invalid', 'Invalid aspect_ratio.');
  if (!/^(480|720|1080)p$/.test(String(resolution))) throw new Refusal('invalid', 'Invalid resolution.');
  if (image !== undefined) requireAddress(image, 'image');
  if (references !== undefined) {
    const isList = Array.isArray(references) && references.length >= 1 && references.length <= 7;
    if (!isList) throw new Refusal('invalid', 'reference_images takes 1 to 7 images.');
    for (const each of references as unknown[]) requireAddress(each, 'reference_images');
    if (image !== undefined) throw new Refusal('invalid', 'image and reference_images cannot be combined.');
    if (resolution === '1080p') throw new Refusal('invalid', 'reference_images take at most 720p.');
  }
  return accept(call, world, String(ratio));
}

function derive(call: Call, world: World): Answer {
  requireAddress(call.body.fields.video, 'video');
  return accept(call, world, '16:9');
}

function accept(call: Call, { jobs }: World, size: string): Answer {
  requireJson(call);
  const { duration } = call.body.fields;
  if (duration !== undefined && !Number.isInteger(duration)) throw new Refusal('invalid', 'Invalid duration.');
  const seconds = positiveInteger(duration, 'duration', 6);
  const { id } = jobs.create({
    prompt: requiredText(call, 'prompt'),
    model: requiredText(call, 'model'),
    seconds,
    size,
  });
  return json({ request_id: id });
}

function get({ id }: Call, world: World): Answer {
  const job = world.jobs.find(id);
  const { life, ticket, prompt } = job;
  const { model, seconds } = ticket;
  if (life.gone) return json({ status: 'expired', model });
  if (life.phase === 'failed') return json({ status: 'failed', model, error: failureOf(job) });
  if (life.phase !== 'completed') {
    const status = life.phase === 'stuck' ? 'pondering' : 'pending';
    return json({ status, model, progress: Math.floor(life.progress * 100), prompt });
  }
  return json({
    status: 'done',
    model,
    progress: 100,
    video: { url: mediaAddress(job, world) ?? '', duration: seconds, respect_moderation: true },
    usage: { cost_in_usd_ticks: costOf(job) },
  });
}

const costOf = ({ ticket }: Job): number => ticket.seconds * 5e8;

function requireAddress(value: unknown, name: string): void {
  const url = (value as { url?: unknown } | null)?.url;
  if (typeof url !== 'string' || !URL.canParse(url)) throw new Refusal('invalid', `Invalid ${name}.url.`);
}

const says: Record<Reason, [status: number, code: string, message: string]> = {
  unauthorised: [401, 'unauthenticated:bad-credentials', 'Incorrect API key provided.'],
  noRoute: [404, 'not-found', 'Not found.'],
  notFound: [404, 'not-found', 'The requested video generation was not found.'],
  contentNotFound: [404, 'not-found', 'Not found.'],
  notReady: [404, 'not-found', 'Not found.'],
  gone: [404, 'not-found', 'Not found.'],
  invalid: [400, 'invalid-argument', 'Invalid request.'],
  moderated: [400, 'invalid-argument', 'Invalid request.'],
  conflict: [409, 'aborted', 'Conflict.'],
  tooLarge: [413, 'invalid-argument', 'The request is too large.'],
  fault: [500, 'internal-error', 'Internal error.'],
};

/** `{"code","error"}`, the error being a text. */
function refuse({ reason, message, facts }: Refusal): Answer {
  const [status, code, usual] = says[reason];
  return json({ code: facts.code ?? code, error: message || usual }, facts.status ?? status);
}
