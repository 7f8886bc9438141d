import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import type { AnswerPath, ReadingRules } from '../answerPlaces';
import type { JobPage, JobStatus, MediaInput, RemoteJob } from '../types';
import { isUnnamed, unnamedId } from '../unnamed';
import { findClips, findListedClips, findThumbnail } from './addresses';
import { bareId, idOf, type JobPlace, locateJob, requestIdOf } from './envelope';
import { findInlineClip, withReplaced } from './inlineClip';
import { parseNested } from './json';
import {
  asId,
  asNumber,
  asText,
  asTextWithin,
  field,
  findValue,
  firstValue,
  Mismatch,
  namesAlong,
  pathsOf,
  valueAt,
} from './read';
import { decodeReason, findReason, isModerated } from './reasons';
import { originalNames, respelled } from './respell';
import { decodePosition, decodeProgress, decodeSeconds, decodeTime } from './scalars';
import { isFinal, knownStatus } from './status';

/** Part of a job that is read from a response. */
export type JobPart =
  | 'id'
  | 'status'
  | 'progress'
  | 'address'
  | 'thumbnail'
  | 'error'
  | 'model'
  | 'prompt'
  | 'seconds'
  | 'size'
  | 'createdAt'
  | 'completedAt'
  | 'expiresAt'
  | 'parentId'
  | 'queue'
  | 'cost';

export interface DecodeContext {
  baseUrl: string;
  requestId?: string;
  /** Id that was requested. It stays the job's id, even if the response names another. */
  id?: string;
  /** Set for the response to a create, which may lack a status, or an id if it holds the clip. */
  created?: boolean;
  /** Model and inputs of the create that is answered. */
  model?: string;
  inputs?: readonly MediaInput[];
  /** Overrides of one server, tried before the usual paths. */
  rules?: ReadingRules;
  /** Called with the path of each part that was read, for "Diagnose". */
  trace?(part: JobPart, path: string): void;
}

/** Lengths at which the fields of a record are cut; the whole response stays in `raw`. In characters. */
const maxWordLength = 200;
const maxPromptLength = 100_000;
const asWord = asTextWithin(maxWordLength);

/** How a response is read: as it came, or with its names respelled and in envelopes that are not known. */
interface Reading {
  /** The response as it came, if it is read in another spelling. */
  original?: unknown;
  isLoose?: boolean;
}

/**
 * Decodes a job of any server that speaks the OpenAI Videos API or something near it: OpenAI's VideoResource, new-api's
 * OpenAIVideo (dto/openai_video.go), its task form under `data` or flat, the gateways' unified form with `detail`,
 * ope.ai's with upper-case statuses, OpenRouter's VideoGenerationResponse, and results without a job.
 * @throws Mismatch
 */
export function decodeJob(response: unknown, context: DecodeContext): RemoteJob {
  const answer = onlyOf(typeof response === 'string' ? (parseNested(response) ?? response) : response, context);
  try {
    const job = readJob(response, answer, context);
    if (!isUnnamed(job.id)) return job;
    // The id may be in another spelling than the clip.
    const other = readLoosely(response, answer, context);
    return other && !isUnnamed(other.id) ? other : job;
  } catch (error) {
    const job = error instanceof Mismatch ? readLoosely(response, answer, context) : undefined;
    if (!job) throw error;
    return job;
  }
}

/** Reads a response once more, without regard to how its fields are spelled and its envelope is named. */
function readLoosely(response: unknown, answer: unknown, context: DecodeContext): RemoteJob | undefined {
  const copy = respelled(answer) ?? answer;
  const trace = (part: JobPart, path: string) =>
    context.trace?.(part, originalNames(answer, path.split('.')).join('.'));
  try {
    return readJob(response, copy, { ...context, trace }, { original: answer, isLoose: true });
  } catch (error) {
    if (error instanceof Mismatch) return undefined;
    throw error;
  }
}

