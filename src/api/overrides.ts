import type { Capabilities, JobStatus, OptionalOperation } from './types';

/** Dotted paths from the top of an answer (`data.result.link`, `outputs.0.url`), tried in order. */
export type AnswerPath = string | readonly string[];

/** What an override says of a server's answers. It is looked at first; the places and words that are usual come after it. */
export interface AnswerRules {
  answer?: {
    id?: AnswerPath;
    status?: AnswerPath;
    /** Percent, `"45%"`, or a fraction of 1. */
    progress?: AnswerPath;
    /** Of the clip: an address, a list of them, or an object with one. */
    address?: AnswerPath;
    thumbnail?: AnswerPath;
    /** Why a job failed or a request was refused: a text, or an object with `message` and perhaps `code`. */
    error?: AnswerPath;
  };
  /** Further words for a status, or other meanings of known ones. Case, `-` and spaces do not count. */
  statuses?: Readonly<Record<string, JobStatus>>;
}

/** The operations whose place an override may name; those that are optional are offered with it. */
export type PlacedOperation = 'create' | 'get' | 'content' | 'models' | OptionalOperation;

/**
 * How one server differs from its type, as plain JSON: what a preset brings, what a user keeps in the settings, and what
 * "Diagnose" saves. All of it is optional, and what it does not say is as the type has it.
 */
export interface Overrides extends AnswerRules {
  /** Body of a create without a file. `multipart` holds with a file, too. */
  encoding?: 'json' | 'multipart';
  /** Whether `seconds` goes out as a string or as a number. */
  seconds?: 'string' | 'number';
  /** Azure's `api-version`, sent with each request; an empty text leaves it out. */
  apiVersion?: string;
  /**
   * Where an operation is: `"/video/create"`, or with the method `"POST /video/create"`; below the base address (`/../`
   * leads out of its version), with `{id}` for the job, in the path or in a query. What the type does not know is asked
   * for as OpenAI's API has it.
   */
  paths?: Partial<Record<PlacedOperation, string>>;
  /**
   * Fields of a request, as the type spells them, that have another name here, a dotted one for a place further in;
   * `null` leaves a field out, and two names take a size apart into width and height.
   */
  fields?: Readonly<Record<string, string | readonly [width: string, height: string] | null>>;
  /** Fields that each create has unless it says otherwise. */
  defaults?: Readonly<Record<string, unknown>>;
  /** What the server can do, where that is not what its type can. */
  capabilities?: Partial<Omit<Capabilities, 'modelIs' | 'account' | 'takes' | 'sizeIs'>>;
}
