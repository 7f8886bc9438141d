import { unwanted } from './addresses';
import { parseNested } from './json';
import { asId, asText, field, findValue, firstValue, isRecord, type JsonRecord, valueAt } from './read';

/** Where a response holds its job: the object, its path with a trailing dot, and the objects around it, innermost first. */
export interface JobPlace {
  job: JsonRecord;
  prefix: string;
  around: { value: JsonRecord; prefix: string }[];
  /** Path of the job's status word within `job`; undefined if it has none of its own. */
  statusPath?: string;
  /** True if the status word may be that of the transport: `success`, `ok`, a number. */
  isAmbiguous?: boolean;
}

/** Fields that envelopes wrap a job in. A list stands for its first item, a string for the JSON in it. */
const wrappers = [
  ...['data', 'result', 'results', 'output', 'task', 'job', 'video', 'generation', 'response', 'body', 'payload'],
  ...['tasks', 'jobs', 'videos', 'generations', 'item', 'items', 'resp', 'video_task', 'task_info', 'taskInfo'],
];
/** Names of further envelopes (`createVideo`, `responseData`), looked into only where no known one holds a job. */
const looseWrapper =
  /video|task|job|generat|predict|render|creat|submi|clip|movie|animation|operation|result|response|resp$|payload|body|output|data|record|entry/i;
const maxDepth = 5;
const maxLevels = 100;

/** Ids of a job, in order of precedence. `video_id` may also be the source of a remix, so it comes late. */
const idNames = [
  ...['id', 'task_id', 'taskId', 'job_id', 'jobId', 'video_id', 'videoId', 'generation_id', 'generationId'],
  ...['prediction_id', 'predictionId', 'operation_id', 'operationId', 'uuid', 'task_uuid', 'taskUUID'],
];
/** Ids of a request, which only xAI and its kin use for the job. */
const requestIdNames = ['request_id', 'requestId'];

const taskIdNames = idNames.filter((name) => name !== 'id' && name !== 'uuid');

const statusPaths = [
  ...['status', 'state', 'task_status', 'taskStatus', 'job_status', 'jobStatus', 'task_state', 'taskState'],
  ...['video_status', 'generation_status', 'run_status', 'status.state', 'status.status', 'status.name'],
  ...['status.status_str', 'detail.status', 'detail.pending_info.status'],
];

/** Fields that a job has and an envelope does not. */
const jobFields = [
  ...['object', 'model', 'progress', 'created_at', 'createdAt', 'submit_time', 'prompt', 'seconds', 'duration', 'size'],
  ...['completed_at', 'completedAt', 'finish_time', 'finished_at', 'fail_reason', 'failure_reason', 'video_url', 'url'],
  ...['outputs', 'polling_url', 'usage', 'queue_position', 'done', 'urls', 'unsigned_urls', 'video', 'expires_at'],
];

const transportFields = [
  ...['code', 'message', 'msg', 'success', 'ok', 'data', 'output', 'result', 'error', 'errors', 'status_code'],
];

/** Words with which a transport reports that a request went well. */
const transportWords =
  /^(?:success|successful|succeed|ok|okay|true|done|none|null|请求成功|成功|操作成功|提交成功|\d{1,5})$/i;

/** True for a word that tells nothing about a job, such as `success`, `ok` and 200. */
export const isTransportWord = (value: unknown): boolean => {
  const text = asText(value)?.trim();
  return text === undefined || transportWords.test(text);
};

/** Status words that may be those of the transport. */
const ambiguousStatus = /^(?:success|ok|okay|true|\d{1,5})$/i;

/** Words with which an envelope reports an error of the request (JSend and its kin). */
const envelopeErrors = /^(?:error|fail|false)$/i;

interface Level {
  value: JsonRecord;
  prefix: string;
  around: JobPlace['around'];
}

/**
 * Finds the job in a response: at the top, or in an envelope such as `{code: "success", data: {…}}`. The status, message
 * and request id of the envelope are not the job's.
 * @param isCreate also looks into a list at the top, which otherwise is a page of jobs
 * @param isLoose also looks into envelopes with names that are not known
 * @returns undefined if the response is not an object
 */
export function locateJob(response: unknown, isCreate = false, isLoose = false): JobPlace | undefined {
  const levels = levelsOf(!isCreate && isPage(response) ? { ...response, data: undefined } : response, isLoose);
  let best: { place: JobPlace; rank: number } | undefined;
  for (const level of levels) {
    const { value, prefix, around } = level;
    const statusPath = statusPathOf(value);
    const word = statusPath === undefined ? '' : (asText(valueAt(value, statusPath))?.trim() ?? '');
    const isAmbiguous = ambiguousStatus.test(word);
    const hasJobFields = firstValue(value, jobFields) !== undefined;
    const isEnvelope = !hasJobFields && (isAmbiguous || envelopeErrors.test(word)) && wrapsJob(level, levels);
    const ownsStatus = statusPath !== undefined && !isEnvelope;
    const rank = rankOf(value, ownsStatus, hasJobFields);
    if (best && rank <= best.rank) continue;
    best = {
      rank,
      place: {
        job: value,
        prefix,
        around,
        ...(ownsStatus && { statusPath, isAmbiguous: isAmbiguous && !hasJobFields }),
      },
    };
  }
  return best?.place;
}

/** True if an object inside says more about the job than the object around it. */
function wrapsJob({ value, prefix }: Level, levels: readonly Level[]): boolean {
  const hasId = hasTaskId(value);
  return levels.some(
    (inner) =>
      inner.prefix.length > prefix.length &&
      inner.prefix.startsWith(prefix) &&
      (statusPathOf(inner.value) !== undefined ||
        (!hasId && (hasTaskId(inner.value) || requestIdOf(inner.value) !== undefined))),
  );
}

