import type { AnswerPath, Places } from '../../answerPlaces';
import { type DecodeContext, decodeJob } from '../../decode/job';
import { asNumber, asText, findValue, firstText, pathsOf, valueAt } from '../../decode/read';
import { asModeration } from '../../decode/reasons';
import { isFinal } from '../../decode/status';
import { isSuccessCode } from '../../errorRules';
import { type CancelTerms, type Capabilities, noCapabilities, type RemoteJob } from '../../types';
import type { Dialect } from '../dialect';
import type { Derive, Description } from './description';
import { encode, inMode, inputsFor, matches, modeOf, presence, request, variantFor, withExtra } from './encode';
import { patched } from './patch';

export type { DescribedInputs, Description, Template, Variant } from './description';
export { secondsBetween } from './values';

/** Turns a description into a dialect. */
export function describedDialect(description: Description): Dialect {
  const { label, version, auth = {}, result, cancel, probe, list, find, errors, upload } = description;
  const bare = description.answer?.idIn?.bare;
  return {
    label,
    describedBy: (patch) => patched(description, patch),
    description: () => description.about(),
    capabilities: capabilitiesOf(description),
    clipsAt: 'address',
    ...(auth.usual && { usualAuth: auth.usual }),
    ...(auth.header && { keyHeader: auth.header }),
    ...(auth.scheme && { keyScheme: auth.scheme }),
    ...(errors && { errors }),
    ...(description.regions && { regions: description.regions }),
    ...(description.models && { knownModels: description.models }),
    derivesByAddress: ({ op }) => usesSource(description[op]),
    ...(list && { listAt: { items: list.items, next: list.next, more: list.more, numbered: list.numbered } }),
    basePath: (segments, hostname) =>
      segments.length === 0 || description.hosts?.some((host) => matches(host, hostname))
        ? (version?.split('/') ?? [])
        : segments,
    takes: (model) => inputsFor(description, model) ?? { roles: { first: 1 } },
    tokens: (model) => inputsFor(description, model)?.tokens ?? {},
    modelIn: (pathname) => modelIn(description, pathname),
    ...(bare !== undefined && { idWith: (id, model) => wholeId(bare, id, model) }),
    encode: (operation, context) => encode(description, operation, context),
    withExtra: (fields, extra) => withExtra(description, fields, extra),
    decode: (answer, context) => decode(description, answer, context),
    ...((result ?? description.modes) && { result: (job) => resultOf(description, job) }),
    ...(find && { find: (uuid) => request(description, find, { uuid }) }),
    ...(cancel?.returnsJob && { cancelReturnsJob: true }),
    ...(upload && {
      upload: {
        ...upload,
        start: ({ name, type, bytes }) =>
          request(description, upload.start, { 'file.name': name, 'file.type': type, 'file.bytes': bytes }),
      },
    }),
    ...(probe && { probe: { request: () => request(description, probe, {}), proves: probe.proves } }),
  };
}

function resultOf(description: Description, { id, raw }: RemoteJob): ReturnType<NonNullable<Dialect['result']>> {
  const { description: mode, id: own } = inMode(description, id);
  const { result } = mode;
  return result && { request: request(mode, result, { id: own }, undefined, raw), fails: result.fails ?? [] };
}

/** Id of a job from its last part and its model, of which an address has two segments, or three for a workflow. */
function wholeId(template: string, id: string, model: string): string {
  const segments = model.split('/').filter(Boolean);
  const owner = segments.slice(0, segments[0] === 'workflows' ? 3 : 2).join('/');
  return template.replace('{model}', () => owner).replace('{id}', () => id);
}

/** Reads the model from the path of a create, where it is a part of that. */
function modelIn({ create, variants = [], version }: Description, pathname: string): string | undefined {
  const paths = [create.path, ...variants.flatMap((variant) => variant.create?.path ?? [])];
  for (const path of paths.filter((each) => each.includes('{model'))) {
    const [before = '', after = ''] = path.split(/\{model(?::path)?\}/);
    const start = `${version === undefined ? '' : `/${version}`}${before}`;
    if (!pathname.startsWith(start) || !pathname.endsWith(after) || pathname.includes('/requests/')) continue;
    const model = pathname.slice(start.length, pathname.length - after.length);
    if (model !== '') return model;
  }
  return undefined;
}

/** True if a derived job refers to its source by the address of the clip. */
const usesSource = (derive: Derive | undefined): boolean => JSON.stringify(derive ?? '').includes('{source}');

/** True if a request that costs money has a place for a key of ours. */
export const takesKey = (
  calls: Partial<Record<'create' | 'variants' | 'remix' | 'edit' | 'extend', unknown>>,
): boolean => {
  const { create, variants, remix, edit, extend } = calls;
  return JSON.stringify([create, variants, remix, edit, extend]).includes('{uuid}');
};

function capabilitiesOf(description: Description): Capabilities {
  const { list, delete: remove, cancel, models, remix, edit, extend, reference = [], limits, find } = description;
  return {
    ...noCapabilities,
    list: list !== undefined,
    delete: remove !== undefined,
    cancel: cancel !== undefined,
    ...(cancel && { cancelTerms: termsOf(cancel, description.modes) }),
    ...(takesKey(description) && { takesKey: true as const }),
    ...(find && { finds: true }),
    remix: remix !== undefined,
    edit: edit !== undefined,
    extend: extend !== undefined,
    models: models !== undefined,
    variants: ['video'],
    reference,
    ...(limits && { takes: limits }),
  };
}

