import { type Answer, type Call, json, type Reason, Refusal } from '../http';
import type { Job } from '../jobs';
import { serve } from '../media';
import { scenarios } from '../scenarios';
import {
  bearer,
  clipOf,
  failureOf,
  positiveInteger,
  requireJson,
  requireMedia,
  type System,
  type World,
} from './system';

const base = '/gemini/v1beta';

/** Veo in the Gemini API: long-running operations, and files that require the key. */
export const gemini: System = {
  base,
  baseUrlPath: base,
  idPrefix: 'op-',
  nameOf,
  requestIdHeader: 'x-request-id',
  keys: (headers) => [headers['x-goog-api-key'] as string | undefined, bearer(headers)],
  refuse,
  routes: [
    { method: 'POST', path: '/models/{model}:predictLongRunning', operation: 'create', handle: create },
    { method: 'GET', path: '/models/{model}/operations/{id}', operation: 'get', handle: get },
    { method: 'GET', path: '/files/{id}:download', operation: 'content', handle: content },
    { method: 'GET', path: '/models', operation: 'models', handle: models },
  ],
};

interface Instance {
  prompt?: unknown;
  image?: { bytesBase64Encoded?: unknown; mimeType?: unknown };
  video?: { uri?: unknown };
}

function create(call: Call, { jobs }: World): Answer {
  requireJson(call);
  const { instances, parameters = {} } = call.body.fields as {
    instances?: Instance[];
    parameters?: { aspectRatio?: unknown; resolution?: unknown; durationSeconds?: unknown };
  };
  const [instance] = Array.isArray(instances) ? instances : [];
  if (typeof instance?.prompt !== 'string' || instance.prompt === '') {
    throw new Refusal('invalid', 'prompt is required.');
  }
  const { image, video } = instance;
  if (image && !(isText(image.bytesBase64Encoded) && isText(image.mimeType))) {
    throw new Refusal('invalid', 'Invalid image.');
  }
  if (video && !isText(video.uri)) throw new Refusal('invalid', 'Invalid video.');
  const { aspectRatio = '16:9', resolution = '720p', durationSeconds } = parameters;
  if (!['16:9', '9:16'].includes(String(aspectRatio))) throw new Refusal('invalid', 'Invalid aspectRatio.');
  if (!['720p', '1080p', '4k'].includes(String(resolution))) throw new Refusal('invalid', 'Invalid resolution.');
  const seconds = positiveInteger(durationSeconds, 'durationSeconds', 8);
  const [, encoded = ''] = /\/models\/([^/]+):predictLongRunning$/.exec(call.url.pathname) ?? [];
  const model = decodeURIComponent(encoded);
  return json({ name: nameOf(jobs.create({ prompt: instance.prompt, model, seconds, size: String(aspectRatio) })) });
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

function nameOf({ id, ticket }: Job): string {
  return `models/${encodeURIComponent(ticket.model)}/operations/${id}`;
}

/** Returns an operation; an unsuccessful one has an error, or the reasons why its clips were filtered. */
function get(call: Call, { jobs }: World): Answer {
  const job = jobs.find(call.id);
  const { life, scenario } = job;
  const name = nameOf(job);
  if (life.phase === 'failed' && scenario.ending === 'moderated') {
    const reasons = { raiMediaFilteredCount: 1, raiMediaFilteredReasons: [failureOf(job).message] };
    return json({ name, done: true, response: { generateVideoResponse: reasons } });
  }
  if (life.phase === 'failed') return json({ name, done: true, error: { code: 13, message: failureOf(job).message } });
  if (life.phase !== 'completed') return json({ name, metadata: { '@type': 'PredictLongRunningMetadata' } });
  const outputs = scenario.withoutMedia ? 0 : (scenario.outputs ?? 1);
  const uri = `${call.origin}${base}/files/${job.id}:download?alt=media`;
  const generatedSamples = Array.from({ length: outputs }, (_, index) => ({
    video: { uri: index === 0 ? uri : `${uri}&index=${index}` },
  }));
  return json({ name, done: true, response: { generateVideoResponse: { generatedSamples } } });
}

async function content(call: Call, { jobs, clips }: World): Promise<Answer> {
  const job = jobs.find(call.id);
  requireMedia(job);
  return serve(await clips.get(clipOf(job, Number(call.query.get('index') ?? 0)), 'video'), call.headers);
}

function models(): Answer {
  const rows = Object.entries(scenarios).map(([id, { label }]) => ({
    name: `models/${id}`,
    displayName: label,
    supportedGenerationMethods: ['predictLongRunning'],
  }));
  const chat = { name: 'models/chat', displayName: 'No video', supportedGenerationMethods: ['generateContent'] };
  return json({ models: [...rows, chat] });
}

const says: Record<Reason, [code: number, status: string, message: string]> = {
  unauthorised: [400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.'],
  noRoute: [404, 'NOT_FOUND', 'Requested entity was not found.'],
  notFound: [404, 'NOT_FOUND', 'Requested entity was not found.'],
  contentNotFound: [404, 'NOT_FOUND', 'Requested entity was not found.'],
  notReady: [404, 'NOT_FOUND', 'Requested entity was not found.'],
  gone: [403, 'PERMISSION_DENIED', 'You do not have permission to access the File or it may not exist.'],
  invalid: [400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.'],
  moderated: [400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.'],
  conflict: [409, 'ABORTED', 'Conflict.'],
  tooLarge: [413, 'INVALID_ARGUMENT', 'Request payload size exceeds the limit.'],
  fault: [500, 'INTERNAL', 'An internal error has occurred.'],
};

/** Returns a google.rpc.Status; only its details identify a bad key. */
function refuse({ reason, message, facts }: Refusal): Answer {
  const [usual, status, words] = says[reason];
  const code = facts.status ?? usual;
  const why = reason === 'unauthorised' ? 'API_KEY_INVALID' : facts.code;
  const details =
    why === undefined ? {} : { details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: why }] };
  return json({ error: { code, message: message || words, status, ...details } }, code);
}
