import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { isInputName } from '../api/dialects/inputNames';
import { VideoJobsError } from '../api/errors';
import { type Input, type InputRole, inputRoles, type Variant, variants } from '../api/types';
import { inputsOfRequest, withInputs } from './inputs';
import { withoutUndefined } from './objects';
import type { CreateRequest, DeriveRequest, DownloadRequest } from './requests';

/** What comes from other extensions, tasks and keybindings, looked at before anything is done with it. */

const refuse = (message: string) => new VideoJobsError('rejected', message);

type Fields = Record<string, unknown>;

function fieldsOf(value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw refuse(l10n.t('The argument must be an object with the fields of the request.'));
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw refuse(l10n.t('"{0}" must be a non-empty string.', name));
}

function textOrNothing(fields: Fields, name: string): string | undefined {
  return fields[name] === undefined ? undefined : text(fields, name);
}

function positive(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value) && value > 0)) return value;
  throw refuse(l10n.t('"{0}" must be a number greater than zero.', name));
}

function truth(fields: Fields, name: string): boolean | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw refuse(l10n.t('"{0}" must be true or false.', name));
}

function seedIn(fields: Fields): number | undefined {
  const value = fields['seed'];
  if (value === undefined || (Number.isSafeInteger(value) && Number(value) >= 0)) return value as number | undefined;
  throw refuse(l10n.t('"{0}" must be an integer of 0 or more.', 'seed'));
}

/** Most inputs of a request, far above what any server takes. */
const maxInputs = 100;

/** @throws VideoJobsError `rejected`, naming the place: `inputs[2].role` */
function inputsIn(fields: Fields): Input[] {
  const { inputs } = fields;
  if (inputs === undefined) return [];
  if (!Array.isArray(inputs)) throw refuse(l10n.t('"{0}" must be a list.', 'inputs'));
  if (inputs.length > maxInputs) throw refuse(l10n.t('"{0}" may have at most {1} items.', 'inputs', maxInputs));
  const names = new Set<string>();
  return inputs.map((item: unknown, i) => {
    const place = `inputs[${i}]`;
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      throw refuse(l10n.t('"{0}" must be an object with "role" and "source".', place));
    }
    const { role, source, name, ...others } = item as Fields;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw refuse(l10n.t('"{0}" is not a field of an input.', `${place}.${unknown}`));
    if (!inputRoles.includes(role as InputRole)) {
      throw refuse(l10n.t('"{0}" must be one of: {1}.', `${place}.role`, inputRoles.join(', ')));
    }
    if (typeof source !== 'string' || source.trim() === '') {
      throw refuse(l10n.t('"{0}" must be a non-empty string.', `${place}.source`));
    }
    if (name !== undefined && !isInputName(name)) {
      throw refuse(
        l10n.t('"{0}" must be a name of letters, digits, spaces, "-" and "_", such as "lamp".', `${place}.name`),
      );
    }
    if (name !== undefined && names.has(name)) {
      throw refuse(l10n.t('Two inputs are called "{0}". Rename one of them.', name));
    }
    if (name !== undefined) names.add(name);
    return withoutUndefined({ role: role as InputRole, source, name });
  });
}

/** A request as far as it is given, for callers that ask for the rest. @throws VideoJobsError `rejected`, naming the field; so do the functions below */
export function parsePartialRequest(value: unknown): Partial<CreateRequest> {
  const fields = fieldsOf(value);
  const extra = fields['extra'];
  const request = withoutUndefined({
    provider: textOrNothing(fields, 'provider'),
    prompt: textOrNothing(fields, 'prompt'),
    model: textOrNothing(fields, 'model'),
    seconds: positive(fields, 'seconds'),
    size: textOrNothing(fields, 'size'),
    reference: textOrNothing(fields, 'reference'),
    sound: truth(fields, 'sound'),
    seed: seedIn(fields),
    negativePrompt: textOrNothing(fields, 'negativePrompt'),
    extra: extra === undefined ? undefined : fieldsOf(extra),
  });
  const inputs = inputsIn(fields);
  return inputs.length === 0 ? request : withInputs(request, [...inputsOfRequest(request), ...inputs]);
}

/** A whole request. */
export function parseRequest(value: unknown): CreateRequest {
  const fields = fieldsOf(value);
  return { ...parsePartialRequest(fields), provider: text(fields, 'provider'), prompt: text(fields, 'prompt') };
}

/** One prompt for several. @throws VideoJobsError `rejected`, naming the field */
export function parseTargets(
  value: unknown,
): Omit<CreateRequest, 'provider' | 'model' | 'extra'> & { targets: { provider: string; model?: string }[] } {
  const fields = fieldsOf(value);
  const { targets } = fields;
  if (!Array.isArray(targets) || targets.length === 0) {
    throw refuse(l10n.t('"{0}" must be a non-empty list.', 'targets'));
  }
  const parsed = targets.map((target) => parseRequest({ ...fieldsOf(target), prompt: fields['prompt'] }));
  const { provider, model, extra, ...common } = parsePartialRequest(fields);
  return {
    ...common,
    prompt: text(fields, 'prompt'),
    targets: parsed.map(({ provider, model }) => withoutUndefined({ provider, model })),
  };
}

export function parseProviderId(value: unknown): string {
  return text({ provider: value }, 'provider');
}

export function parseJobId(value: unknown): { provider: string; id: string } {
  const fields = fieldsOf(value);
  return { provider: text(fields, 'provider'), id: text(fields, 'id') };
}

export function parseDerive(value: unknown): DeriveRequest {
  const fields = fieldsOf(value);
  return withoutUndefined({
    ...parseJobId(value),
    prompt: text(fields, 'prompt'),
    seconds: positive(fields, 'seconds'),
  });
}

export function parseDownload(value: unknown): DownloadRequest {
  const fields = fieldsOf(value);
  const { variant, index } = fields;
  const to = textOrNothing(fields, 'to');
  if (variant !== undefined && !variants.includes(variant as Variant)) {
    throw refuse(l10n.t('"{0}" must be one of: {1}.', 'variant', variants.join(', ')));
  }
  if (index !== undefined && !(Number.isInteger(index) && (index as number) >= 0)) {
    throw refuse(l10n.t('"{0}" must be an integer of 0 or more.', 'index'));
  }
  // The editor's own working folder is nothing that a caller knows.
  if (to !== undefined && !path.isAbsolute(to)) {
    throw refuse(l10n.t('"{0}" must be an absolute path.', 'to'));
  }
  return withoutUndefined({
    ...parseJobId(value),
    variant: variant as Variant | undefined,
    index: index as number | undefined,
    to,
  });
}

const places = ['provider', 'here', 'both'] as const;
export type Place = (typeof places)[number];

export function parseRemove(value: unknown): { provider: string; id: string; where: Place } {
  const where = fieldsOf(value)['where'] as Place;
  if (!places.includes(where)) throw refuse(l10n.t('"{0}" must be one of: {1}.', 'where', places.join(', ')));
  return { ...parseJobId(value), where };
}
