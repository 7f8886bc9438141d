import { randomUUID } from 'node:crypto';
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

const base = '/runway/v1';

/** Runway: an endpoint per kind of input, tasks, and one request that cancels or deletes them. */
export const runway: System = {
  base,
  baseUrlPath: base,
  idPrefix: '',
  requestIdHeader: 'x-request-id',
  keys: (headers) => [bearer(headers)],
  refuse,
  routes: [
    { method: 'POST', path: '/text_to_video', operation: 'create', handle: (call, world) => create(call, world) },
    {
      method: 'POST',
      path: '/image_to_video',
      operation: 'create',
      handle: (call, world) => create(call, world, 'promptImage'),
    },
    {
      method: 'POST',
      path: '/video_to_video',
      operation: 'edit',
      handle: (call, world) => create(call, world, 'videoUri', 'promptVideo'),
    },
    { method: 'GET', path: '/tasks/{id}', operation: 'get', handle: get },
    { method: 'DELETE', path: '/tasks/{id}', operation: 'delete', handle: remove },
    { method: 'GET', path: '/organization', operation: 'account', handle: organization },
    { method: 'POST', path: '/uploads', operation: 'upload', handle: startUpload },
    { method: 'POST', path: '/uploads/{id}', operation: 'upload', open: true, handle: upload },
  ],
};

/** @throws Refusal without the header that every request has */
function requireVersion({ headers }: Call): void {
  if (headers['x-runway-version'] !== '2024-11-06') {
    throw new Refusal('invalid', 'The X-Runway-Version header is missing or not a known version.');
  }
}

/** First of two steps: an address, and the fields of the form that is sent there. */
function startUpload(call: Call): Answer {
  requireVersion(call);
  requireJson(call);
  const name = requiredText(call, 'filename');
  if (call.body.fields['type'] !== 'ephemeral') throw new Refusal('invalid', 'Invalid option', { param: 'type' });
  const id = randomUUID();
  return json({
    uploadUrl: `${call.origin}${base}/uploads/${id}`,
    fields: { key: `${id}/${name}` },
    runwayUri: `runway://${id}`,
  });
}

function upload({ body, id }: Call): Answer {
  const { file } = body.files;
  const isFit = body.encoding === 'multipart' && String(body.fields['key']).startsWith(id);
  if (!isFit || !file || file.bytes.length === 0) throw new Refusal('invalid', 'Invalid upload');
  return { status: 204, headers: {}, body: Buffer.alloc(0) };
}

/** @param media fields of which one is required */
function create(call: Call, { jobs }: World, ...media: string[]): Answer {
  requireVersion(call);
  requireJson(call);
  const { fields } = call.body;
  const { ratio = '1280:720', duration } = fields;
  if (media.length > 0 && !media.some((name) => isMedia(fields[name]))) {
    throw new Refusal('invalid', 'Invalid URL', { param: media[0] });
  }
  if (typeof ratio !== 'string' || !/^(\d+:\d+|auto_\d+p|adaptive)$/.test(ratio)) {
    throw new Refusal('invalid', 'Invalid option', { param: 'ratio' });
  }
  if (duration !== undefined && typeof duration !== 'number' && duration !== 'auto') {
    throw new Refusal('invalid', 'Expected number, received string', { param: 'duration' });
  }
  for (const [name, type] of [['references'], ['referenceVideos', 'video'], ['referenceAudio', 'audio']] as const) {
    const items = fields[name];
    const fits = (item: { type?: unknown; uri?: unknown } | null): boolean =>
      isMedia(item?.uri) && (type === undefined || item?.type === type);
    if (items !== undefined && !(Array.isArray(items) && items.every(fits))) {
      throw new Refusal('invalid', 'Invalid input', { param: name });
    }
  }
  const positions = Array.isArray(fields['promptImage']) ? (fields['promptImage'] as { position?: unknown }[]) : [];
  const placed = positions.filter(({ position }) => position !== undefined);
  if (placed.length > 0 && placed.length < positions.length) {
    throw new Refusal('invalid', 'Keyframes and references cannot be mixed', { param: 'promptImage' });
  }
  const seconds = positiveInteger(duration === 'auto' ? undefined : duration, 'duration', 5);
  const model = requiredText(call, 'model');
  const prompt = requiredText(call, 'promptText');
  const { id } = jobs.create({ prompt, model, seconds, size: ratio.replace(':', 'x') });
  return json({ id, estimatedCost: { credits: seconds * creditsPerSecond } });
}

