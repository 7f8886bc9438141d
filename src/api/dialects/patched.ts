import { VideoJobsError } from '../errors';
import type { DescriptionPatch, Overrides } from '../overrides';
import type { Capabilities } from '../types';
import type { WireRequest } from '../wire';
import { decode, describedDialect, takesKey } from './described';
import type { Description } from './described/description';
import { changed, request } from './described/encode';
import { mergePatch, patchOf } from './described/patch';
import { valuesOf } from './described/values';
import type { Dialect, Operation } from './dialect';

const optional = ['list', 'delete', 'remix', 'edit', 'extend'] as const;

type Calls = Pick<Description, 'create' | 'get' | 'result' | 'cancel' | 'probe' | 'find' | (typeof optional)[number]>;

/**
 * Applies the parts of a description that a user set to the dialect of a type: merged into its description, or, where the
 * type is a program, on top of the requests that it makes and in front of the places that it reads.
 */
export function patchedDialect(dialect: Dialect, overrides: Overrides): Dialect {
  const patch = patchOf(overrides);
  if (Object.keys(patch).length === 0) return dialect;
  if (!dialect.describedBy) return overProgram(dialect, patch);
  const { wholeBaseUrl } = dialect;
  return { ...describedDialect(dialect.describedBy(patch)), ...(wholeBaseUrl && { wholeBaseUrl }) };
}

function overProgram(dialect: Dialect, patch: DescriptionPatch): Dialect {
  const { label } = dialect;
  const { auth, regions, errors, answer, keepsClip, list, models } = patch;
  const calls = patch as Partial<Record<Operation['op'], Readonly<Record<string, unknown>> | null>>;
  const { result, cancel, probe, find } = patch as Partial<Calls>;
  const anywhere = { method: 'GET', path: '/' } as const;
  // What an answer is read by, on top of the type's own decoder.
  const reading: Description = {
    label,
    about: () => label,
    source: '',
    create: anywhere,
    get: anywhere,
    ...(patch.headers && { headers: patch.headers as Record<string, string> }),
    ...(answer && { answer }),
    ...(errors && { errors: errors as Description['errors'] }),
    ...(keepsClip != null && { keepsClip }),
  };
  const complete = (operation: Operation, call: Readonly<Record<string, unknown>>): WireRequest | undefined =>
    typeof call['method'] === 'string' && typeof call['path'] === 'string'
      ? { method: call['method'] as WireRequest['method'], path: '/', ...('body' in call && emptyBody(operation)) }
      : undefined;
  return {
    ...dialect,
    capabilities: capabilitiesWith(dialect.capabilities, patch),
    ...(auth?.scheme && { keyScheme: auth.scheme }),
    ...(auth?.header && { keyHeader: auth.header }),
    ...(errors && { errors: mergePatch(dialect.errors, errors) as Dialect['errors'] }),
    ...(regions && { regions: mergePatch(dialect.regions, regions) as Record<string, string> }),
    ...(models && { knownModels: models }),
    ...(list && { listAt: { items: 'data', ...dialect.listAt, ...(list as Partial<NonNullable<Dialect['listAt']>>) } }),
    ...(result && {
      result: ({ id, raw }) => ({
        request: request(reading, result, { id }, undefined, raw),
        fails: result.fails ?? [],
      }),
    }),
    ...(cancel && { cancel: { ...cancel, request: (id: string) => request(reading, cancel, { id }) } }),
    ...(find && { find: (uuid: string) => request(reading, find, { uuid }) }),
    ...(probe && { probe: { request: () => request(reading, probe, {}), proves: probe.proves } }),
    encode(operation, context) {
      const call = calls[operation.op];
      const base = call
        ? encodeOr(dialect, operation, context, complete(operation, call))
        : dialect.encode(operation, context);
      const withHeaders = reading.headers ? { ...base, headers: { ...base.headers, ...reading.headers } } : base;
      return call ? changed(withHeaders, call, valuesFor(label, operation, call)) : withHeaders;
    },
    decode: (value, context) => decode(reading, value, context, dialect.decode),
  };
}

const emptyBody = ({ op }: Operation): Pick<WireRequest, 'body'> =>
  op === 'get' || op === 'delete' ? {} : { body: { kind: 'json', value: {} } };

/** Encodes as the type does; an operation that the type lacks is sent as the user described it. */
function encodeOr(
  dialect: Dialect,
  operation: Operation,
  context: Parameters<Dialect['encode']>[1],
  own: WireRequest | undefined,
): WireRequest {
  try {
    return dialect.encode(operation, context);
  } catch (error) {
    const { op } = operation;
    const isOffered = op === 'create' || op === 'get' || dialect.capabilities[op as keyof Capabilities] === true;
    if (own && !isOffered && error instanceof VideoJobsError && error.kind === 'unsupported') return own;
    throw error;
  }
}

function capabilitiesWith(base: Capabilities, patch: DescriptionPatch): Capabilities {
  const stated = optional.filter((op) => patch[op] !== undefined).map((op) => [op, patch[op] !== null] as const);
  const { reference, limits, models, find } = patch;
  return {
    ...base,
    ...(Object.fromEntries(stated) as Partial<Capabilities>),
    ...(models && { models: true }),
    ...(takesKey(patch) && { takesKey: true as const }),
    ...(find && { finds: true as const }),
    ...(reference && { reference }),
    ...(limits && { takes: mergePatch(base.takes, limits) as Capabilities['takes'] }),
  };
}

/** Values for the placeholders of a call; those of a size are made only where one is used. */
function valuesFor(label: string, operation: Operation, call: Readonly<Record<string, unknown>>) {
  const text = JSON.stringify(call);
  if (operation.op === 'create') {
    const { size, reference, ...input } = operation.input;
    const usesSize = /\{(size|width|height|ratio|resolution)\}/.test(text);
    const usesFrame = /\{first/.test(text);
    return valuesOf(label, { ...input, ...(usesSize && { size }), ...(usesFrame && { reference }) }, {});
  }
  const id = 'id' in operation ? operation.id : undefined;
  if (!('input' in operation)) {
    return operation.op === 'list' ? { after: operation.after, limit: operation.limit } : { id };
  }
  const { prompt, seconds, idempotencyKey, source = {} } = operation.input;
  return { ...valuesOf(label, { prompt, seconds, idempotencyKey, model: source.model }, {}), id, source: source.url };
}
