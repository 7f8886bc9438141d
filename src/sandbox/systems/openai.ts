import { type AssetKind, assetKinds } from '../clips';
import { type Answer, type Call, json, Refusal } from '../http';
import type { Job } from '../jobs';
import { type Life, unixSeconds } from '../life';
import { serve } from '../media';
import { scenarios } from '../scenarios';
import { refuseOpenai } from './openaiErrors';
import { checkCreate, checkSeconds, sourceVideo } from './openaiInput';
import { bearer, clipOf, failureOf, requiredText, requireMedia, type System, type World } from './system';

/** OpenAI's Videos API, as in its OpenAPI document; also `api-key`, the way Azure takes it. */
export const openai: System = {
  base: '/openai/v1',
  baseUrlPath: '/openai/v1',
  idPrefix: 'video_',
  requestIdHeader: 'x-request-id',
  keys: (headers) => [bearer(headers), headers['api-key'] as string | undefined],
  refuse: refuseOpenai,
  routes: [
    { method: 'POST', path: '/videos', operation: 'create', handle: create },
    { method: 'GET', path: '/videos', operation: 'list', handle: list },
    { method: 'POST', path: '/videos/edits', operation: 'edit', handle: edit },
    { method: 'POST', path: '/videos/extensions', operation: 'extend', handle: extend },
    { method: 'GET', path: '/videos/{id}', operation: 'get', handle: (call, { jobs }) => answer(jobs.find(call.id)) },
    { method: 'DELETE', path: '/videos/{id}', operation: 'delete', handle: remove },
    { method: 'GET', path: '/videos/{id}/content', operation: 'content', handle: content },
    { method: 'POST', path: '/videos/{id}/remix', operation: 'remix', handle: remix },
    { method: 'GET', path: '/models', operation: 'models', handle: models },
  ],
};

const words: Record<Life['phase'], string> = {
  queued: 'queued',
  running: 'in_progress',
  stuck: 'warming_up_the_projector',
  completed: 'completed',
  failed: 'failed',
};

const answer = (job: Job): Answer => json(resource(job));

/** `VideoResource`: every field is there, `null` where there is nothing to say. */
function resource(job: Job) {
  const { id, ticket, life, prompt } = job;
  const { phase, progress, created, completed, expires } = life;
  const { parent } = ticket;
  return {
    id,
    object: 'video',
    model: ticket.model,
    status: words[phase],
    progress: Math.floor(progress * 100),
    created_at: unixSeconds(created),
    completed_at: phase === 'completed' && completed !== undefined ? unixSeconds(completed) : null,
    expires_at: expires === undefined ? null : unixSeconds(expires),
    prompt: prompt ?? null,
    size: ticket.size,
    seconds: String(ticket.seconds),
    remixed_from_video_id: parent ?? null,
    error: phase === 'failed' ? failureOf(job) : null,
  };
}

async function create(call: Call, { jobs }: World): Promise<Answer> {
  return answer(jobs.create(checkCreate(call.body)));
}

function remix(call: Call, { jobs }: World): Answer {
  const { ticket, id } = completedSource(jobs.find(call.id));
  const { model, seconds, size } = ticket;
  return answer(jobs.create({ prompt: requiredText(call, 'prompt'), model, seconds, size, parent: id }));
}

function edit(call: Call, { jobs }: World): Answer {
  const prompt = requiredText(call, 'prompt');
  const { model, seconds, size } = source(call, { jobs });
  return answer(jobs.create({ prompt, model, seconds, size }));
}

/** `seconds` of the answer is the whole: source and extension. */
function extend(call: Call, { jobs }: World): Answer {
  const prompt = requiredText(call, 'prompt');
  requiredText(call, 'seconds');
  const added = checkSeconds(call.body.fields.seconds);
  const { model, seconds, size } = source(call, { jobs });
  return answer(jobs.create({ prompt, model, seconds: seconds + added, size }));
}

/** An uploaded video has no job; it is taken for four upright seconds of the default model. */
function source(call: Call, { jobs }: Pick<World, 'jobs'>): { model: string; seconds: number; size: string } {
  const id = sourceVideo(call.body);
  return id === undefined ? { model: 'sora-2', seconds: 4, size: '720x1280' } : completedSource(jobs.find(id)).ticket;
}

function completedSource(job: Job): Job {
  if (job.life.phase === 'completed') return job;
  throw new Refusal('invalid', `Video '${job.id}' must be completed before another video is made from it.`, {
    param: 'video',
  });
}

function list(call: Call, { jobs }: World): Answer {
  const { after, limit = '20', order = 'desc' } = Object.fromEntries(call.query);
  if (!/^\d{1,3}$/.test(limit) || Number(limit) > 100) {
    throw new Refusal('invalid', `Invalid 'limit': expected an integer from 0 to 100.`, { param: 'limit' });
  }
  if (order !== 'asc' && order !== 'desc') {
    throw new Refusal('invalid', `Invalid 'order': expected 'asc' or 'desc'.`, { param: 'order' });
  }
  const all = order === 'desc' ? jobs.list() : jobs.list().reverse();
  const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && start === 0) throw new Refusal('notFound', '', { id: after });
  const page = all.slice(start, start + Number(limit));
  return json({
    object: 'list',
    data: page.map(resource),
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
    has_more: start + page.length < all.length,
  });
}

function remove(call: Call, { jobs }: World): Answer {
  const { id, life } = jobs.find(call.id);
  if (life.phase !== 'completed' && life.phase !== 'failed') {
    throw new Refusal('invalid', 'Only completed or failed videos can be deleted.', { param: 'video_id' });
  }
  jobs.delete(id);
  return json({ id, object: 'video.deleted', deleted: true });
}

async function content(call: Call, { jobs, clips }: World): Promise<Answer> {
  const variant = call.query.get('variant') ?? 'video';
  if (!assetKinds.includes(variant as AssetKind)) {
    throw new Refusal('invalid', `Invalid value: '${variant}'. Supported values are: ${assetKinds.join(', ')}.`, {
      param: 'variant',
      code: 'invalid_value',
    });
  }
  const job = jobs.find(call.id);
  requireMedia(job);
  return serve(await clips.get(clipOf(job), variant as AssetKind), call.headers);
}

function models(): Answer {
  const data = Object.keys(scenarios).map((id) => ({ id, object: 'model', created: 1700000000, owned_by: 'sandbox' }));
  return json({ object: 'list', data });
}
