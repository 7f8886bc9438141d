import type { Provider } from '../../api/provider';
import type { CreateRequest } from '../requests';
import { existsSync } from 'node:fs';
import { isAddress, refusalOf } from '../../api/dialects/refusal';
import type { Capabilities, ModelInfo } from '../../api/types';
import { withoutUndefined } from '../objects';
import { limitsOf, startsFromImage, takesSize } from './limits';
import { isPixels, nearestSizes, shapeOf } from './sizes';

/** Where a request is to go. */
export interface Target {
  provider: Provider;
  /** Chosen there; the provider's own without it. */
  model?: string;
  able: Capabilities;
  /** What the provider's catalogue tells, as far as that is at hand. */
  models: readonly ModelInfo[];
}

/** What is another in a request than in the one that it was made of; without `to`, it is left to the server or left out. */
export type Change =
  | { what: 'model'; from: string }
  | { what: 'seconds'; from: number; to?: number }
  | { what: 'size'; from: string; to?: string }
  /** How it can be given there instead; `gone`, where it is no more. */
  | { what: 'image'; from: string; takes: Capabilities['reference']; gone: boolean }
  | { what: 'extra'; names: readonly string[] };

export interface Translation {
  request: Partial<CreateRequest> & { provider: string };
  changes: readonly Change[];
}

/** What a target's server, or its model there, is known by. */
export const modelInfo = ({ provider, model = provider.model, models }: Target): ModelInfo | undefined =>
  models.find(({ id }) => id === model);

/**
 * A request for one server from the settings that were meant for another. What that server is known to take is asked for:
 * the nearest length, the nearest size of the same shape, in its own words. At the provider and model that they come from, what
 * is taken stays as it was.
 * @param wish without a provider, it comes from none
 * @param exists whether an image is still there
 */
export function translate(
  wish: Partial<CreateRequest>,
  target: Target,
  exists: (file: string) => boolean = existsSync,
): Translation {
  const { provider, models } = target;
  const home = wish.provider === provider.id;
  const known = wish.model !== undefined && (home || models.some(({ id }) => id === wish.model));
  const model = target.model ?? (known ? wish.model : undefined);
  const request = { ...wish, provider: provider.id, model };
  const changes: Change[] = [];
  if (wish.model !== undefined && model === undefined) changes.push({ what: 'model', from: wish.model });
  const same = home && (wish.model ?? provider.model) === (model ?? provider.model);
  const image = imageChange(wish, { ...target, model }, same, exists);
  const info = modelInfo({ ...target, model });
  const limits = limitsOf(target.able, info);
  const { seconds, size, extra } = wish;
  const accepts = (part: Partial<CreateRequest>) =>
    // A model is needed by some, and is not what is asked here.
    !refusalOf(provider, { prompt: '?', model: model ?? provider.model ?? '?', ...part });

  const length = seconds === undefined ? undefined : nearestLength(seconds, limits.seconds, accepts);
  if (length !== seconds) changes.push({ what: 'seconds', from: seconds!, to: length });

  const own = size === undefined ? undefined : sizeFor(size, { limits, target, same, accepts });
  if (own !== size) changes.push({ what: 'size', from: size!, to: own });

  if (image) changes.push(image);
  const names = Object.keys(extra ?? {});
  const kept = names.filter((name) => same || allows(info, name));
  if (kept.length < names.length) changes.push({ what: 'extra', names: names.filter((name) => !kept.includes(name)) });

  return done(
    {
      ...request,
      seconds: length,
      size: own,
      extra: kept.length > 0 ? Object.fromEntries(kept.map((name) => [name, extra![name]])) : undefined,
    },
    changes,
  );
}

function done(request: Translation['request'], changes: readonly Change[]): Translation {
  const lost = changes.some(({ what }) => what === 'image');
  return { request: withoutUndefined({ ...request, ...(lost && { reference: undefined }) }), changes };
}

/** Of two that are equally near, the shorter one costs less. */
function nearestLength(
  seconds: number,
  known: readonly number[] | undefined,
  accepts: (part: { seconds: number }) => boolean,
): number | undefined {
  if (!known && accepts({ seconds })) return seconds;
  const choice = known ?? [Math.max(1, Math.round(seconds))];
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

/** In the server's own words, where it has some. */
function sizeFor(size: string, { limits, target, same, accepts }: Sizing): string | undefined {
  const { sizes, resolutions, aspectRatios } = limits;
  const words = !sizes && resolutions && aspectRatios;
  const told = sizes ?? resolutions ?? aspectRatios;
  const other = !same && (isPixels(size) ? words : !told && target.able.sizeIs === 'pixels');
  const shape = shapeOf(size);
  if ((!other || !shape) && takesSize(limits, size) && accepts({ size })) return size;
  return shape && nearestSizes(shape, limits).find((one) => accepts({ size: one }));
}

/** OpenRouter's document names these two itself; the others are passed on. */
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
