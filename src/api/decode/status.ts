import type { AnswerRules } from '../answerPlaces';
import type { JobStatus } from '../types';

/** Status words of servers' documentation and code, in lower case with underscores. */
const words: Readonly<Record<JobStatus, string>> = {
  queued:
    'queued queueing queuing queue enqueued pending submitted submitting not_start not_started notstarted waiting wait created preparing prepared initializing initialising initialized init starting in_queue image_downloading accepted scheduled received requested new on_hold backlog throttled deferred 排队中 等待中 已提交 待处理 排队',
  // Veo gateways: after `video_generation_completed` the clip is still being enlarged.
  in_progress:
    'in_progress inprogress progress in_process processing process running run generating downloading uploading video_generating video_generation_completed video_upsampling rendering moderating working started active executing executing_task encoding transcoding upscaling upsampling saving postprocessing post_processing preprocessing pre_processing sampling in_review reviewing retrying loading model_loading finalizing finalising ongoing busy paused suspended cancelling canceling 处理中 生成中 进行中 运行中',
  completed:
    'completed complete succeeded succeed success successful successfully finished finish done ready video_upsampling_completed generated fulfilled rendered published 成功 已完成 完成',
  failed:
    'failed fail failing failure error errored dead rejected video_generation_failed video_upsampling_failed moderation_failed blocked unsuccessful faulted crashed refused declined denied invalid nsfw moderated moderation content_moderated content_filter content_filtered filtered flagged censored unsafe sensitive content_policy_violation policy_violation unsafe_content inappropriate 失败 已失败 违规',
  cancelled: 'cancelled canceled deleted aborted terminated stopped revoked killed interrupted 已取消 取消',
  expired: 'expired timeout timed_out time_out timedout deadline_exceeded 超时 已过期',
};

const byWord = new Map(
  Object.entries(words).flatMap(([status, list]) => list.split(' ').map((word) => [word, status as JobStatus])),
);

/** Nouns and enum names that servers put before a status word: `TASK_STATUS_SUCCEED`, `JOB_STATE_RUNNING`. */
const prefix =
  /^(?:(?:status|state|phase|is|stage|media|task|job|generation|video|prediction|operation|run|render|rendering|request|response|work|workflow|queue|batch|animation|clip|output|result|ai|enum)_)/;

/** Endings that do not change the meaning: `completed_successfully`, `running_state`. */
const ending =
  /_(?:status|state|successfully|with_success|by_(?:the_)?(?:user|client|admin|system|provider|server|upstream|owner))$/;

/** Last words that decide alone, whatever stands before them. Not for success: `upload_completed` is only a step. */
const lastWords: readonly [RegExp, JobStatus][] = [
  [/_(?:error|errored|failed|failure|fail|rejected|blocked|refused|denied|moderated|nsfw|flagged)$/, 'failed'],
  [/_(?:timeout|timed_out|time_out|expired)$/, 'expired'],
  [/_(?:cancelled|canceled|aborted|terminated)$/, 'cancelled'],
  [/_(?:processing|running|generating|rendering|encoding|uploading|downloading|in_progress)$/, 'in_progress'],
  [/_(?:queued|pending|waiting|in_queue)$/, 'queued'],
];

/** What Chinese words say, wherever it stands in them; the first that fits. `提交成功` is only the start. */
const chinese: readonly [RegExp, JobStatus][] = [
  [/(?:提交|创建|入队|接收|受理)(?:成功|完成)|排队|等待|待处理/, 'queued'],
  [/失败|违规|拒绝|不通过|未通过|异常|出错/, 'failed'],
  [/超时|过期/, 'expired'],
  [/取消|终止|中止/, 'cancelled'],
  [/(?<![未不没])(?:成功|完成|完毕)$/, 'completed'],
  [/[中]$|正在/, 'in_progress'],
];

/**
 * Maps a server's word to a status. An unknown one counts as in progress: taking it for an end would download clips that
 * do not exist yet.
 *
 * @param rules meanings of words at one server, which take precedence
 */
export const decodeStatus = (word: string, rules?: AnswerRules['statuses']): JobStatus =>
  knownStatus(word, rules) ?? 'in_progress';

/** Maps a server's word to a status; undefined for an unknown word. */
export function knownStatus(word: string, rules: AnswerRules['statuses'] = {}): JobStatus | undefined {
  const plain = plainWord(word);
  const [, meaning] = Object.entries(rules).find(([each]) => plainWord(each) === plain) ?? [];
  if (meaning) return meaning;
  const split = plainWord(splitCamelCase(word));
  const beforeColon = plain.split(/[:：]/, 1)[0] ?? plain;
  return (
    byWord.get(plain) ??
    meaningOf(split) ??
    chinese.find(([pattern]) => pattern.test(plain))?.[1] ??
    (beforeColon === plain ? undefined : byWord.get(beforeColon))
  );
}

function meaningOf(plain: string): JobStatus | undefined {
  // Longest first: `video_generation_completed` is known as a whole, and means less than `completed`.
  for (let rest = plain; rest !== '';) {
    const meaning = byWord.get(rest) ?? byWord.get(rest.replace(ending, ''));
    if (meaning) return meaning;
    const shorter = rest.replace(prefix, '');
    if (shorter === rest) break;
    rest = shorter;
  }
  const core = plain.replace(ending, '');
  if (/^(?:no|not|without)_/.test(core)) return undefined;
  return lastWords.find(([pattern]) => pattern.test(core))?.[1];
}

/** Words longer than this are sentences. */
const maxWordLength = 100;

const splitCamelCase = (word: string): string =>
  word
    .trim()
    .slice(0, maxWordLength)
    .replace(/([a-z])([A-Z])/g, '$1_$2');

const plainWord = (word: string): string =>
  word
    .trim()
    .slice(0, maxWordLength)
    .toLowerCase()
    .replace(/[\s(:]*\d{1,3}(?:\.\d+)?\s*%\)?$/, '')
    .replace(/[^\p{L}\p{N}_)]+$/u, '')
    .replace(/[-\s./]+/g, '_');

/** True if a job with this status will not change any more. */
export const isFinal = (status: JobStatus): boolean => status !== 'queued' && status !== 'in_progress';
