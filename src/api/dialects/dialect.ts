import type { Auth } from '../provider';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../errors';
import { EmbeddedFile, type FileReference, type WireBody, type WireRequest } from '../wire';
import type { AnswerRules, Overrides } from '../overrides';
import type { Capabilities, CreateInput, DeriveInput, ModelInfo, RemoteJob, Variant } from '../types';
import type { DecodeContext } from '../decode/job';

export type Operation =
  | { op: 'create'; input: CreateInput }
  | { op: 'get'; id: string }
  | { op: 'list'; after?: string; limit?: number }
  | { op: 'remix'; id: string; input: DeriveInput }
  | { op: 'edit'; id: string; input: DeriveInput }
  | { op: 'extend'; id: string; input: DeriveInput }
  | { op: 'delete'; id: string }
  | { op: 'models' }
  | { op: 'account' }
  | { op: 'content'; id: string; variant: Variant; index: number };

export type OperationOf<Op extends Operation['op']> = Extract<Operation, { op: Op }>;

type Fields = Readonly<Record<string, unknown>>;

export interface EncodeContext {
  /** The provider's own default. */
  model?: string;
  /** For a dialect that speaks in another way altogether by one of them. */
  options?: Pick<Overrides, 'seconds' | 'apiVersion'>;
}

/** How one kind of server is spoken to: data and two functions. */
export interface Dialect {
  /** A proper name, the same in every language. */
  label: string;
  capabilities: Capabilities;
  /**
   * Where a finished clip is: at the content endpoint; at the address that the job names, there being no endpoint; or
   * at both, the address being the surer way. The endpoint, if absent.
   */
  clipsAt?: 'endpoint' | 'address' | 'both';
  /** How the key is sent unless the provider says otherwise; `bearer`, if absent. */
  usualAuth?: Auth;
  /** The header that the server has for `auth: "api-key"`, if it is not the one of that name. */
  keyHeader?: string;
  /** A job is made from another one's clip by its address, which is asked for just before. */
  derivesByAddress?: true;
  /** Where one server's answers differ; `decode` heeds them. */
  rules?: AnswerRules;
  /** Where the type has more than one form: the one that is spoken at this base address, normalised or not. */
  at?(baseUrl: string): Dialect;
  /** Completes the segments of a base address' path with the version path. */
  basePath(segments: string[], hostname: string, auth?: Auth): string[];
  /** @throws VideoJobsError `unsupported` for what the server cannot be asked, `rejected` for what it needs and lacks */
  encode(operation: Operation, context: EncodeContext): WireRequest;
  /** Further fields of a create, where they are not simply added to the others. */
  withExtra?(fields: Fields, extra: Fields): Fields;
  /** @throws Mismatch */
  decode(answer: unknown, context: DecodeContext): RemoteJob;
  /** For an answer to `models` of a form of its own. @throws Mismatch */
  decodeModels?(answer: unknown): ModelInfo[];
  /** Whether the list of models is for holders of a key only, and so proves one. */
  modelsProveKey?: true;
}

export const jsonBody = (fields: Fields): WireBody => ({ kind: 'json', value: present(fields) });

/** The parts of a form, in this order; files among them are parts with a name and a type. */
export const formBody = (fields: Fields): WireBody => ({ kind: 'form', value: present(fields) });

const present = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** An operation that the capabilities already deny; reached only by a caller that does not ask them. */
export function notOffered(label: string, operation: string): VideoJobsError {
  return new VideoJobsError('unsupported', l10n.t('{0} does not offer the operation "{1}".', label, operation));
}

export function cannotExpress(label: string, name: string, why: string): VideoJobsError {
  return new VideoJobsError('unsupported', l10n.t('{0} cannot take "{1}": {2}', label, name, why));
}

/** @throws VideoJobsError `rejected` where neither the request nor the provider names one */
export function requiredModel(label: string, own: string | undefined, { model }: EncodeContext): string {
  const name = own ?? model;
  if (name) return name;
  throw new VideoJobsError('rejected', l10n.t('{0} needs a model. Choose one.', label));
}

/** @throws VideoJobsError `unsupported` for a part of a second */
export function wholeSeconds(label: string, seconds: number | undefined): number | undefined {
  if (seconds === undefined || Number.isInteger(seconds)) return seconds;
  throw cannotExpress(label, 'seconds', l10n.t('it takes whole seconds only.'));
}

/** @throws VideoJobsError `unsupported` for a file that is no image */
export function imageFile(label: string, file: FileReference, form?: EmbeddedFile['form']): EmbeddedFile {
  if (file.contentType.startsWith('image/')) return new EmbeddedFile(file, form);
  throw cannotExpress(label, 'reference', l10n.t('it takes an image only.'));
}
