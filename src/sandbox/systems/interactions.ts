import { type Answer, type Call, json, type Reason, Refusal } from '../http';
import type { Job } from '../jobs';
import { serve } from '../media';
import { scenarios } from '../scenarios';
import { bearer, clipOf, failureOf, requiredText, requireJson, requireMedia, type System, type World } from './system';

const base = '/interactions';

/** Marks, in the size of a job, one whose clip is wanted as base64. */
const inline = ' inline';

/** Gemini Omni by Google's Interactions API: clips as files that want the key, or as base64. Clients use two versions. */
export const interactions: System = {
  base,
  baseUrlPath: `${base}/v1beta`,
  idPrefix: 'v1_',
  requestIdHeader: 'x-request-id',
  keys: (headers) => [headers['x-goog-api-key'] as string | undefined, bearer(headers)],
  refuse,
  routes: [
    { method: 'POST', path: '/{version}/interactions', operation: 'create', handle: create },
    { method: 'GET', path: '/{version}/interactions/{id}', operation: 'get', handle: get },
    { method: 'POST', path: '/{version}/interactions/{id}/cancel', operation: 'cancel', handle: cancel },
    { method: 'DELETE', path: '/{version}/interactions/{id}', operation: 'delete', handle: remove },
    { method: 'GET', path: '/{version}/files/{id}:download', operation: 'content', handle: content },
    { method: 'GET', path: '/{version}/models', operation: 'models', handle: models },
  ],
};

interface Format {
  type?: unknown;
  aspect_ratio?: unknown;
  duration?: unknown;
  delivery?: unknown;
}

function create(call: Call, world: World): Answer {
  requireJson(call);
  const { input, background, response_format: format = {}, previous_interaction_id: parent } = call.body.fields;
  if (background !== true) throw new Refusal('invalid', 'The sandbox makes clips in the background only.');
  const { aspect_ratio: ratio = '16:9', duration = '10s', delivery = 'inline' } = format as Format;
  const [, seconds] = /^(\d+(?:\.\d+)?)s$/.exec(String(duration)) ?? [];
  if (seconds === undefined) throw new Refusal('invalid', `Invalid duration: ${JSON.stringify(duration)}.`);
  if (Number(seconds) < 3) throw new Refusal('invalid', 'The minimum allowed duration is 3s.');
  if (Number(seconds) > 10) throw new Refusal('invalid', 'The maximum allowed duration is 10s.');
  if (ratio !== '16:9' && ratio !== '9:16') throw new Refusal('invalid', 'Invalid aspect_ratio.');
  if (typeof parent === 'string') world.jobs.find(parent);
  const job = world.jobs.create({
    prompt: textIn(input),
    model: requiredText(call, 'model'),
    seconds: Math.ceil(Number(seconds)),
    size: ratio + (delivery === 'uri' ? '' : inline),
    ...(typeof parent === 'string' && { parent }),
  });
  return json(interaction(job));
}

interface Content {
  type?: unknown;
  text?: unknown;
  data?: unknown;
  uri?: unknown;
  mime_type?: unknown;
}

/** Text of an input. The server checks little: an empty one makes a clip as well. @throws Refusal for media without bytes */
function textIn(input: unknown): string {
  if (typeof input === 'string') return input;
  if (!Array.isArray(input)) throw new Refusal('invalid', 'Invalid input.');
  return (input as Content[])
    .map(({ type, text, data, uri, mime_type: medium }) => {
      if (type === 'text' && typeof text === 'string') return text;
      const isWhole = typeof uri === 'string' || (typeof data === 'string' && typeof medium === 'string');
      if (!isWhole || data === '') throw new Refusal('invalid', `Invalid content of type ${String(type)}.`);
      return '';
    })
    .join('');
}

const words = {
  queued: 'queued',
  running: 'in_progress',
  stuck: 'pondering',
  completed: 'completed',
  failed: 'failed',
};

function interaction(job: Job, output: object = {}): Record<string, unknown> {
  const { id, life, ticket, cancelled, scenario } = job;
  const withheld = life.phase === 'failed' && scenario.ending === 'moderated';
  return {
    id,
    object: 'interaction',
    status: cancelled ? 'cancelled' : withheld ? 'completed' : words[life.phase],
    model: ticket.model,
    created: new Date(ticket.created).toISOString(),
    updated: new Date(life.completed ?? ticket.created).toISOString(),
    ...(ticket.parent !== undefined && { previous_interaction_id: ticket.parent }),
    ...output,
  };
}

