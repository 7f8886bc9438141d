import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isAddress, refusalOf } from '../../api/dialects/refusal';
import type { Provider } from '../../api/provider';
import { type Capabilities, type CreateSetting, createSettings, type Input, type ModelInfo } from '../../api/types';
import { withoutUndefined } from '../objects';
import type { CreateRequest } from '../requests';
import { limitsOf, startsFromImage, takesSize } from './limits';
import { isPixels, nearestSizes, shapeOf } from './sizes';

/** Provider and model a request is translated for. */
export interface Target {
  provider: Provider;
  /** Chosen model; absent for the provider's default. */
  model?: string;
  able: Capabilities;
  /** The provider's catalogue, if it was loaded. */
  models: readonly ModelInfo[];
}

/** A field that differs from the original request; without `to` it is omitted or left to the server. */
export type Change =
  | { what: 'model'; from: string }
  | { what: 'seconds'; from: number; to?: number }
  | { what: 'size'; from: string; to?: string }
  /** `takes` lists the ways the server accepts an image; `gone` if the file no longer exists. */
  | { what: 'image'; from: string; takes: Capabilities['reference']; gone: boolean }
  /** Inputs, or settings such as the seed, that the target does not take. */
  | { what: 'inputs'; inputs: readonly Input[] }
  | { what: 'settings'; names: readonly CreateSetting[] }
  | { what: 'extra'; names: readonly string[] };

export interface Translation {
  request: Partial<CreateRequest> & { provider: string };
  changes: readonly Change[];
}

/** Returns the catalogue's entry of the target's model. */
const modelInfo = ({ provider, model = provider.model, models }: Target): ModelInfo | undefined =>
  models.find(({ id }) => id === model);

/**
 * Translates a request for one server to another: the nearest length, and the nearest size of the same shape, in that
 * server's notation. For the original provider and model, accepted fields stay unchanged.
 * @param wish the original; without a provider it was made for none
 * @param exists tests whether an image file still exists
 */
export function translate(
  wish: Partial<CreateRequest>,
  target: Target,
  exists: (file: string) => boolean = existsSync,
): Translation {
  const { provider, models } = target;
  const sameProvider = wish.provider === provider.id;
  const modelExists = wish.model !== undefined && (sameProvider || models.some(({ id }) => id === wish.model));
  const model = target.model ?? (modelExists ? wish.model : undefined);
  const request = { ...wish, provider: provider.id, model };
  const changes: Change[] = [];
  if (wish.model !== undefined && model === undefined) changes.push({ what: 'model', from: wish.model });
  const same = sameProvider && (wish.model ?? provider.model) === (model ?? provider.model);
  const image = imageChange(wish, { ...target, model }, same, exists);
  const info = modelInfo({ ...target, model });
  const limits = limitsOf(target.able, info);
  const { seconds, size, extra } = wish;
  const accepts = (part: Partial<CreateRequest>) =>
    // Some servers require a model, which is not what this checks.
    !refusalOf(provider, { prompt: '?', model: model ?? provider.model ?? '?', ...part });

  const length = seconds === undefined ? undefined : nearestLength(seconds, limits.seconds, accepts);
  if (length !== seconds) changes.push({ what: 'seconds', from: seconds!, to: length });

  const translated = size === undefined ? undefined : sizeFor(size, { limits, target, same, accepts });
  if (translated !== size) changes.push({ what: 'size', from: size!, to: translated });

  if (image) changes.push(image);
  const inputs = inputsFor(wish.inputs ?? [], accepts, exists);
  if (inputs.length < (wish.inputs?.length ?? 0)) {
    changes.push({ what: 'inputs', inputs: (wish.inputs ?? []).filter((input) => !inputs.includes(input)) });
  }
  const lacking = createSettings.filter((name) => wish[name] !== undefined && !accepts({ [name]: wish[name] }));
  if (lacking.length > 0) changes.push({ what: 'settings', names: lacking });
  const names = Object.keys(extra ?? {});
  const allowed = names.filter((name) => same || allows(info, name));
  if (allowed.length < names.length) {
    changes.push({ what: 'extra', names: names.filter((name) => !allowed.includes(name)) });
  }

  return done(
    {
      ...request,
      seconds: length,
      size: translated,
      inputs: inputs.length > 0 ? inputs : undefined,
      ...Object.fromEntries(lacking.map((name) => [name, undefined])),
      extra: allowed.length > 0 ? Object.fromEntries(allowed.map((name) => [name, extra![name]])) : undefined,
    },
    changes,
  );
}

