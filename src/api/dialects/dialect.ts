import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../errors';
import { EmbeddedFile, type WireBody, type WireRequest } from '../wire';
import type { FormPart } from '../http';
import type { Auth, Capabilities, CreateInput, DeriveInput, ProviderOptions, RemoteJob, Variant } from '../types';
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
  | { op: 'content'; id: string; variant: Variant; index: number };

export type OperationOf<Op extends Operation['op']> = Extract<Operation, { op: Op }>;

export interface EncodeContext {
  /** The provider's own default. */
  model?: string;
  options?: ProviderOptions;
}

/** How one kind of server is spoken to: data and two functions. */
export interface Dialect {
  /** A proper name, the same in every language. */
  label: string;
  capabilities: Capabilities;
  /** Whether an address in the job is a surer way to the clip than the content endpoint. */
  prefersJobAddress?: boolean;
  /** Completes the segments of a base address' path with the version path. */
  basePath(segments: string[], hostname: string, auth?: Auth): string[];
  /** @throws VideoJobsError `unsupported` for what the server cannot be asked, `rejected` for what it needs and lacks */
  encode(operation: Operation, context: EncodeContext): WireRequest;
  /** @throws Mismatch */
  decode(answer: unknown, context: DecodeContext): RemoteJob;
}

type Fields = Readonly<Record<string, unknown>>;

export function jsonBody(fields: Fields): WireBody {
  return { kind: 'json', value: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) };
}

/** Bracket keys of more levels are nobody's; it also ends on values that hold themselves. */
const maxFormDepth = 8;

/** Nested values become bracket keys (`a[b]`, `list[]`), as OpenAI's own clients write them; `null` leaves a field out. */
export function formBody(fields: Fields): WireBody {
  const parts: FormPart[] = [];
  const add = (name: string, value: unknown, depth = 0): void => {
    if (value === undefined || value === null) return;
    if (depth > maxFormDepth) throw new VideoJobsError('rejected', l10n.t('The field "{0}" is nested too deep.', name));
    if (value instanceof EmbeddedFile) {
      const { name: fileName, contentType, blob } = value.file;
      parts.push({ name, file: { name: fileName, contentType, blob } });
    } else if (Array.isArray(value)) {
      value.forEach((item) => add(`${name}[]`, item, depth + 1));
    } else if (typeof value === 'object') {
      Object.entries(value).forEach(([key, item]) => add(`${name}[${key}]`, item, depth + 1));
    } else {
      parts.push({ name, value: typeof value === 'string' ? value : JSON.stringify(value) });
    }
  };
  Object.entries(fields).forEach(([name, value]) => add(name, value));
  return { kind: 'form', parts };
}

/** An operation that the capabilities already deny; reached only by a caller that does not ask them. */
export function notOffered(label: string, operation: string): VideoJobsError {
  return new VideoJobsError('unsupported', l10n.t('{0} does not offer the operation "{1}".', label, operation));
}

export function cannotExpress(label: string, name: string, why: string): VideoJobsError {
  return new VideoJobsError('unsupported', l10n.t('{0} cannot take "{1}": {2}', label, name, why));
}
