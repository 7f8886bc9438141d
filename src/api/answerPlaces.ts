import type { JobStatus } from './types';

/**
 * Dotted paths from the root of a response (`data.result.link`, `outputs.0.url`), tried in order. `steps.type=text` is the last
 * item of a list with that value.
 */
export type AnswerPath = string | readonly string[];

/** Overrides for reading responses. They are tried before the built-in paths and status words. */
export interface AnswerRules {
  answer?: {
    id?: AnswerPath;
    status?: AnswerPath;
    /** Percent, `"45%"`, or a fraction of 1. */
    progress?: AnswerPath;
    /** Clip: a URL, a list of URLs, or an object that holds one. */
    address?: AnswerPath;
    thumbnail?: AnswerPath;
    /** Reason of a failed job or a refused request: a string, or an object with `message` and optionally `code`. */
    error?: AnswerPath;
  };
  /** Additional status words, or other meanings of known ones. Case is ignored; `-`, `_` and spaces are equal. */
  statuses?: Readonly<Record<string, JobStatus>>;
}

/** Places of a description, beside those that overrides can name. */
export interface Places extends NonNullable<AnswerRules['answer']> {
  /** Object or text that holds the clip, as an address or as base64. Clips are then searched for nowhere else. */
  clip?: string;
  model?: AnswerPath;
  prompt?: AnswerPath;
  seconds?: AnswerPath;
  /** Number of jobs that are served before this one. */
  queue?: AnswerPath;
  createdAt?: AnswerPath;
  /** Read once the job has ended. */
  completedAt?: AnswerPath;
  expiresAt?: AnswerPath;
  parentId?: AnswerPath;
}

/** Rules of reading, those of a description included. */
export interface ReadingRules extends Pick<AnswerRules, 'statuses'> {
  answer?: Places;
}
