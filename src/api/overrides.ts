import type { AnswerRules } from './answerPlaces';
import type { Description } from './dialects/described/description';
import type { Capabilities, OptionalOperation } from './types';

/** Operations whose path an override may set; setting the path of an optional one enables it. */
type PlacedOperation = 'create' | 'get' | 'content' | 'models' | OptionalOperation;

/** The part of a description that settings can state; name, key and base address stand with the provider. */
export type ServerDescription = Omit<Description, 'label' | 'about' | 'source' | 'version' | 'hosts' | 'auth'> & {
  auth?: Omit<NonNullable<Description['auth']>, 'usual'>;
};

/** Part of a value that is merged on top of it; `null` removes a field, a list replaces the whole list. */
type Patch<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Patch<T[K]> | null } : T;

/** Changes to a description, merged on top of it field by field. */
export type DescriptionPatch = {
  [K in Exclude<keyof ServerDescription, 'answer' | 'statuses'>]?: Patch<ServerDescription[K]> | null;
} & Pick<ServerDescription, 'answer'>;

/**
 * Differences of one server from its type, as plain JSON: set by presets, by users in the settings, and by "Diagnose".
 * Everything is optional; what is absent stays as the type has it. Fields of a description are merged on top of the type's
 * and change what the type sends; the other fields are applied to that, after it. A provider of the type `custom` has the
 * whole description here.
 */
export interface Overrides extends DescriptionPatch, Pick<AnswerRules, 'statuses'> {
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
  capabilities?: Partial<
    Omit<Capabilities, 'modelIs' | 'account' | 'takes' | 'sizeIs' | 'cancelTerms' | 'takesKey' | 'finds'>
  >;
}
