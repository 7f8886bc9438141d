import { type Answer, type Call, json, Refusal } from '../http';
import type { Job } from '../jobs';
import { unixSeconds } from '../life';
import { serve } from '../media';
import { refuseNewapi } from './newapiErrors';
import {
  bearer,
  clipOf,
  failureOf,
  mediaAddress,
  optionalText,
  requiredText,
  requireJson,
  requireMedia,
  type System,
  type World,
} from './system';

/** new-api's own task API and its `v2` variant in other gateways: the same jobs in two formats. */
export const generations: System = {
  base: '/generations',
  baseUrlPath: '/generations/v1',
  idPrefix: 'task_',
  requestIdHeader: 'x-oneapi-request-id',
  keys: (headers) => [bearer(headers)],
  refuse: refuseNewapi,
  routes: [
    { method: 'POST', path: '/v1/video/generations', operation: 'create', handle: create },
    { method: 'GET', path: '/v1/video/generations/{id}', operation: 'get', handle: get },
    { method: 'GET', path: '/v1/videos/{id}/content', operation: 'content', handle: content },
    { method: 'POST', path: '/v2/videos/generations', operation: 'create', handle: create },
    { method: 'GET', path: '/v2/videos/generations/{id}', operation: 'get', handle: getSecond },
  ],
};

function create(call: Call, { jobs }: World): Answer {
  requireJson(call);
  const prompt = requiredText(call, 'prompt');
  const model = requiredText(call, 'model');
  const { duration = 5 } = call.body.fields;
  if (typeof duration !== 'number') throw new Refusal('invalid', 'duration is invalid', { param: 'duration' });
  optionalText(call, 'image');
  const portrait = optionalText(call, 'aspect_ratio') === '9:16';
  const size = optionalText(call, 'size') ?? (portrait ? '720x1280' : '1280x720');
  const { id } = jobs.create({ prompt, model, seconds: duration, size });
  return json({ task_id: id, status: 'queued' });
}

function word({ life: { phase, progress } }: Job): string {
  if (phase === 'queued') return progress === 0 ? 'SUBMITTED' : 'QUEUED';
  return { running: 'IN_PROGRESS', stuck: 'DAYDREAMING', completed: 'SUCCESS', failed: 'FAILURE' }[phase];
}

const reasonOf = (job: Job): string => (job.life.phase === 'failed' ? failureOf(job).message : '');

/** In the format of new-api's `TaskDto`. */
function get(call: Call, world: World): Answer {
  const job = world.jobs.find(call.id);
  const { created, completed, progress } = job.life;
  const url = mediaAddress(job, world);
  return json({
    code: 'success',
    message: '',
    data: {
      task_id: job.id,
      action: 'textGenerate',
      status: word(job),
      fail_reason: reasonOf(job),
      ...(url !== undefined && { result_url: url }),
      submit_time: unixSeconds(created),
      start_time: unixSeconds(created),
      finish_time: completed === undefined ? 0 : unixSeconds(completed),
      progress: `${Math.floor(progress * 100)}%`,
      data: {},
    },
  });
}

function getSecond(call: Call, world: World): Answer {
  const job = world.jobs.find(call.id);
  const output = mediaAddress(job, world);
  return json({
    task_id: job.id,
    status: word(job),
    fail_reason: reasonOf(job),
    progress: `${Math.floor(job.life.progress * 100)}%`,
    data: output === undefined ? null : { output },
  });
}

async function content(call: Call, { jobs, clips }: World): Promise<Answer> {
  const job = jobs.find(call.id);
  requireMedia(job);
  return serve(await clips.get(clipOf(job), 'video'), call.headers);
}