function readJob(
  response: unknown,
  answer: unknown,
  context: DecodeContext,
  { original = answer, isLoose }: Reading = {},
): RemoteJob {
  const place = locateJob(answer, context.created, isLoose);
  if (!place) throw new Mismatch(l10n.t('a job as a JSON object'));
  const { baseUrl, trace, rules: { answer: rules = {} } = {} } = context;
  const places = [{ value: place.job, prefix: place.prefix }, ...place.around];
  const report =
    (part: JobPart, prefix = '') =>
    (path: string) =>
      trace?.(part, prefix + path);
  /** Reads one part at the path of an override, otherwise at the usual paths of the job and of what is around it. */
  const find = <T>(
    part: JobPart,
    paths: readonly string[],
    read: (value: unknown) => T | undefined,
    rule?: AnswerPath,
  ) => {
    const overridden = findValue(answer, pathsOf(rule), read, report(part));
    if (overridden !== undefined) return overridden;
    for (const { value, prefix } of places) {
      const result = findValue(value, paths, read, report(part, prefix));
      if (result !== undefined) return result;
    }
    return undefined;
  };

  const { clip } = rules;
  const holder = clip === undefined ? answer : valueAt(answer, clip);
  const listed = findListedClips(holder, baseUrl, rules.address);
  const clips = listed ?? (clip === undefined ? findListedClips(place.job, baseUrl) : undefined) ?? [];
  const start = clip === undefined ? [] : namesAlong(answer, clip);
  const inline = clips.length === 0 ? findInlineClip(answer, start) : undefined;
  const hasClip = clips.length > 0 || inline !== undefined;
  const id =
    context.id ??
    findValue(answer, pathsOf(rules.id), asId, report('id')) ??
    idOf(place, report('id', place.prefix), context.created && hasClip) ??
    (context.created ? (bareId(answer, report('id')) ?? (hasClip ? unnamedId(randomUUID()) : undefined)) : undefined);
  if (id === undefined) throw new Mismatch(l10n.t('a job with an "id"'));
  // Trace the path of the id, too: the response may name another id than the requested one.
  if (context.id !== undefined) idOf(place, report('id', place.prefix));

  const { word, status: named } = readStatus(answer, place, context, hasClip);
  const isUnnamedFailure = context.created && word === undefined && !hasClip && findReason(places, false) !== undefined;
  let status = isUnnamedFailure ? 'failed' : named;
  const urls =
    status === 'completed' ? findClips(holder, baseUrl, rules.address, report('address', clip && `${clip}.`)) : [];
  const found = urls.length > 0 ? urls : status === 'completed' ? clips : [];
  if (status === 'completed' && found.length === 0 && !inline && places.some(({ value }) => isModerated(value))) {
    status = 'failed';
  }
  const hasFailed = isFinal(status) && status !== 'completed';
  const error =
    status === 'completed'
      ? undefined
      : (findValue(answer, pathsOf(rules.error), decodeReason, report('error')) ??
        findReason(places, hasFailed, report('error')));
  const isUnknown = word !== undefined && knownStatus(word, context.rules?.statuses) === undefined;
  return prune({
    id,
    otherIds: otherIdsOf(place, id),
    status,
    providerStatus: word,
    statusUnknown: isUnknown || undefined,
    clipUrlSeen: (isUnknown && clips.length > 0) || undefined,
    progress:
      find('progress', progressPaths, decodeProgress, rules.progress) ?? find('progress', fractions, decodeFraction),
    queuePosition: find('queue', ['queue_position', 'queuePosition'], decodePosition, rules.queue),
    model: find('model', ['model', 'model_name', 'modelName'], asWord, rules.model),
    prompt: find('prompt', ['prompt'], asTextWithin(maxPromptLength), rules.prompt),
    seconds: find('seconds', ['seconds', 'duration'], decodeSeconds, rules.seconds),
    size: find('size', ['size'], asWord),
    createdAt: find('createdAt', ['created_at', 'createdAt', 'created', 'submit_time'], decodeTime, rules.createdAt),
    completedAt: find(
      'completedAt',
      ['completed_at', 'completedAt', 'finished_at', 'finish_time'],
      decodeTime,
      rules.completedAt,
    ),
    expiresAt: find('expiresAt', ['expires_at', 'expiresAt'], decodeTime, rules.expiresAt),
    parentId: find(
      'parentId',
      ['remixed_from_video_id', 'remix_video_id', 'previous_job_id'],
      asParent,
      rules.parentId,
    ),
    error,
    outputs: found.length > 1 ? found.length : undefined,
    urls: found.length > 0 ? found : undefined,
    inlineClip: status === 'completed' ? inline?.clip : undefined,
    fileId: status === 'completed' && !hasClip && found.length === 0 ? find('address', fileIdPaths, asWord) : undefined,
    thumbnailUrl: findThumbnail(answer, baseUrl, rules.thumbnail, report('thumbnail')),
    raw: inline ? withReplaced(original, originalNames(original, inline.path), sizeText(inline.clip)) : response,
    requestId: context.requestId,
  });
}

