import * as l10n from '@vscode/l10n';
import { asText, valueAt } from '../../decode/read';
import type { Overrides } from '../../overrides';
import type { CreateInput } from '../../types';
import { idSegment, type WireRequest } from '../../wire';
import {
  cannotExpress,
  type EncodeContext,
  jsonBody,
  notOffered,
  type Operation,
  type OperationOf,
  requiredModel,
} from '../dialect';
import { renameFields } from '../fields';
import { inputsByRole, inputsOf, type WithMedia } from '../inputs';
import type { Call, Derive, DescribedInputs, Description, Formats, Values, Variant } from './description';
import { mergePatch } from './patch';
import { fill, fillTexts, type Lookup, merge } from './template';
import { refuseUnused, valuesOf } from './values';

type Fields = Readonly<Record<string, unknown>>;

/** Turns an operation into a request, as a description says. @throws VideoJobsError */
export function encode(description: Description, operation: Operation, context: EncodeContext): WireRequest {
  const { label } = description;
  switch (operation.op) {
    case 'create':
      return createRequest(description, operation.input, context);
    case 'get':
    case 'delete':
    case 'cancel': {
      const { description: mode, id } = inMode(description, operation.id);
      const call = mode[operation.op];
      if (call) return request(mode, call, { id });
      break;
    }
    case 'list': {
      const { list } = description;
      const { after, limit = list?.numbered?.limit } = operation;
      const page = list?.numbered ? Number(after ?? 1) : undefined;
      if (list) return request(description, list, { after, limit, page });
      break;
    }
    case 'remix':
    case 'edit':
    case 'extend': {
      const derive = description[operation.op];
      if (derive) return deriveRequest(description, derive, operation, context);
      break;
    }
    default:
  }
  throw notOffered(label, operation.op);
}

/** Description by which a job is followed, and the server's own id of it. */
export function inMode(description: Description, id: string): { description: Description; id: string } {
  const [mode, ...rest] = id.split('/');
  const found = mode !== undefined && rest.length > 0 ? modeOf(description, mode) : undefined;
  return found ? { description: found, id: rest.join('/') } : { description, id };
}

/** Description with the operations of a mode. */
export function modeOf(description: Description, name: string): Description | undefined {
  const { modes = {}, result, cancel, delete: remove, answer, keepsClip, ...common } = description;
  return Object.hasOwn(modes, name) ? { ...common, ...(modes[name] as Description) } : undefined;
}

function createRequest(description: Description, input: CreateInput, context: EncodeContext): WireRequest {
  const { label, limits, models = [], reference: forms = [] } = description;
  const { first } = inputsByRole(input);
  if (first && !forms.includes(first.kind)) {
    const isFile = first.kind === 'file';
    const why = isFile ? l10n.t('it only accepts images by URL.') : l10n.t('it only accepts images as files.');
    throw cannotExpress(label, 'reference', forms.length === 0 ? l10n.t('it accepts no images.') : why);
  }
  const model = usesModel(description) ? requiredModel(label, input.model, context) : (input.model ?? '');
  const { call, formats, rename, fields, defaults } = variantFor(description, {
    model,
    prompt: input.prompt,
    ...presence(input),
  });
  const named =
    rename && model.endsWith(rename[0]) ? model.slice(0, -rename[0].length || undefined) + rename[1] : model;
  const sizes = models.find(({ id }) => id === model)?.sizes ?? limits?.sizes;
  const values = valuesOf(label, { ...input, model: named }, formats, sizes);
  const used = new Set<string>();
  const stated = Object.entries(values).filter(([, value]) => value !== undefined);
  const filled = request(description, call, { ...defaults, ...Object.fromEntries(stated) }, used);
  refuseUnused(label, values, used);
  const body = renameFields(filled.body?.value ?? {}, fields, label, inputsOf(input));
  return { ...filled, body: jsonBody(withExtra(description, body, input.extra ?? {})) };
}

/** True if a create names a model: servers with one model have no field for it. */
const usesModel = ({ create, variants = [] }: Description): boolean =>
  JSON.stringify([create, ...variants.map((variant) => variant.create)]).includes('{model');

function deriveRequest(
  description: Description,
  derive: Derive,
  { op, id, input }: OperationOf<'remix' | 'edit' | 'extend'>,
  context: EncodeContext,
): WireRequest {
  const { label } = description;
  const { prompt, seconds, source = {} } = input;
  const model = requiredModel(label, source.model, context);
  const { variants, ...create } = derive;
  const { call, formats } = variantFor({ create, formats: description.formats, variants }, { model, prompt });
  const { idempotencyKey } = input;
  const values = { ...valuesOf(label, { prompt, model, seconds, idempotencyKey }, formats), id, source: source.url };
  const used = new Set<string>();
  const filled = request(description, call, values, used);
  // Without a field for it, an edit has the length of its source.
  if (op === 'extend') refuseUnused(label, values, used);
  return filled;
}

interface Chosen {
  call: Call;
  formats: Formats;
  rename?: Variant['rename'];
  fields?: Variant['fields'];
  defaults?: Variant['defaults'];
  mode?: string;
}

const conditions = ['first', 'last', 'references', 'videos', 'audios', 'inputs'] as const;