/** Terms of the usual protocol; jobs of those beside it that lack the operation are excepted. */
function termsOf(cancel: NonNullable<Description['cancel']>, modes: Description['modes'] = {}): CancelTerms {
  const { when, destroys, refund, billed } = cancel;
  const except = Object.keys(modes).filter((mode) => !modes[mode]?.cancel);
  return {
    when,
    ...(destroys && { destroys }),
    ...(refund && { refund }),
    ...(billed && { billed }),
    ...(except.length > 0 && { except: except.map((mode) => `${mode}/`) }),
  };
}

/**
 * Reads an answer at the places of the description, then as the tolerant decoder does.
 * @param otherwise decoder of a type that is a program
 * @throws Mismatch
 */
export function decode(
  whole: Description,
  answer: unknown,
  context: DecodeContext,
  otherwise: Dialect['decode'] = decodeJob,
): RemoteJob {
  const { model, inputs } = context;
  const mode = model === undefined ? undefined : variantFor(whole, { model, prompt: '', ...presence({ inputs }) }).mode;
  const description =
    context.id === undefined
      ? ((mode === undefined ? undefined : modeOf(whole, mode)) ?? whole)
      : inMode(whole, context.id).description;
  const { answer: places = {}, statuses, keepsClip, errors } = description;
  const rules = {
    answer: placesFrom(places, context),
    statuses: { ...statuses, ...context.rules?.statuses },
  };
  const id = context.id ?? idIn(places.idIn, answer, context.baseUrl);
  const job = otherwise(answer, { ...context, id, rules });
  if (places.idIn || whole.modes) delete job.otherIds;
  if (mode) job.id = `${mode}/${job.id}`;
  const code = findValue(answer, placed(places.job, errors?.code), asText);
  if (job.error && code !== undefined && !isSuccessCode(code, errors)) job.error = { ...job.error, code };
  if (places.ignoreTimes) {
    delete job.createdAt;
    delete job.completedAt;
  }
  if (!isFinal(job.status)) delete job.completedAt;
  const found = (path: AnswerPath | undefined): number | undefined =>
    findValue(answer, placed(places.job, path), asNumber, (match) => context.trace?.('cost', match));
  const cost = found(places.cost);
  const units = cost ?? found(places.estimate);
  if (units !== undefined && places.costUnit) {
    const { currency, perUnit } = places.costUnit;
    const amount = Number((units * perUnit).toPrecision(12));
    job.cost = { amount, currency, source: cost === undefined ? 'estimated' : 'reported' };
  }
  if (job.urls) job.urls = job.urls.map((url) => withQuery(url, places.clipQuery, context.baseUrl));
  const { message, unless } = places.withheld ?? {};
  const reason = firstText(answer, pathsOf(message));
  if (job.status === 'completed' && !job.urls && !job.inlineClip && reason !== undefined) {
    if (firstText(answer, pathsOf(unless)) === undefined) {
      job.status = 'failed';
      job.error = asModeration({ message: reason }, true);
    }
  }
  if (job.status === 'completed' && job.expiresAt === undefined && keepsClip !== undefined) {
    job.expiresAt = (job.completedAt ?? Date.now()) + keepsClip * 1000;
  }
  return job;
}

/** Adds parameters to an address on the server's own origin. */
function withQuery(url: string, query: Readonly<Record<string, string>> | undefined, baseUrl: string): string {
  if (!query || !URL.canParse(url) || new URL(url).origin !== new URL(baseUrl).origin) return url;
  const own = new URL(url);
  for (const [name, value] of Object.entries(query)) {
    if (!own.searchParams.has(name)) own.searchParams.set(name, value);
  }
  return own.href;
}

/** Paths below the job, then from the root. */
function placed(job: AnswerPath | undefined, path: AnswerPath | undefined): string[] {
  const paths = pathsOf(path);
  return [...pathsOf(job).flatMap((prefix) => paths.map((each) => `${prefix}.${each}`)), ...paths];
}

const readParts = ['id', 'status', 'progress', 'address', 'thumbnail', 'error', 'model', 'prompt', 'seconds'] as const;
const otherParts = ['createdAt', 'completedAt', 'expiresAt', 'parentId', 'queue'] as const;

/**
 * Places of all parts, those that the user set first: from the root, unless the user also set where the job is. Those are
 * then in the description.
 */
function placesFrom(places: NonNullable<Description['answer']>, { rules }: DecodeContext): Places {
  const { job, ...set }: Places & { job?: AnswerPath } = rules?.answer ?? {};
  const own: Places = job === undefined ? set : {};
  const paths = Object.fromEntries(
    [...readParts, ...otherParts].map((part) => [part, [...pathsOf(own[part]), ...placed(places.job, places[part])]]),
  );
  const clip = set.clip ?? places.clip;
  return { ...paths, ...(clip !== undefined && { clip }) };
}

/** Reads an id that is the path of an address in the answer; the origin of the address is never used. */
function idIn(place: NonNullable<Description['answer']>['idIn'], answer: unknown, baseUrl: string): string | undefined {
  const address = place && asText(valueAt(answer, place.address));
  if (!place || address === undefined || !URL.canParse(address, baseUrl)) return undefined;
  const { pathname } = new URL(address, baseUrl);
  const base = new URL(baseUrl).pathname.replace(/\/$/, '');
  const below = pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname;
  const path = place.drop !== undefined && below.endsWith(place.drop) ? below.slice(0, -place.drop.length) : below;
  try {
    return decodeURIComponent(path).replace(/^\/+|\/+$/g, '') || undefined;
  } catch {
    return undefined;
  }
}
