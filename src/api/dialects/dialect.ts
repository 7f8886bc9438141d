import * as l10n from '@vscode/l10n';
import type { AnswerRules } from '../answerPlaces';
import type { Auth } from '../auth';
import type { DecodeContext } from '../decode/job';
import type { ErrorRules, JobFailure } from '../errorRules';
import { VideoJobsError } from '../errors';
import type { DescriptionPatch, Overrides } from '../overrides';
import type { Capabilities, CreateInput, DeriveInput, InputRules, ModelInfo, RemoteJob, Variant } from '../types';
import { EmbeddedFile, type FileReference, type WireBody, type WireRequest } from '../wire';
import type { Description } from './described/description';
import type { Tokens } from './inputNames';
import type { Upload } from './upload';

export type Operation =
  | { op: 'create'; input: CreateInput }
  | { op: 'get'; id: string }
  | { op: 'list'; after?: string; limit?: number }
  | { op: 'remix'; id: string; input: DeriveInput }
  | { op: 'edit'; id: string; input: DeriveInput }
  | { op: 'extend'; id: string; input: DeriveInput }
  | { op: 'delete'; id: string }
  | { op: 'cancel'; id: string }
  | { op: 'models' }
  | { op: 'account' }
  | { op: 'content'; id: string; variant: Variant; index: number };

export type OperationOf<Op extends Operation['op']> = Extract<Operation, { op: Op }>;

type Fields = Readonly<Record<string, unknown>>;

export interface EncodeContext {
  /** Default model of the provider. */
  model?: string;
  /** Overrides that change a dialect's whole encoding. */
  options?: Pick<Overrides, 'seconds' | 'apiVersion' | 'inputs'>;
}

/** Protocol of one type of server: data, an encoder and a decoder. */
export interface Dialect {
  /** Proper name, not translated. */
  label: string;
  /** One line for forms and for the settings, in the user's language; the label, if absent. */
  description?(): string;
  /** The server is part of this extension, which knows its address and its key. */
  builtIn?: true;
  capabilities: Capabilities;
  /**
   * Source of a finished clip: the content endpoint (default); the URL in the job, if there is no endpoint; or both, of
   * which the URL is the more reliable.
   */
  clipsAt?: 'endpoint' | 'address' | 'both';
  /** Default authentication of the type; `bearer` if absent. */
  usualAuth?: Auth;
  /** Header for `auth: "api-key"`, if it is not `api-key`. */
  keyHeader?: string;
  /** Word before the key in `Authorization` for `auth: "bearer"`, if it is not `Bearer`. */
  keyScheme?: string;
  /** Base addresses by region, if a key belongs to one of them. */
  regions?: Readonly<Record<string, string>>;
  /** Reading of errors, before the usual one. */
  errors?: ErrorRules;
  /** True if this derived job refers to its source by the URL of the clip, which is requested just before. */
  derivesByAddress?(operation: OperationOf<'remix' | 'edit' | 'extend'>): boolean;
  /** Description with a user's changes, if the type is described as data. */
  describedBy?(patch: DescriptionPatch): Description;
  /** The base address is complete as it is: nothing is cut from it or added to it. */
  wholeBaseUrl?: true;
  /** Overrides of reading, applied by `decode`. */
  rules?: AnswerRules;
  /** Inputs and settings that a model takes; one image as the first frame, if absent. */
  takes?(model: string | undefined, context: EncodeContext): InputRules;
  /** Texts by which a prompt for a model refers to its inputs. */
  tokens?(model: string | undefined): Tokens;
  /** Upload of large files; absent if they are always sent in the request. */
  upload?: Upload;
  /** Variant of the dialect for a base address (normalised or not), if the type has several. */
  at?(baseUrl: string): Dialect;
  /** Adds the version path to the path segments of a base address. */
  basePath(segments: string[], hostname: string, auth?: Auth): string[];
  /** Reads the model from the path of a pasted address, if the protocol has it there. */
  modelIn?(pathname: string): string | undefined;
  /** Makes the id of a job from its last part, which is all that the user may know, and its model. */
  idWith?(bareId: string, model: string): string;
  /** @throws VideoJobsError `unsupported` for what the protocol cannot express, `rejected` if something required is missing */
  encode(operation: Operation, context: EncodeContext): WireRequest;
  /** Merges extra fields into a create, if they are not simply added at the top level. */
  withExtra?(fields: Fields, extra: Fields): Fields;
  /** @throws Mismatch */
  decode(answer: unknown, context: DecodeContext): RemoteJob;
  /** Decodes a list of models in a format of its own. @throws Mismatch */
  decodeModels?(answer: unknown): ModelInfo[];
  /** Path of the jobs in a page and of the next cursor, if they are not where OpenAI has them. */
  listAt?: { items: string; next?: string; more?: string; numbered?: { limit: number; total: string } };
  /** Models of a server that does not list them. */
  knownModels?: readonly ModelInfo[];
  /**
   * Second request for a job that the first one says is done. Its answer becomes the field `result` of the first one's.
   * One outside 2xx that meets a condition of `fails` is the failure of the job. Undefined for a job that needs none.
   */
  result?(job: RemoteJob): { request: WireRequest; fails: readonly JobFailure[] } | undefined;
  /** Request for the job that was created with a key of ours. */
  find?(idempotencyKey: string): WireRequest;
  /** The response to a cancel describes the job. */
  cancelReturnsJob?: true;
  /** Request that costs nothing; with `proves`, its success proves the key. */
  probe?: { request(): WireRequest; proves: boolean };
  /** Set if listing models requires a valid key, and so proves one. */
  modelsProveKey?: true;
}

export const jsonBody = (fields: Fields): WireBody => ({ kind: 'json', value: withoutUndefined(fields) });

/** A multipart form in the order of the fields; files become parts with name and type. */
export const formBody = (fields: Fields): WireBody => ({ kind: 'form', value: withoutUndefined(fields) });

const withoutUndefined = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Error for an operation that the capabilities exclude; reached only if the caller did not check them. */
export function notOffered(label: string, operation: string): VideoJobsError {
  return new VideoJobsError('unsupported', l10n.t('{0} does not support the operation "{1}".', label, operation));
}

export function cannotExpress(label: string, name: string, why: string): VideoJobsError {
  return new VideoJobsError('unsupported', l10n.t('{0} does not accept "{1}": {2}', label, name, why));
}

/** Returns the model of the request or of the provider. @throws VideoJobsError `rejected` if there is none */
export function requiredModel(label: string, requested: string | undefined, { model }: EncodeContext): string {
  const name = requested ?? model;
  if (name) return name;
  throw new VideoJobsError('rejected', l10n.t('{0} requires a model. Choose one.', label));
}

/** @throws VideoJobsError `unsupported` for fractions of a second */
export function wholeSeconds(label: string, seconds: number | undefined): number | undefined {
  if (seconds === undefined || Number.isInteger(seconds)) return seconds;
  throw cannotExpress(label, 'seconds', l10n.t('it only accepts whole seconds.'));
}

/** @throws VideoJobsError `unsupported` for a file that is not an image */
export function imageFile(label: string, file: FileReference, form?: EmbeddedFile['form']): EmbeddedFile {
  if (file.contentType.startsWith('image/')) return new EmbeddedFile(file, form);
  throw cannotExpress(label, 'reference', l10n.t('it only accepts an image.'));
}