/** Tells which kinds of inputs a request has. */
export function presence(input: WithMedia): Record<(typeof conditions)[number], boolean> {
  const { first, last, references, videos, audios } = inputsByRole(input);
  return {
    first: first !== undefined,
    last: last !== undefined,
    references: references.length > 0,
    videos: videos.length > 0,
    audios: audios.length > 0,
    inputs: inputsOf(input).length > 0,
  };
}

export function variantFor(
  { create, formats = {}, variants = [] }: Pick<Description, 'create' | 'formats' | 'variants'>,
  { model, prompt, ...has }: { model: string; prompt: string } & Partial<Record<(typeof conditions)[number], boolean>>,
): Chosen {
  const fitting = variants.filter(
    ({ when }) =>
      (when.model === undefined || [when.model].flat().some((each) => matches(each, model))) &&
      (when.prompt === undefined || matches(when.prompt, prompt)) &&
      conditions.every((name) => when[name] === undefined || when[name] === (has[name] ?? false)),
  );
  return fitting.reduce<Chosen>(
    (chosen, variant) => ({
      call: { ...chosen.call, ...variant.create },
      formats: { ...chosen.formats, ...variant.formats },
      rename: variant.rename && model.endsWith(variant.rename[0]) ? variant.rename : chosen.rename,
      fields: { ...chosen.fields, ...variant.fields },
      defaults: { ...chosen.defaults, ...variant.defaults },
      mode: variant.mode ?? chosen.mode,
    }),
    { call: create, formats },
  );
}

/** Inputs that a model takes, by the first row that fits it. */
export function inputsFor(
  { inputs }: Pick<Overrides, 'inputs'>,
  model: string | undefined,
): DescribedInputs | undefined {
  return inputs?.find(
    ({ model: patterns }) =>
      patterns === undefined || [patterns].flat().some((pattern) => matches(pattern, model ?? '')),
  );
}

/** True if a name fits a pattern in which `*` stands for anything. Linear in both, because settings may hold any pattern. */
export function matches(pattern: string, name: string): boolean {
  const [start = '', ...others] = pattern.toLowerCase().split('*');
  const end = others.pop();
  const text = name.toLowerCase();
  if (end === undefined) return text === start;
  if (!text.startsWith(start) || !text.endsWith(end)) return false;
  let from = start.length;
  for (const part of others) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= text.length - end.length;
}

/**
 * Adds the user's own fields: at the top level where a template has a field of that name, in the object that is named for
 * one, otherwise at `extraAt`.
 */
export function withExtra(description: Description, body: Fields, extra: Fields): Fields {
  const { create, variants = [], extraAt = '', extraIn = {} } = description;
  const bodies = [create, ...variants.flatMap((variant) => variant.create ?? [])];
  const top = new Set([...bodies.flatMap((call) => Object.keys(call.body ?? {})), extraAt]);
  return Object.entries(extra).reduce<Fields>((result, [name, value]) => {
    const place = Object.hasOwn(extraIn, name) ? extraIn[name] : top.has(name) ? '' : extraAt;
    return merge(result, place ? { [place]: { [name]: value } } : { [name]: value });
  }, body);
}

/** Fills a call. @param answer status answer that the path of a result may quote */
export function request(
  description: Description,
  call: Call,
  values: Values,
  used = new Set<string>(),
  answer?: unknown,
): WireRequest {
  const lookup: Lookup = (name) => {
    used.add(name);
    if (name.startsWith('answer.')) return valueAt(answer, name.slice('answer.'.length));
    return Object.hasOwn(values, name) ? values[name as keyof Values] : undefined;
  };
  const query = fillTexts(call.query, lookup);
  const headers = fillTexts({ ...description.headers, ...call.headers }, lookup);
  const body = call.body && (fill(call.body, lookup) as Fields | undefined);
  return {
    method: call.method,
    path: pathOf(call.path, lookup),
    ...(query && { query }),
    ...(headers && { headers }),
    ...(call.body && { body: jsonBody(body ?? {}) }),
  };
}

/** Applies a change of a call to the request of a type that is a program. */
export function changed(base: WireRequest, call: Readonly<Record<string, unknown>>, values: Values): WireRequest {
  const lookup: Lookup = (name) => (Object.hasOwn(values, name) ? values[name as keyof Values] : undefined);
  const { method = base.method, path, query, headers, body } = call as Partial<Call>;
  const texts = (before: WireRequest['query'], more: Call['query']): WireRequest['query'] =>
    more ? (mergePatch(before ?? {}, fill(more, lookup) ?? {}) as Record<string, string>) : before;
  const filled = body && fill(body, lookup);
  return {
    ...base,
    method,
    path: path === undefined ? base.path : pathOf(path, lookup),
    query: texts(base.query, query),
    headers: texts(base.headers, headers),
    ...(filled !== undefined && {
      body: { ...(base.body ?? jsonBody({})), value: mergePatch(base.body?.value ?? {}, filled) as Fields },
    }),
  };
}

/** @throws VideoJobsError `rejected` for a segment that a path cannot hold */
const pathOf = (path: string, lookup: Lookup): string =>
  path.replace(/\{([\w.]+)(:path)?\}/g, (_match, name: string, keepsSlashes?: string) => {
    const text = asText(lookup(name)) ?? '';
    return keepsSlashes ? text.split('/').map(idSegment).join('/') : idSegment(text);
  });
