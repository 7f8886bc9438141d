import { type Answer, type Call, json, Refusal } from '../http';
import { type Life, unixSeconds } from '../life';
import { refuseOpenai } from './openaiErrors';
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

const base = '/together/v2';

/** Together AI: create and get, the clip and its cost among the `outputs`. */
export const together: System = {
  base,
  baseUrlPath: base,
  idPrefix: 'vid-',
  requestIdHeader: 'x-request-id',
  keys: (headers) => [bearer(headers)],
  refuse: refuseOpenai,
  routes: [
    { method: 'POST', path: '/videos', operation: 'create', handle: create },
    { method: 'GET', path: '/videos/{id}', operation: 'get', handle: get },
  ],
};

const words: Record<Life['phase'], string> = {
  queued: 'queued',
  running: 'in_progress',
  stuck: 'simmering',
  completed: 'completed',
  failed: 'failed',
};

function create(call: Call, { jobs }: World): Answer {
  requireJson(call);
  const { seconds = '5', width, height, frame_images: frames = [] } = call.body.fields;
  if (typeof seconds !== 'string') throw new Refusal('invalid', "'seconds' must be a string.", { param: 'seconds' });
  const isFrame = (frame: { input_image?: unknown } | null) => typeof frame?.input_image === 'string';
  if (!Array.isArray(frames) || !frames.every(isFrame)) throw new Refusal('invalid', "Invalid 'frame_images'.");
  const { reference_images: references, seed } = call.body.fields;
  if (
    references !== undefined &&
    !(Array.isArray(references) && references.every((each) => typeof each === 'string'))
  ) {
    throw new Refusal('invalid', "Invalid 'reference_images'.");
  }
  if (seed !== undefined && !Number.isInteger(seed)) throw new Refusal('invalid', "Invalid 'seed'.");
  const size = `${positiveInteger(width, 'width', 1366)}x${positiveInteger(height, 'height', 768)}`;
  const { id } = jobs.create({
    prompt: requiredText(call, 'prompt'),
    model: requiredText(call, 'model'),
    seconds: positiveInteger(seconds, 'seconds', 5),
    size,
  });
  return json({ id });
}

function get(call: Call, world: World): Answer {
  const job = world.jobs.find(call.id);
  const { id, ticket, life } = job;
  const { phase, completed } = life;
  const url = mediaAddress(job, world);
  return json({
    id,
    object: 'video',
    model: ticket.model,
    status: words[phase],
    created_at: unixSeconds(ticket.created),
    ...(completed !== undefined && { completed_at: unixSeconds(completed) }),
    seconds: String(ticket.seconds),
    size: ticket.size,
    ...(phase === 'failed' && { error: failureOf(job) }),
    ...(url !== undefined && { outputs: { cost: 0.28, video_url: url } }),
  });
}
