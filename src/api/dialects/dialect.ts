import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../errors';
import type { WireBody, WireRequest } from '../wire';
import type { AnswerRules, Overrides } from '../overrides';
import type { Auth, Capabilities, CreateInput, DeriveInput, RemoteJob, Variant } from '../types';
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

export interface EncodeContext {
  /** The provider's own default. */
  model?: string;
  /** For a dialect that speaks in another way altogether by one of them. */
  options?: Pick<Overrides, 'seconds'>;
}

/** How one kind of server is spoken to: data and two functions. */
export interface Dialect {
  /** A proper name, the same in every language. */
  label: string;
  capabilities: Capabilities;
  /** Whether an address in the job is a surer way to the clip than the content endpoint. */
  prefersJobAddress?: boolean;
  /** Where one server's answers differ; `decode` heeds them. */
  rules?: AnswerRules;
  /** Where the type has more than one form: the one that is spoken at this base address, normalised or not. */
  at?(baseUrl: string): Dialect;
  /** Completes the segments of a base address' path with the version path. */
  basePath(segments: string[], hostname: string, auth?: Auth): string[];
  /** @throws VideoJobsError `unsupported` for what the server cannot be asked, `rejected` for what it needs and lacks */
  encode(operation: Operation, context: EncodeContext): WireRequest;
  /** @throws Mismatch */
  decode(answer: unknown, context: DecodeContext): RemoteJob;
}

type Fields = Readonly<Record<string, unknown>>;

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
