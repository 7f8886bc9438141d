import { setTimeout as sleep } from 'node:timers/promises';
import type { Asset } from '../../../../src/sandbox/clips';
import { type Answer, html, json, type Operation, Refusal } from '../../../../src/sandbox/http';
import { dataUrl } from '../../../../src/sandbox/media';
import { hostile, mistyped, withHostileId } from './hostile';
import { type Rest, rests } from './splice';
import { type FaultyAnswer, onWire } from './wire';

export interface FaultOptions {
  /** HTTP status, for `status`, `html`, `redirect`, `noBody`. */
  status?: number;
  /** Value of `Retry-After`, for `status`. */
  retryAfter?: number | string;
  /** The provider's words and code, for `status` and `jsonError200`. */
  message?: string;
  code?: string;
  /** Headers to add, for `status` and `dressed`. */
  headers?: Record<string, string>;
  /** Wait before answering, for `slow`; between two headers, for `slowHeaders`. */
  delayMs?: number;
  /** Pace of the body, for `slow` and `drip`. */
  bytesPerSecond?: number;
  /**
   * Bytes sent before the connection is closed, for `cut`, or before the drops, for `drip`; of a JSON, for
   * `truncatedJson`; of `hugeJson`.
   */
  bytes?: number;
  /** What the rest of a clip is answered with, for `splice`. */
  rest?: Rest;
  /** Where to, for `redirect` and `redirectElsewhere`. */
  to?: string;
  /** For `hostile`: dress the id up as well. */
  dressId?: boolean;
  /** For `cut`: name no length, so that only the framing shows it. */
  chunked?: boolean;
}

interface FaultContext extends FaultOptions {
  url: URL;
  operation?: Operation;
  /** Of the job that was asked for; empty where none was. */
  jobId: string;
  /** ms since the epoch. */
  now: number;
  /** The clip that belongs to the job, and its signed address on another origin. */
  clip(): Promise<{ asset: Asset; address: string }>;
  /** Another clip, as the file would be after it was replaced. */
  other(): Promise<Asset>;
  /** The system's own way to say an error. */
  refuse(refusal: Refusal): Answer;
}

/** `made` answers as if nothing were wrong, and has its effects: a job it creates exists, whatever the client sees. */
type Effect = (made: () => Promise<Answer>, context: FaultContext) => Promise<FaultyAnswer>;

