import { type Answer, type Call, json, type Reason, Refusal } from '../http';
import type { Job } from '../jobs';
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
import { itemsIn, requireOneOf, scenarioIn } from './tasks';

const base = '/kling';
const operations = ['text-to-video', 'image-to-video', 'omni-video'];
const requestId = 'CmJYd2ZCZ5sAAAAAAAhY8w';

/** Kling's API 2.0: a path per operation and model, `{code, message, data}` around every answer, and jobs in lists. */
export const kling: System = {
  base,
  baseUrlPath: base,
  idPrefix: '',
  requestIdHeader: 'x-request-id',
  keys: (headers) => [bearer(headers)],
  refuse,
  routes: [
    ...operations.map((name) => ({
      method: 'POST' as const,
      path: `/${name}/{model}`,
      operation: 'create' as const,
      handle: create,
    })),
    { method: 'GET', path: '/tasks', idInQuery: 'task_ids', operation: 'get', handle: get },
    { method: 'POST', path: '/tasks', operation: 'list', handle: list },
  ],
};

const answer = (data: unknown): Answer => json({ code: 0, message: 'SUCCEED', request_id: requestId, data });

function create(call: Call, { jobs }: World): Answer {
  requireJson(call);
  const [, operation = '', model = ''] = /\/([^/]+)\/([^/]+)$/.exec(call.url.pathname) ?? [];
  const { settings = {}, options = {} } = call.body.fields as Record<
    'settings' | 'options',
    Readonly<Record<string, unknown>> | undefined
  >;
  const { external_task_id: key } = options;
  const { resolution, duration, aspect_ratio: ratio = '16:9' } = settings;
  requireOneOf(resolution, 'resolution', ['720p', '1080p', '4k']);
  requireOneOf(ratio, 'aspect_ratio', ['16:9', '9:16', '1:1']);
  if (duration !== undefined) requireOneOf(Number.isInteger(duration), 'duration', [true]);
  const job = jobs.create({
    prompt: operation === 'text-to-video' ? requiredText(call, 'prompt') : promptIn(call, operation),
    model: scenarioIn(decodeURIComponent(model)),
    seconds: positiveInteger(duration, 'duration', 5),
    size: ratio as string,
    ...(typeof key === 'string' && key !== '' && { key }),
  });
  return answer({
    id: job.id,
    external_id: job.key ?? '',
    status: 'submitted',
    create_time: job.life.created,
    update_time: job.life.created,
  });
}

/** @throws Refusal where an image is missing, or not an address or bare base64. */
function promptIn(call: Call, operation: string): string {
  const contents = itemsIn(call.body.fields, 'contents');
  const images = contents.filter(({ type }) => type !== 'prompt');
  if (operation === 'image-to-video' && images.length === 0) throw new Refusal('invalid', 'contents: first_frame');
  for (const { type, url, id } of images) {
    const known = ['first_frame', 'last_frame', 'refer_image', 'feature_video', 'base_video', 'element'];
    if (!known.includes(String(type))) throw new Refusal('invalid', `contents: unknown type ${String(type)}`);
    if (id !== undefined && !(typeof id === 'string' && /^(image|video|element)_\d+$/.test(id))) {
      throw new Refusal('invalid', 'contents: id');
    }
    if (type === 'feature_video' && !/^https?:/.test(String(url))) throw new Refusal('invalid', 'contents: video url');
    const isImage = typeof url === 'string' && (/^https?:/.test(url) || /^[A-Za-z\d+/]+=*$/.test(url));
    if (!isImage) throw new Refusal('invalid', 'File is not in a valid base64 format');
  }
  const text = contents.find(({ type }) => type === 'prompt')?.['text'];
  return typeof text === 'string' ? text : '';
}

function get({ id, url }: Call, world: World): Answer {
  const keys = url.searchParams.get('external_task_ids')?.split(',');
  const ids = keys ? keys.flatMap((key) => world.jobs.idOf(key) ?? []) : id.split(',');
  if (ids.length > 20) throw new Refusal('invalid', 'task_ids: at most 20');
  return answer(
    ids.flatMap((each) => {
      try {
        return [task(world.jobs.find(each), world)];
      } catch (error) {
        if (error instanceof Refusal) return [];
        throw error;
      }
    }),
  );
}

function list({ body }: Call, world: World): Answer {
  const { limit = 100, cursor = '0' } = body.fields;
  const start = Number(cursor);
  const jobs = world.jobs.list();
  const end = start + Number(limit);
  const result = jobs.slice(start, end).map((job) => task(job, world));
  return answer({ result, next_cursor: String(end), has_more: end < jobs.length, count: result.length });
}

const words = {
  queued: 'submitted',
  running: 'processing',
  stuck: 'pondering',
  completed: 'succeeded',
  failed: 'failed',
};

function task(job: Job, world: World): Record<string, unknown> {
  const { id, life, ticket } = job;
  const url = mediaAddress(job, world);
  const clip = { type: 'video', id: `${id}-1`, url, watermark_url: '', duration: `${ticket.seconds}.041` };
  return {
    id,
    external_id: job.key ?? '',
    status: words[life.phase],
    message: life.phase === 'failed' ? failureOf(job).message : '',
    create_time: life.created,
    update_time: life.completed ?? life.created,
    ...(life.phase === 'completed' && {
      outputs: url === undefined ? [] : [clip],
      billing: [{ charge_type: 'unit', amount: '2.4', package_type: 'video' }],
    }),
  };
}

const says: Record<Reason, [status: number, code: number, message: string]> = {
  unauthorised: [401, 1002, 'Authorization is invalid'],
  noRoute: [404, 1203, 'The requested resource does not exist'],
  notFound: [404, 1203, 'The requested resource does not exist'],
  contentNotFound: [404, 1203, 'The requested resource does not exist'],
  notReady: [404, 1203, 'The requested resource does not exist'],
  gone: [404, 1203, 'The requested resource does not exist'],
  invalid: [400, 1201, 'Invalid parameters'],
  moderated: [400, 1301, 'The content is blocked by the content security policy'],
  conflict: [400, 1201, 'Invalid parameters'],
  tooLarge: [413, 1201, 'Request too large'],
  fault: [500, 5000, 'Server internal error'],
};

/** `{"code","message","request_id"}`. */
function refuse({ reason, message, facts }: Refusal): Answer {
  const [status, code, usual] = says[reason];
  const own = (reason === 'fault' && facts.code) || code;
  return json({ code: own, message: message || usual, request_id: requestId }, facts.status ?? status);
}