/** Opens the forms that only the response to a create has: a list with one job, an id, or addresses of clips. */
function onlyOf(answer: unknown, context: DecodeContext): unknown {
  if (!context.created) return answer;
  if (typeof answer === 'string' && isWebAddress(answer)) return { url: answer };
  if (typeof answer === 'number' || (typeof answer === 'string' && /\d/.test(answer))) return { data: answer };
  if (!Array.isArray(answer)) return answer;
  if (answer.length === 1) return onlyOf(answer[0], context);
  if (answer.length === 0) return answer;
  return answer.every(isWebAddress) ? { urls: answer } : { data: answer };
}

const isWebAddress = (value: unknown): boolean => typeof value === 'string' && /^\s*https?:\/\//i.test(value);

const sizeText = ({ contentType, bytes }: NonNullable<RemoteJob['inlineClip']>): string =>
  `(${contentType}, ${bytes.length} bytes)`;

const progressPaths = ['progress', 'percent', 'progress_percent', 'percentage', 'detail.progress'];
const fractions = ['progress_pct', 'detail.progress_pct', 'detail.pending_info.progress_pct'];
const decodeFraction = (value: unknown): number | undefined => decodeProgress(value, true);
const fileIdPaths = [
  'file_id',
  'fileId',
  'file.id',
  'output.file_id',
  'result.file_id',
  'data.file_id',
  'file.file_id',
];

/** Not `video_id`, which may be the source of a remix. */
const otherNames = ['id', 'task_id', 'taskId'];

function otherIdsOf({ job }: JobPlace, id: string): string[] | undefined {
  const named = [...otherNames.map((name) => asId(field(job, name))), requestIdOf(job)];
  const others = named.flatMap((other) => other ?? []).filter((other) => other !== id);
  return others.length > 0 ? [...new Set(others)] : undefined;
}

/** Reads the id of the source job; some servers put the URL of its clip there. */
function asParent(value: unknown): string | undefined {
  const id = asId(value);
  return id === undefined || /^(https?|data):/i.test(id.trim()) ? undefined : id;
}

/** @throws Mismatch if there is neither a status nor anything that stands for one */
function readStatus(
  answer: unknown,
  place: JobPlace,
  { created = false, rules = {}, trace }: DecodeContext,
  hasClip: boolean,
): { word?: string; status: JobStatus } {
  const overridden = findValue(answer, pathsOf(rules.answer?.status), asWord, (path) => trace?.('status', path));
  const word = overridden ?? ownWord(place, created && !hasClip, trace) ?? wordAround(place, trace);
  if (word !== undefined) {
    const status = knownStatus(word, rules.statuses) ?? 'in_progress';
    const inner = asText(valueAt(place.job, 'detail.pending_info.status'));
    // Sora gateways report `pending` until the end, and the real state inside.
    const isWorking =
      status === 'queued' && inner !== undefined && (knownStatus(inner) ?? 'in_progress') === 'in_progress';
    return { word, status: isWorking ? 'in_progress' : status };
  }
  const done = findValue(place.job, doneFlags, (value) => (typeof value === 'boolean' ? value : undefined));
  if (done === false) return { status: 'in_progress' };
  if (done === true) {
    const reason = hasClip ? undefined : findReason([{ value: place.job, prefix: '' }], false);
    return { status: reason ? 'failed' : 'completed' };
  }
  if (hasClip) return { status: 'completed' };
  if (created) return { status: 'queued' };
  throw new Mismatch(l10n.t('a job with a "status"'));
}

const doneFlags = ['done', 'is_done', 'isDone', 'finished', 'is_finished', 'isFinished', 'completed', 'is_completed'];

/** Reads the job's own word, unless it can only be that of the transport: an HTTP status, or `success` of a create. */
function ownWord(place: JobPlace, isFreshJob: boolean, trace: DecodeContext['trace']): string | undefined {
  const { job, prefix, statusPath, isAmbiguous } = place;
  if (statusPath === undefined) return undefined;
  const word = asWord(valueAt(job, statusPath));
  const isHttpStatus = word !== undefined && /^[1-5]\d\d$/.test(word.trim());
  if (isHttpStatus || (isAmbiguous && isFreshJob && !/^\d+$/.test(word ?? ''))) return undefined;
  trace?.('status', prefix + statusPath);
  return word;
}

