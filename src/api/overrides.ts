import type { Capabilities, JobStatus, OptionalOperation } from './types';

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

/** Operations whose path an override may set; setting the path of an optional one enables it. */
type PlacedOperation = 'create' | 'get' | 'content' | 'models' | OptionalOperation;

/**
 * Differences of one server from its type, as plain JSON: set by presets, by users in the settings, and by "Diagnose".
 * Everything is optional; what is absent stays as the type has it.
 */
export interface Overrides extends AnswerRules {
  /** Body encoding of a create without a file; `multipart` also applies with one. */
  encoding?: 'json' | 'multipart';
  /** JSON type of `seconds`. */
  seconds?: 'string' | 'number';
  /** Azure's `api-version`, sent with each request; an empty string omits it. */
  apiVersion?: string;
  /**
   * Path of an operation below the base address, optionally with its method: `"/video/create"`, `"POST /video/create"`.
   * `{id}` in the path or the query stands for the job; `/../` leaves the version path. Operations that the type lacks
   * are encoded as in OpenAI's API.
   */
  paths?: Partial<Record<PlacedOperation, string>>;
  /**
   * New names for request fields, by the type's spelling. A dotted name nests the field, `null` omits it, and a pair
   * splits a size into width and height.
   */
  fields?: Readonly<Record<string, string | readonly [width: string, height: string] | null>>;
  /** Default fields of each create. */
  defaults?: Readonly<Record<string, unknown>>;
  /** Capabilities that differ from those of the type. */
  capabilities?: Partial<Omit<Capabilities, 'modelIs' | 'account' | 'takes' | 'sizeIs'>>;
}