const hasTaskId = (value: JsonRecord): boolean => findValue(value, idNames, asId) !== undefined;

function rankOf(value: JsonRecord, hasStatus: boolean, hasJobFields: boolean): number {
  const hasId = hasTaskId(value);
  const isTask = findValue(value, taskIdNames, asId) !== undefined;
  if (hasId && hasStatus) return 6;
  if (isTask && hasJobFields) return 5;
  if (hasStatus) return isTask || hasJobFields ? 5 : 4;
  if (isTask) return 4.5;
  if (hasId) return hasJobFields ? 5 : 3;
  return requestIdOf(value) === undefined ? 0 : 1;
}

/** True for `{object: "list", data: […]}` and the same without `object`. */
const isPage = (response: unknown): response is JsonRecord =>
  isRecord(response) &&
  Array.isArray(field(response, 'data')) &&
  firstValue(response, ['code', 'message', 'msg', 'success', 'status', 'id', 'task_id', 'created']) === undefined;

/** Objects of a response that may be the job, outermost first. */
function levelsOf(response: unknown, isLoose = false): Level[] {
  const levels: Level[] = [];
  let current = opened(response, '', []);
  for (let depth = 0; depth < maxDepth && current.length > 0 && levels.length < maxLevels; depth++) {
    levels.push(...current.slice(0, maxLevels));
    current = current
      .slice(0, maxLevels)
      .flatMap(({ value, prefix, around }) =>
        wrappersIn(value, isLoose).flatMap((name) =>
          opened(field(value, name), `${prefix}${name}.`, [{ value, prefix }, ...around]),
        ),
      );
  }
  return levels;
}

function wrappersIn(value: JsonRecord, isLoose: boolean): readonly string[] {
  if (!isLoose) return wrappers;
  const others = Object.keys(value).filter(
    (name) => looseWrapper.test(name) && !unwanted.test(name) && !wrappers.includes(name),
  );
  return [...wrappers, ...others.slice(0, maxLevels)];
}

function opened(value: unknown, prefix: string, around: Level['around']): Level[] {
  const object = typeof value === 'string' && value.length < 1e6 ? parseNested(value) : value;
  if (Array.isArray(object)) {
    return prefix === '' || !isRecord(object[0]) ? [] : opened(object[0], `${prefix}0.`, around);
  }
  return isRecord(object) ? [{ value: object, prefix, around }] : [];
}

function statusPathOf(value: JsonRecord): string | undefined {
  let place: string | undefined;
  findValue(value, statusPaths, asText, (path) => (place = path));
  return place;
}

/**
 * Reads the id of a located job.
 * @param hasClip set for the answer to a create that holds the clip: a `request_id` beside it is that of the trace
 */
export function idOf({ job }: JobPlace, onMatch?: (path: string) => void, hasClip = false): string | undefined {
  return (
    findValue(job, idNames, asId, onMatch) ??
    (hasClip ? undefined : requestIdOf(job, onMatch)) ??
    operationName(job, onMatch)
  );
}

/** Reads the name of one of Google's long-running operations: `projects/p/operations/o`. */
function operationName(job: JsonRecord, onMatch?: (path: string) => void): string | undefined {
  const read = (value: unknown) => (/(?:^|\/)operations\/[^/]+$/.test(asText(value) ?? '') ? asId(value) : undefined);
  return findValue(job, ['name'], read, onMatch);
}

/** Reads `request_id` as the id of a job, unless the object is an envelope, which has one for the trace. */
export function requestIdOf(job: JsonRecord, onMatch?: (path: string) => void): string | undefined {
  const isEnvelope = statusPathOf(job) === undefined && firstValue(job, transportFields) !== undefined;
  return isEnvelope ? undefined : findValue(job, requestIdNames, asId, onMatch);
}

const bareIdPaths = [
  ...['data', 'result', 'output', 'task', 'job', 'data.result', 'data.data'],
  ...['', 'data.', 'result.', 'output.'].flatMap((prefix) =>
    ['ids', 'task_ids', 'taskIds', 'job_ids', 'jobIds', 'video_ids', 'videoIds'].map((name) => prefix + name),
  ),
];

/** Reads a job's id that is the value of a wrapper itself: `{"code": 1, "result": "1320098173412546"}`. */
export function bareId(response: unknown, onMatch?: (path: string) => void): string | undefined {
  const read = (place: unknown): string | undefined => {
    const value: unknown = Array.isArray(place) ? place[0] : place;
    const id = asId(value)?.trim();
    const isId = id !== undefined && /^[\w:.=/+-]{4,200}$/.test(id) && !/^https?:/i.test(id) && !isTransportWord(id);
    return isId || (typeof value === 'number' && Number(value) > 99_999) ? id : undefined;
  };
  return findValue(response, bareIdPaths, read, onMatch);
}

/** True for `{status: "error", …}` around nothing: an error of the request, not the end of a job. */
export function isEnvelopeError(response: unknown): boolean {
  const place = locateJob(response);
  if (place?.statusPath === undefined || idOf(place) !== undefined) return false;
  const word = asText(valueAt(place.job, place.statusPath))?.trim() ?? '';
  return envelopeErrors.test(word) && firstValue(place.job, jobFields) === undefined;
}

/** True if the response holds a job: an id, or a status that is not that of the transport. */
export function holdsJob(response: unknown): boolean {
  const place = locateJob(response, true);
  return place !== undefined && (place.statusPath !== undefined || idOf(place) !== undefined);
}