/** Reads the word of an object around the job, if it is surely that of a job. */
function wordAround({ around }: JobPlace, trace: DecodeContext['trace']): string | undefined {
  for (const { value, prefix } of around) {
    const word = findValue(value, ['status', 'state'], asWord, (path) => trace?.('status', prefix + path));
    const status = word === undefined ? undefined : knownStatus(word);
    if (status !== undefined && (!isFinal(status) || /^(completed|succeeded|failed|cancelled)$/i.test(word ?? ''))) {
      return word;
    }
  }
  return undefined;
}

/**
 * Decodes one page of `GET /videos`. The items may be short (`{id, object, model, status}`), and `data` may be the only
 * field, as in the example of OpenAI's own document; then it is the last page.
 * @throws Mismatch
 */
export function decodePage(
  answer: unknown,
  context: DecodeContext & { after?: string; limit?: number; places?: ListPlaces },
  decode: typeof decodeJob = decodeJob,
): JobPage {
  const { after, limit = Infinity, places } = context;
  const data = valueAt(answer, places?.items ?? 'data');
  if (!Array.isArray(data)) throw new Mismatch(l10n.t('a list of jobs in "{0}"', places?.items ?? 'data'));
  if (places) {
    const jobs = jobsIn(data, context, decode);
    const next = places.numbered
      ? nextNumber(answer, context, places.numbered)
      : places.next === undefined || (places.more !== undefined && valueAt(answer, places.more) === false)
        ? undefined
        : cursorIn(asText(valueAt(answer, places.next)));
    return next !== undefined && next !== after && jobs.length > 0 ? { jobs, next } : { jobs };
  }
  // A server without pages sends all it has each time: what comes after the cursor, and no more than was requested.
  const start = after === undefined ? 0 : data.findIndex((item) => asId(firstValue(item, otherNames)) === after) + 1;
  const items = data.slice(start, start + limit) as unknown[];
  const jobs = jobsIn(items, context, decode);
  const hasMore = field(answer, 'has_more') === true;
  const isCut = start + items.length < data.length;
  const next = isCut ? jobs.at(-1)?.id : hasMore ? (asText(field(answer, 'last_id')) ?? jobs.at(-1)?.id) : undefined;
  // A server that repeats its cursor would be polled forever.
  return next !== undefined && next !== context.after && jobs.length > 0 ? { jobs, next } : { jobs };
}

/** Decodes the jobs of a page without those that cannot be read, which are polled by themselves. @throws Mismatch if there is no other */
function jobsIn(items: readonly unknown[], context: DecodeContext, decode: typeof decodeJob): RemoteJob[] {
  let mismatch: Mismatch | undefined;
  const jobs = items.flatMap((item) => {
    try {
      return [decode(item, { ...context, id: undefined })];
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      mismatch ??= error;
      return [];
    }
  });
  if (mismatch && jobs.length === 0) throw mismatch;
  return jobs;
}

interface ListPlaces {
  items: string;
  next?: string;
  more?: string;
  numbered?: { limit: number; total: string };
}

/** Number of the next page, if there are more jobs than those of the pages so far. */
function nextNumber(
  answer: unknown,
  { after, limit }: { after?: string; limit?: number },
  { limit: usual, total }: NonNullable<ListPlaces['numbered']>,
): string | undefined {
  const page = Number(after ?? 1);
  const count = asNumber(valueAt(answer, total)) ?? 0;
  return page * (limit ?? usual) < count ? String(page + 1) : undefined;
}

/** Reads a cursor, which may be the parameter `cursor` of an address. */
const cursorIn = (next: string | undefined): string | undefined =>
  next !== undefined && URL.canParse(next) ? (new URL(next).searchParams.get('cursor') ?? undefined) : next;

/** Sets the cost in US dollars, if the server reports one. @param unit number of the server's units per dollar */
export function decodeCost(job: RemoteJob, answer: unknown, path: string, { trace }: DecodeContext, unit = 1): void {
  const amount = findValue(answer, [path], asNumber, (match) => trace?.('cost', match));
  if (amount !== undefined) job.cost = { amount: amount / unit, currency: 'USD', source: 'reported' };
}

function prune(job: RemoteJob): RemoteJob {
  return Object.fromEntries(Object.entries(job).filter(([, value]) => value !== undefined)) as unknown as RemoteJob;
}
