import { VideoJobsError } from '../errors';
import type { Overrides } from '../overrides';
import type { CancelTerms, Capabilities } from '../types';
import { EmbeddedFile, idSegment, type WireBody, type WireRequest } from '../wire';
import { inputsFor } from './described/encode';
import type { Dialect, EncodeContext, Operation } from './dialect';
import { type Fields, renameFields } from './fields';
import { inputsOf, onlyFirst } from './inputs';
import { openai } from './openai';

/** Applies a provider's overrides to the dialect of its type. */
export function overridden(dialect: Dialect, overrides: Overrides | undefined): Dialect {
  if (!overrides || Object.keys(overrides).length === 0) return dialect;
  const { paths = {}, answer, statuses } = overrides;
  const rules = { answer, statuses };
  return {
    ...dialect,
    capabilities: capabilitiesWith(dialect.capabilities, overrides),
    rules,
    ...(overrides.inputs && {
      takes: (model) => inputsFor(overrides, model) ?? onlyFirst,
      tokens: (model) => inputsFor(overrides, model)?.tokens ?? {},
    }),
    clipsAt: clipsAtWith(dialect, overrides),
    decode: (value, context) => dialect.decode(value, { ...context, rules }),
    encode(operation, context) {
      const request = withPath(
        encodeWithFallback(dialect, operation, { ...context, options: overrides }),
        operation,
        paths,
      );
      const body = request.body && bodyWith(request.body, operation, overrides, dialect);
      return body ? { ...request, body } : request;
    },
  };
}

/** An operation with an overridden path counts as available. */
function capabilitiesWith(base: Capabilities, { paths = {}, capabilities }: Overrides): Capabilities {
  const offered = (['list', 'remix', 'edit', 'extend', 'delete', 'cancel', 'models'] as const).filter(
    (op) => paths[op],
  );
  return {
    ...base,
    ...Object.fromEntries(offered.map((op) => [op, true])),
    ...(paths.cancel && { cancelTerms: base.cancelTerms ?? termsOf(paths.cancel) }),
    ...(paths.content && base.variants.length === 0 && { variants: ['video'] as const }),
    ...capabilities,
  };
}

/** Terms of a server of which only the path is known: a DELETE may destroy what has ended. */
const termsOf = (path: string): CancelTerms => ({
  when: ['queued', 'in_progress'],
  ...(/^DELETE /.test(path) && { destroys: true }),
});

/** An override of the clip's path or of the content path decides which of the two is used. */
function clipsAtWith({ clipsAt }: Dialect, { answer, paths }: Overrides): Dialect['clipsAt'] {
  if (answer?.address === undefined) return paths?.content === undefined ? clipsAt : 'endpoint';
  return clipsAt === 'address' && paths?.content === undefined ? 'address' : 'both';
}

/** Encodes as the type does, or as OpenAI's API if the type lacks the operation; extra fields are merged later. */
function encodeWithFallback(dialect: Dialect, operation: Operation, context: EncodeContext): WireRequest {
  const plain: Operation =
    operation.op === 'create' ? { ...operation, input: { ...operation.input, extra: undefined } } : operation;
  try {
    return dialect.encode(plain, context);
  } catch (error) {
    // An operation that the type has but cannot express here must not be sent in another format: it may be billed.
    const { op } = operation;
    const isOffered = op === 'create' || (op in dialect.capabilities && dialect.capabilities[op as keyof Capabilities]);
    if (isOffered || !(error instanceof VideoJobsError) || error.kind !== 'unsupported') throw error;
    if (op === 'models') return { method: 'GET', path: '/models' };
    return op === 'cancel'
      ? { method: 'POST', path: `/videos/${idSegment(operation.id)}/cancel` }
      : openai.encode(plain, context);
  }
}

/** Applies an overridden path. @throws VideoJobsError `rejected` for an id that cannot be part of a path */
function withPath(request: WireRequest, operation: Operation, paths: NonNullable<Overrides['paths']>): WireRequest {
  const [, method, target] =
    /^(?:(GET|POST|PUT|DELETE) +)?(\/.*)$/.exec((operation.op === 'account' ? undefined : paths[operation.op]) ?? '') ??
    [];
  if (target === undefined) return request;
  const id = 'id' in operation ? operation.id : '';
  const [path = '', search = ''] = target.split(/\?(.*)/s);
  const added = [...new URLSearchParams(search)].map(([name, value]) => [name, value.replaceAll('{id}', id)] as const);
  return {
    ...request,
    ...(method !== undefined && { method: method as WireRequest['method'] }),
    path: path.includes('{id}') ? path.replaceAll('{id}', idSegment(id)) : path,
    query: { ...request.query, ...Object.fromEntries(added) },
  };
}

function bodyWith(body: WireBody, operation: Operation, overrides: Overrides, dialect: Dialect): WireBody {
  const { defaults, encoding, seconds } = overrides;
  const create = operation.op === 'create' ? operation.input : undefined;
  const renamed = renameFields(
    withSeconds(body.value, seconds),
    overrides.fields,
    dialect.label,
    create && inputsOf(create),
  );
  const base: Fields = { ...(create && defaults), ...renamed };
  const fields = dialect.withExtra?.(base, create?.extra ?? {}) ?? { ...base, ...create?.extra };
  const value = Object.fromEntries(Object.entries(fields).filter(([, each]) => each !== undefined));
  if (!create || encoding === undefined) return { ...body, value };
  // Files need a form, unless the dialect embeds them in JSON.
  const needsForm = body.kind === 'form' && Object.values(value).some((each) => each instanceof EmbeddedFile);
  return { kind: encoding === 'multipart' || needsForm ? 'form' : 'json', value };
}

function withSeconds(fields: Fields, as: Overrides['seconds']): Fields {
  const { seconds } = fields;
  if (as === undefined || (typeof seconds !== 'string' && typeof seconds !== 'number')) return fields;
  return { ...fields, seconds: as === 'number' ? Number(seconds) : String(seconds) };
}