export const effects = {
  status: async (_, { status = 500, retryAfter, message, code, headers, refuse }) => {
    const answer = refuse(new Refusal('fault', message, { status, code }));
    const retry: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
    return { ...answer, headers: { ...answer.headers, ...retry, ...headers } };
  },
  slow: async (made, { delayMs = 1000, bytesPerSecond }) => {
    await sleep(delayMs);
    return onWire(await made(), { bytesPerSecond });
  },
  slowHeaders: async (made, { delayMs = 1000 }) => onWire(await made(), { headersEvery: delayMs }),
  drip: async (made, { bytes, bytesPerSecond = 10 }) => {
    const answer = await made();
    return onWire(answer, { bytesPerSecond, atOnce: bytes ?? Math.floor(answer.body.length / 2) });
  },
  reset: async (made) => onWire(await made(), { reset: true }),
  cut: async (made, { bytes, chunked }) => {
    const answer = await made();
    return onWire(answer, { chunked, cutAfter: bytes ?? Math.floor(answer.body.length / 2) });
  },
  splice: async (made, { rest = 'otherTag', clip, other }) => {
    const answer = await made();
    if (answer.status !== 206) return onWire(answer, { cutAfter: Math.floor(answer.body.length / 2) });
    return rests[rest](answer, (await clip()).asset, await other());
  },
  truncatedJson: async (made, { bytes }) => {
    const answer = await made();
    return { ...answer, body: answer.body.subarray(0, bytes ?? Math.floor(answer.body.length / 2)) };
  },
  empty: async (made) => ({ ...(await made()), body: Buffer.alloc(0) }),
  html: async (made, { status = 200 }) => {
    await made();
    return html(status);
  },
  wrongJson: async (made) => {
    await made();
    return json({ hello: 'world', items: [1, 2, 3] });
  },
  wrongTypes: async (made) => changed(await made(), mistyped),
  hostile: async (made, { dressId }) => changed(await made(), dressId ? withHostileId : hostile),
  nestedId: async (made) => changed(await made(), nestedId),
  jsonNull: async (made, { operation, jobId, now }) => {
    if (operation !== 'content') return changed(await made(), () => null);
    return json({ id: jobId, status: 'completed', video_url: null, enhanced_prompt: '', status_update_time: now });
  },
  jsonError200: async (made, { message = 'The task failed upstream.', code = 'upstream_error' }) => {
    await made();
    return json({ error: { message, type: 'server_error', code } });
  },
  hugeJson: async (made, { bytes = 10 * 1024 * 1024 }) => {
    await made();
    return json({ object: 'list', data: [], padding: 'x'.repeat(bytes) });
  },
  provisional: async (made) => onWire(await made(), { provisional: true }),
  dressed: async (made, { headers }) => {
    const answer = await made();
    return { ...answer, headers: { ...answer.headers, ...headers } };
  },
  loopingList: async (made) => changed(await made(), looping),
  shortList: async (made) => changed(await made(), (value) => pick(value, ['object', 'data', 'results', 'items'])),
  envelope: async (made) => changed(await made(), (data) => ({ status: 200, message: 'success', data })),
  inlineClip: async (made, { clip }) => {
    await made();
    return json({ created: 1, data: [{ b64_json: (await clip()).asset.bytes.toString('base64') }] });
  },
  noBody: async (made, { status = 204 }) => {
    await made();
    return { status, headers: {}, body: Buffer.alloc(0) };
  },
  picture: async () => ({ status: 200, headers: { 'content-type': 'image/png' }, body: picture }),
  jsonUrl: async (_, { clip }) => json({ status: 'completed', video_url: (await clip()).address }),
  dataUrl: async (_, { clip }) => json({ status: 'completed', video_url: dataUrl((await clip()).asset) }),
  bytes: async (_, { clip }) => whole((await clip()).asset),
  redirect: async (made, { url, to, status = 302 }) => {
    if (url.searchParams.has('hop')) return made();
    const next = new URL(url);
    next.searchParams.set('hop', '1');
    return redirection(status, to ?? next.href);
  },
  redirectElsewhere: async (_, { clip, to, status = 302 }) => redirection(status, to ?? (await clip()).address),
} satisfies Record<string, Effect>;

/** The start of a PNG, which is all that tells what it is. */
const picture = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(500, 7)]);

export type FaultKind = keyof typeof effects;

function redirection(status: number, location: string): Answer {
  return { status, headers: { location }, body: Buffer.alloc(0) };
}

function whole({ bytes, contentType }: Asset): Answer {
  return { status: 200, headers: { 'content-type': contentType }, body: bytes };
}

/** The answer with its JSON changed; anything else as it is. */
function changed(answer: Answer, change: (value: unknown) => unknown): Answer {
  if (!answer.headers['content-type']?.startsWith('application/json')) return { ...answer, ...json(change({})) };
  const value: unknown = JSON.parse(answer.body.toString());
  return { ...answer, body: Buffer.from(JSON.stringify(change(value))) };
}

/** Each job under an id that means nothing here, and the right one as that of its task. */
function nestedId(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const job = value as { id?: unknown; task_id?: unknown; data?: unknown };
  if (Array.isArray(job.data)) return { ...job, data: job.data.map(nestedId) };
  if (typeof job.data === 'object' && job.data !== null && !('status' in job)) {
    return { ...job, data: nestedId(job.data) };
  }
  const id = job.id ?? job.task_id;
  return { ...job, ...(id !== undefined && { task_id: id }), id: 'upstream-1' };
}

/** A page with each job twice, and a next page that is the same again. */
function looping(value: unknown): unknown {
  const { data = [] } = value as { data?: { id?: unknown }[] };
  if (!Array.isArray(data)) return value;
  return { ...(value as object), data: [...data, ...data], has_more: true, last_id: data.at(-1)?.id };
}

function pick(value: unknown, names: string[]): unknown {
  return Object.fromEntries(Object.entries(value as object).filter(([name]) => names.includes(name)));
}
