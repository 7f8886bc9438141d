import { type Answer, type Call, json, type Operation, Refusal } from '../http';
import type { Job } from '../jobs';
import { scenarios } from '../scenarios';
import { refuseNewapi } from './newapiErrors';
import { bearer, clipOf, optionalText, requiredText, type System, type World } from './system';

/** Differences between gateways of the new-api family. */
export interface Gateway {
  base: string;
  idPrefix: string;
  /** Body encodings that its create accepts. */
  encodings: readonly string[];
  size: string;
  seconds: string;
  /** Returns the word for a job's state in `GET …/content`. */
  word(job: Job): string;
  /** Returns the response to `GET /videos/{id}`; `media` holds the URLs of a finished clip. */
  describe(job: Job, media: { video: string; thumbnail: string } | undefined): object;
  /** Returns the response to create and remix. */
  accepted(job: Job): object;
}

/** A gateway derived from new-api: no list, no delete, no variants, and a content endpoint that returns JSON. */
export function newapi(gateway: Gateway): System {
  const handlers = { create, get, remix, content, models };
  const route = (method: 'GET' | 'POST', path: string, operation: Operation & keyof typeof handlers) => ({
    method,
    path,
    operation,
    handle: (call: Call, world: World) => handlers[operation](gateway, call, world),
  });
  return {
    base: gateway.base,
    baseUrlPath: gateway.base,
    idPrefix: gateway.idPrefix,
    requestIdHeader: 'x-oneapi-request-id',
    keys: (headers) => [bearer(headers)],
    refuse: refuseNewapi,
    routes: [
      route('POST', '/videos', 'create'),
      route('GET', '/videos/{id}', 'get'),
      route('POST', '/videos/{id}/remix', 'remix'),
      route('GET', '/videos/{id}/content', 'content'),
      route('GET', '/models', 'models'),
    ],
  };
}

/** `GET /v1/models` of new-api: names of models of all kinds. */
function models(): Answer {
  const data = [...Object.keys(scenarios), 'gpt-4o-mini'].map((id) => ({ id, object: 'model', owned_by: 'sandbox' }));
  return json({ object: 'list', data });
}

function create(gateway: Gateway, call: Call, { jobs }: World): Answer {
  if (!gateway.encodings.includes(call.body.encoding)) {
    throw new Refusal('invalid', `Content-Type must be ${gateway.encodings.join(' or ')}.`);
  }
  const prompt = requiredText(call, 'prompt');
  const model = requiredText(call, 'model');
  const { seconds: length, duration = length ?? gateway.seconds } = call.body.fields;
  const seconds = typeof duration === 'number' ? String(duration) : duration;
  if (typeof seconds !== 'string' || !/^[1-9]\d?$/.test(seconds)) {
    throw new Refusal('invalid', 'seconds is invalid', { param: 'seconds' });
  }
  const reference = optionalText(call, 'input_reference');
  if (reference !== undefined && !URL.canParse(reference)) {
    throw new Refusal('invalid', 'input_reference must be a file or an address', { param: 'input_reference' });
  }
  const size = optionalText(call, 'size') ?? gateway.size;
  return json(gateway.accepted(jobs.create({ prompt, model, seconds: Number(seconds), size })));
}

function get(gateway: Gateway, call: Call, { jobs, storage }: World): Answer {
  const job = jobs.find(call.id);
  const ready = job.life.phase === 'completed' && !job.scenario.withoutMedia && !job.life.gone;
  const clip = clipOf(job);
  const media = ready ? { video: storage.address(clip), thumbnail: storage.address(clip, 'thumbnail') } : undefined;
  return json(gateway.describe(job, media));
}

function remix(gateway: Gateway, call: Call, { jobs }: World): Answer {
  const prompt = requiredText(call, 'prompt');
  const { id, ticket, life } = jobs.find(call.id);
  if (life.phase !== 'completed') throw new Refusal('invalid', 'The video to remix is not completed.');
  const { model, seconds, size } = ticket;
  return json(gateway.accepted(jobs.create({ prompt, model, seconds, size, parent: id })));
}

/** As both gateways document it: JSON about the task, with a `video_url` that is always `null`. */
function content(gateway: Gateway, call: Call, { jobs }: World): Answer {
  const job = jobs.find(call.id);
  if (job.life.gone) throw new Refusal('gone', '', { id: job.id });
  return json({
    id: job.id,
    status: gateway.word(job),
    video_url: null,
    enhanced_prompt: job.prompt ?? '',
    status_update_time: updated(job),
  });
}

/** In ms since the epoch. */
export function updated({ life, ticket }: Job): number {
  return life.completed ?? Math.round(ticket.created + life.progress * ticket.takes);
}