const creditsPerSecond = 12;

/** An address, or a list of objects with one. */
function isMedia(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every((item) => isMedia((item as { uri?: unknown }).uri));
  return typeof value === 'string' && /^(https?|data|runway):/.test(value);
}

const words = { queued: 'PENDING', running: 'RUNNING', stuck: 'PONDERING', completed: 'SUCCEEDED', failed: 'FAILED' };

function get(call: Call, world: World): Answer {
  requireVersion(call);
  const job = world.jobs.find(call.id);
  const { id, life, ticket, cancelled } = job;
  const status = cancelled ? 'CANCELLED' : words[life.phase];
  const hasEnded = cancelled || life.phase === 'completed' || life.phase === 'failed';
  const credits = ticket.seconds * creditsPerSecond;
  return json({
    id,
    createdAt: new Date(ticket.created).toISOString(),
    status,
    ...(hasEnded ? { cost: { credits: cancelled ? 0 : credits } } : { estimatedCost: { credits } }),
    ...(status === 'RUNNING' && { progress: Number(life.progress.toFixed(2)) }),
    ...(status === 'SUCCEEDED' && { output: outputOf(job, world) }),
    ...(status === 'FAILED' && failed(job)),
  });
}

function outputOf(job: Job, world: World): string[] {
  const url = mediaAddress(job, world);
  return url === undefined ? [] : [url];
}

function failed(job: Job): Record<string, string> {
  const isModerated = job.scenario.ending === 'moderated';
  return {
    failure: failureOf(job).message,
    failureCode: isModerated ? 'SAFETY.OUTPUT.VIDEO' : 'INTERNAL.BAD_OUTPUT.CODE01',
  };
}

/** Ends a task, or deletes one that has ended. */
function remove(call: Call, { jobs }: World): Answer {
  requireVersion(call);
  const { life, cancelled } = jobs.find(call.id);
  if (cancelled || life.phase === 'completed' || life.phase === 'failed') jobs.delete(call.id);
  else jobs.cancel(call.id);
  return { status: 204, headers: {}, body: Buffer.alloc(0) };
}

function organization(call: Call): Answer {
  requireVersion(call);
  const models = { 'gen4.5': { maxConcurrentGenerations: 2, maxDailyGenerations: 200 } };
  return json({
    creditBalance: 1000,
    tier: { maxMonthlyCreditSpend: 10_000, models },
    usage: { models: { 'gen4.5': { dailyGenerations: 1 } } },
  });
}

const says: Record<Reason, [status: number, error: string]> = {
  unauthorised: [401, 'Unauthorized'],
  noRoute: [404, 'Not found'],
  notFound: [404, 'Task not found'],
  contentNotFound: [404, 'Task not found'],
  notReady: [404, 'Task not found'],
  gone: [404, 'Task not found'],
  invalid: [400, 'Validation of body failed'],
  moderated: [400, 'The prompt was moderated'],
  conflict: [409, 'Conflict'],
  tooLarge: [413, 'Request body too large'],
  fault: [500, 'Internal server error'],
};

/** `{"error","docUrl","issues"}`, the error being a text. */
function refuse({ reason, message, facts }: Refusal): Answer {
  const [usualStatus, usual] = says[reason];
  const { param, status = usualStatus } = facts;
  const docUrl = 'https://docs.dev.runwayml.com/api';
  if (param === undefined || reason !== 'invalid') return json({ error: message || usual, docUrl }, status);
  return json({ error: usual, issues: [{ code: 'custom', path: [param], message }], docUrl }, status);
}