/** Inputs that the target takes together, the first ones taking precedence. */
function inputsFor(
  inputs: readonly Input[],
  accepts: (part: Partial<CreateRequest>) => boolean,
  exists: (file: string) => boolean,
): readonly Input[] {
  const present = inputs.filter(({ source }) => isAddress(source) || exists(pathOf(source)));
  if (present.length === inputs.length && accepts({ inputs })) return inputs;
  return present.reduce<readonly Input[]>((taken, input) => {
    // A last frame is kept where only the first one is missing, which the user may add.
    const first = input.role === 'last' && !taken.some(({ role }) => role === 'first');
    const tried: Input[] = [...taken, ...(first ? [{ ...input, role: 'first' as const, name: undefined }] : []), input];
    return accepts({ inputs: tried }) ? [...taken, input] : taken;
  }, []);
}

const pathOf = (source: string): string => (/^file:/i.test(source) ? fileURLToPath(source) : source);

function done(request: Translation['request'], changes: readonly Change[]): Translation {
  const dropsImage = changes.some(({ what }) => what === 'image');
  return { request: withoutUndefined({ ...request, ...(dropsImage && { reference: undefined }) }), changes };
}

/** Returns the nearest accepted length; of two equally near, the shorter one, which costs less. */
function nearestLength(
  seconds: number,
  lengths: readonly number[] | undefined,
  accepts: (part: { seconds: number }) => boolean,
): number | undefined {
  if (!lengths && accepts({ seconds })) return seconds;
  const choice = lengths ?? [Math.max(1, Math.round(seconds))];
  return [...choice]
    .sort((a, b) => Math.abs(a - seconds) - Math.abs(b - seconds) || a - b)
    .find((one) => accepts({ seconds: one }));
}

interface Sizing {
  limits: ReturnType<typeof limitsOf>;
  target: Target;
  same: boolean;
  accepts(part: { size: string }): boolean;
}

/** Returns the nearest accepted size, in the server's notation if it has one. */
function sizeFor(size: string, { limits, target, same, accepts }: Sizing): string | undefined {
  const { sizes, resolutions, aspectRatios } = limits;
  const words = !sizes && resolutions && aspectRatios;
  const listed = sizes ?? resolutions ?? aspectRatios;
  const other = !same && (isPixels(size) ? words : !listed && target.able.sizeIs === 'pixels');
  const shape = shapeOf(size);
  if ((!other || !shape) && takesSize(limits, size) && accepts({ size })) return size;
  return shape && nearestSizes(shape, limits).find((one) => accepts({ size: one }));
}

/** OpenRouter's document names these two; it passes other parameters on. */
const allows = (info: ModelInfo | undefined, name: string): boolean =>
  (name === 'seed' && info?.seed === true) ||
  (name === 'generate_audio' && info?.sound !== undefined) ||
  info?.parameters?.includes(name) === true;

function imageChange(
  { reference }: Partial<CreateRequest>,
  target: Target,
  same: boolean,
  exists: (file: string) => boolean,
): Change | undefined {
  if (reference === undefined) return undefined;
  const byFile = !isAddress(reference);
  const gone = byFile && !exists(reference);
  const { reference: ways } = target.able;
  const starts = same || startsFromImage(limitsOf(target.able, modelInfo(target)));
  const takes = starts ? ways : [];
  if (takes.includes(byFile ? 'file' : 'url') && !gone) return undefined;
  return { what: 'image', from: reference, takes, gone };
}
