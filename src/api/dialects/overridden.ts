import { VideoJobsError } from '../errors';
import { EmbeddedFile, idSegment, type WireBody, type WireRequest } from '../wire';
import { renamed, type Fields } from './fields';
import { openai } from './openai';
import type { Dialect, EncodeContext, Operation } from './dialect';
import type { Overrides } from '../overrides';
import type { Capabilities } from '../types';

/** A dialect as one server speaks it: what the overrides say, and for the rest what the type has. */
export function overridden(dialect: Dialect, overrides: Overrides | undefined): Dialect {
  if (!overrides || Object.keys(overrides).length === 0) return dialect;
  const { paths = {}, answer, statuses } = overrides;
  const rules = { answer, statuses };
  return {
    ...dialect,
    capabilities: capabilitiesWith(dialect.capabilities, overrides),
    rules,
    clipsAt: clipsAtWith(dialect, overrides),
    decode: (value, context) => dialect.decode(value, { ...context, rules }),
    encode(operation, context) {
      const request = placed(encoded(dialect, operation, { ...context, options: overrides }), operation, paths);
      const body = request.body && bodyWith(request.body, operation, overrides, dialect);
      return body ? { ...request, body } : request;
    },
  };
}

/** An operation that has a place is there. */
function capabilitiesWith(able: Capabilities, { paths = {}, capabilities }: Overrides): Capabilities {
  const offered = (['list', 'remix', 'edit', 'extend', 'delete', 'models'] as const).filter((op) => paths[op]);
  return {
    ...able,
    ...Object.fromEntries(offered.map((op) => [op, true])),
    ...(paths.content && able.variants.length === 0 && { variants: ['video'] as const }),
    ...capabilities,
  };
}

/** Who says where the address stands, or where the content is, knows which of the two works. */
function clipsAtWith({ clipsAt }: Dialect, { answer, paths }: Overrides): Dialect['clipsAt'] {
  if (answer?.address === undefined) return paths?.content === undefined ? clipsAt : 'endpoint';
  return clipsAt === 'address' && paths?.content === undefined ? 'address' : 'both';
}

/** As the type has it, or where it has no such operation, as OpenAI's API has it; further fields wait for their turn. */
function encoded(dialect: Dialect, operation: Operation, context: EncodeContext): WireRequest {
  const plain: Operation =
    operation.op === 'create' ? { ...operation, input: { ...operation.input, extra: undefined } } : operation;
  try {
    return dialect.encode(plain, context);
  } catch (error) {
    // What a type has but cannot express in this case must not be asked for in another way: it may be paid for.
    const { op } = operation;
    const has = op === 'create' || (op in dialect.capabilities && dialect.capabilities[op as keyof Capabilities]);
    if (has || !(error instanceof VideoJobsError) || error.kind !== 'unsupported') throw error;
    return op === 'models' ? { method: 'GET', path: '/models' } : openai.encode(plain, context);
  }
}

/** @throws VideoJobsError `rejected` for an id that cannot stand in a path */
function placed(request: WireRequest, operation: Operation, paths: NonNullable<Overrides['paths']>): WireRequest {
  const [, method, place] =
    /^(?:(GET|POST|DELETE) +)?(\/.*)$/.exec((operation.op === 'account' ? undefined : paths[operation.op]) ?? '') ?? [];
  if (place === undefined) return request;
  const id = 'id' in operation ? operation.id : '';
  const [path = '', search = ''] = place.split(/\?(.*)/s);
  const own = [...new URLSearchParams(search)].map(([name, value]) => [name, value.replaceAll('{id}', id)] as const);
  return {
    ...request,
    ...(method !== undefined && { method: method as WireRequest['method'] }),
    path: path.includes('{id}') ? path.replaceAll('{id}', idSegment(id)) : path,
    query: { ...request.query, ...Object.fromEntries(own) },
  };
}

function bodyWith(body: WireBody, operation: Operation, overrides: Overrides, dialect: Dialect): WireBody {
  const { defaults, encoding, seconds } = overrides;
  const create = operation.op === 'create' ? operation.input : undefined;
  const own = renamed(withSeconds(body.value, seconds), overrides.fields, dialect.label, create?.reference);
  const said: Fields = { ...(create && defaults), ...own };
  const fields = dialect.withExtra?.(said, create?.extra ?? {}) ?? { ...said, ...create?.extra };
  const value = Object.fromEntries(Object.entries(fields).filter(([, each]) => each !== undefined));
  if (!create || encoding === undefined) return { ...body, value };
  // A file is a part of a form; only where it has a place inside JSON does it go there.
  const needsForm = body.kind === 'form' && Object.values(value).some((each) => each instanceof EmbeddedFile);
  return { kind: encoding === 'multipart' || needsForm ? 'form' : 'json', value };
}

function withSeconds(fields: Fields, as: Overrides['seconds']): Fields {
  const { seconds } = fields;
  if (as === undefined || (typeof seconds !== 'string' && typeof seconds !== 'number')) return fields;
  return { ...fields, seconds: as === 'number' ? Number(seconds) : String(seconds) };
}