const tokensPerSecond = 5792;

async function get(call: Call, world: World): Promise<Answer> {
  const job = world.jobs.find(call.id);
  const { life, scenario, ticket, cancelled } = job;
  if (cancelled || (life.phase !== 'completed' && life.phase !== 'failed')) return json(interaction(job));
  if (life.phase === 'failed' && scenario.ending === 'failed') {
    return json(interaction(job, { errors: [{ code: 'internal', message: failureOf(job).message }] }));
  }
  const isWithheld = life.phase === 'failed';
  const tokens = isWithheld ? 0 : ticket.seconds * tokensPerSecond;
  const usage = {
    total_output_tokens: tokens,
    ...(!isWithheld && { output_tokens_by_modality: [{ modality: 'video', tokens }] }),
  };
  const clip = scenario.withoutMedia ? [] : [await video(job, call, world)];
  const steps = [
    { type: 'user_input', content: [{ type: 'text', text: job.prompt ?? '' }] },
    { type: 'thought', signature: 'c2FuZGJveA==' },
    { type: 'model_output', content: isWithheld ? [{ type: 'text', text: failureOf(job).message }] : clip },
  ];
  return json(interaction(job, { usage, steps }));
}

const bare = (job: Job): Job => ({ ...job, ticket: { ...job.ticket, size: job.ticket.size.replace(inline, '') } });

async function video(job: Job, call: Call, { clips }: World): Promise<Record<string, unknown>> {
  const type = { type: 'video', mime_type: 'video/mp4' };
  if (!job.ticket.size.endsWith(inline)) {
    const [, version = ''] = new RegExp(`^${base}/([^/]+)`).exec(call.url.pathname) ?? [];
    return { ...type, uri: `${call.origin}${base}/${version}/files/${job.id}:download?alt=media` };
  }
  const { bytes } = await clips.get(clipOf(bare(job)), 'video');
  return { ...type, data: bytes.toString('base64') };
}

function cancel(call: Call, { jobs }: World): Answer {
  const { life } = jobs.find(call.id);
  if (life.phase === 'completed' || life.phase === 'failed') {
    throw new Refusal('invalid', 'Only running background interactions can be cancelled.');
  }
  return json(interaction(jobs.cancel(call.id)));
}

function remove(call: Call, { jobs }: World): Answer {
  jobs.find(call.id);
  jobs.delete(call.id);
  return json({});
}

async function content(call: Call, { jobs, clips }: World): Promise<Answer> {
  const job = jobs.find(call.id);
  requireMedia(job);
  return serve(await clips.get(clipOf(bare(job)), 'video'), call.headers);
}

function models(): Answer {
  // Omni's models do not say that they make clips.
  const rows = Object.entries(scenarios).map(([id, { label }]) => ({
    name: `models/${id}`,
    displayName: label,
    supportedGenerationMethods: ['generateContent', 'countTokens'],
  }));
  return json({ models: rows });
}

const says: Record<Reason, [status: number, code: string, message: string]> = {
  unauthorised: [400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.'],
  noRoute: [404, 'not_found', 'Requested entity was not found.'],
  notFound: [400, 'invalid_request', 'Invalid interaction name.'],
  contentNotFound: [404, 'not_found', 'Requested entity was not found.'],
  notReady: [404, 'not_found', 'Requested entity was not found.'],
  gone: [403, 'permission_denied', 'You do not have permission to access the File or it may not exist.'],
  invalid: [400, 'invalid_request', 'Request contains an invalid argument.'],
  moderated: [400, 'invalid_request', 'The request was blocked by our safety policy.'],
  conflict: [409, 'aborted', 'Conflict.'],
  tooLarge: [413, 'invalid_request', 'Request payload size exceeds the limit.'],
  fault: [500, 'internal', 'An internal error has occurred.'],
};

/** `{"error"}` with a word as its code; a list of Google's own errors where its front end refuses a key. */
function refuse({ reason, message, facts }: Refusal): Answer {
  const [usual, word, words] = says[reason];
  const status = facts.status ?? usual;
  if (reason === 'unauthorised') {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }];
    return json([{ error: { code: status, message: words, status: word, details } }], status);
  }
  return json({ error: { code: facts.code ?? word, message: message || words } }, status);
}
