import { type Answer, type Call, html, json, Refusal } from '../http';
import { veoWord } from './chainhub';
import { updated } from './newapi';
import { refuseNewapi } from './newapiErrors';
import {
  bearer,
  clipOf,
  failureOf,
  mediaAddress,
  optionalText,
  requiredText,
  requireJson,
  type System,
  type World,
} from './system';

/**
 * A gateway's "unified video format": create and query, and the clip at a signed address. A wrong path gets the page of
 * its web site, under 200.
 */
export const unified: System = {
  base: '/unified/v1',
  baseUrlPath: '/unified/v1',
  idPrefix: 'veo3.1:task_',
  requestIdHeader: 'x-oneapi-request-id',
  keys: (headers) => [bearer(headers)],
  refuse: (refusal) => (refusal.reason === 'noRoute' ? html() : refuseNewapi(refusal)),
  routes: [
    { method: 'POST', path: '/video/create', operation: 'create', handle: create },
    { method: 'GET', path: '/video/query', idInQuery: 'id', operation: 'get', handle: get },
  ],
};

function create(call: Call, { jobs }: World): Answer {
  requireJson(call);
  const prompt = requiredText(call, 'prompt');
  const model = requiredText(call, 'model');
  const { duration = 8, images = [] } = call.body.fields;
  if (typeof duration !== 'number') throw invalid('duration');
  if (!Array.isArray(images) || !images.every((image) => typeof image === 'string')) throw invalid('images');
  const size = optionalText(call, 'size') ?? 'small';
  if (!['small', 'large', '720P', '1080P'].includes(size)) throw invalid('size');
  const shape = optionalText(call, 'orientation') ?? 'landscape';
  if (shape !== 'landscape' && shape !== 'portrait') throw invalid('orientation');
  optionalText(call, 'aspect_ratio');
  const made = jobs.create({ prompt, model, seconds: duration, size: shape === 'portrait' ? '720x1280' : '1280x720' });
  return json({ id: made.id, status: 'pending', status_update_time: updated(made) });
}

const invalid = (param: string) => new Refusal('invalid', `${param} is invalid`, { param });

function get(call: Call, world: World): Answer {
  const job = world.jobs.find(call.id);
  const { life, prompt } = job;
  const url = mediaAddress(job, world);
  return json({
    id: job.id,
    status: veoWord(job),
    video_url: url ?? null,
    ...(url !== undefined && { thumbnail_url: world.storage.address(clipOf(job), 'thumbnail') }),
    enhanced_prompt: prompt ?? '',
    status_update_time: updated(job),
    ...(life.phase === 'failed' && { error: failureOf(job).message }),
  });
}
