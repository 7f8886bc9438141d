import type { AnswerRules } from '../overrides';
import type { JobStatus } from '../types';

/** Words seen in documents and code of servers, lower case with underscores. */
const words: Readonly<Record<JobStatus, string>> = {
  queued:
    'queued queueing pending submitted not_start not_started notstarted waiting created preparing initializing starting in_queue image_downloading accepted scheduled',
  // Veo gateways: after `video_generation_completed` the clip is still being enlarged.
  in_progress:
    'in_progress processing running generating downloading uploading video_generating video_generation_completed video_upsampling rendering moderating',
  completed: 'completed complete succeeded succeed success finished done ready video_upsampling_completed',
  failed:
    'failed fail failure error dead rejected video_generation_failed video_upsampling_failed moderation_failed blocked',
  cancelled: 'cancelled canceled deleted aborted',
  expired: 'expired timeout',
};

const byWord = new Map(
  Object.entries(words).flatMap(([status, list]) => list.split(' ').map((word) => [word, status as JobStatus])),
);

/**
 * Ours for a server's word. An unknown one means that the server is still at it: taking it for an end would download
 * clips that are not there.
 *
 * @param own what one server means by its words
 */
export const decodeStatus = (word: string, own?: AnswerRules['statuses']): JobStatus =>
  knownStatus(word, own) ?? 'in_progress';

/** As `decodeStatus`; nothing for an unknown word. */
export function knownStatus(word: string, own: AnswerRules['statuses'] = {}): JobStatus | undefined {
  const plain = plainWord(word);
  const [, mine] = Object.entries(own).find(([each]) => plainWord(each) === plain) ?? [];
  return mine ?? byWord.get(plain);
}

const plainWord = (word: string): string =>
  word
    .trim()
    .toLowerCase()
    .replace(/[-\s]+/g, '_');

/** What a job in this state will still become something else. */
export const isFinal = (status: JobStatus): boolean => status !== 'queued' && status !== 'in_progress';
