import type { Cost, ModelInfo, Price } from '../../api/types';
import { boughtByExtra } from './bought';

/** The fields of a request that a price may depend on. */
export interface Priced {
  model?: string;
  seconds?: number;
  /** As requested: `1280x720`, `720p`, `720p 16:9`. */
  size?: string;
  reference?: string;
  extra?: Record<string, unknown>;
}

type Conditions = NonNullable<Price['when']>;
const conditions = ['model', 'size', 'resolution', 'sound', 'image'] as const;

/**
 * Estimates a request's cost. A field left to the provider (a length, a resolution) leaves the cost unknown, unless it makes
 * no difference.
 * @param own the user's prices for the provider; they take precedence over the server's
 * @param model the server's description of the request's model
 * @param others those of models that extra fields name
 */
export function estimateCost(
  request: Priced,
  own: readonly Price[],
  model?: ModelInfo,
  others: readonly ModelInfo[] = [],
): Cost | undefined {
  const { models, seconds, clips } = boughtByExtra(request.extra);
  // Whether an extra field replaces one of the request's own is for the server to decide: the dearer one counts.
  const candidates = combinations(request, models, seconds).map((candidate) =>
    estimateClip(
      candidate,
      own,
      candidate.model === request.model ? model : others.find(({ id }) => id === candidate.model),
    ),
  );
  const [first] = candidates;
  if (!first || candidates.some((cost) => cost?.currency !== first.currency) || Number.isNaN(clips)) return undefined;
  const amount = Math.max(...candidates.map((cost) => cost!.amount)) * clips;
  return { ...first, amount: Math.round(amount * 1e6) / 1e6 };
}

/** The request with each model and each length it may be understood to ask for. */
function combinations(request: Priced, models: readonly string[], seconds: readonly number[]): Priced[] {
  const choices = <T>(value: T | undefined, others: readonly T[]): readonly (T | undefined)[] =>
    value === undefined && others.length > 0 ? [...new Set(others)] : [...new Set([value, ...others])];
  return choices(request.model, models).flatMap((model) =>
    choices(request.seconds, seconds).map((length): Priced => ({ ...request, model, seconds: length })),
  );
}

function estimateClip(request: Priced, own: readonly Price[], model?: ModelInfo): Cost | undefined {
  const facts = factsOf(request, model);
  const fitting = [own, model?.prices ?? []].map((prices) => prices.filter(({ when }) => mayHold(when, facts)));
  const source = fitting.find((prices) => prices.some(isBase));
  return source && costBy(source, facts, request, model);
}

const isBase = ({ per }: Price): boolean => per === 'second' || per === 'clip';

const mayHold = (when: Conditions = {}, facts: Conditions): boolean =>
  conditions.every((name) => when[name] === undefined || facts[name] === undefined || fits(name, when, facts));

function costBy(fitting: readonly Price[], facts: Conditions, request: Priced, model?: ModelInfo): Cost | undefined {
  const seconds = request.seconds ?? (model?.seconds?.length === 1 ? model.seconds[0] : undefined);
  const base = mostSpecific(fitting.filter(isBase), facts);
  const [first] = base;
  if (!first || base.some(({ currency }) => currency !== first.currency)) return undefined;
  const sums = base.map(({ per, amount }) =>
    per === 'clip' ? amount : seconds === undefined ? NaN : amount * seconds,
  );
  const extraCharge = (per: Price['per']) =>
    mostSpecific(
      fitting.filter((price) => price.per === per && price.currency === first.currency),
      facts,
    )[0]?.amount ?? 0;
  const [sum] = sums;
  if (sum === undefined || sums.some((other) => !(Math.abs(other - sum) < 1e-9))) return undefined;
  const amount = Math.max(sum + (request.reference === undefined ? 0 : extraCharge('image')), extraCharge('least'));
  // Remove binary rounding errors.
  return { amount: Math.round(amount * 1e6) / 1e6, currency: first.currency, source: 'estimated' };
}

/** Prefers prices with conditions on fields the request sets. */
function mostSpecific(prices: readonly Price[], facts: Conditions): readonly Price[] {
  let left = prices;
  for (const name of conditions) {
    const named = facts[name] === undefined ? [] : left.filter(({ when }) => when?.[name] !== undefined);
    if (named.length > 0) left = named;
  }
  return left;
}

function fits(name: (typeof conditions)[number], when: Conditions, facts: Conditions): boolean {
  if (name !== 'model') return when[name] === facts[name];
  return matches(when.model!, facts.model!);
}

/** Matches a name against a pattern in which `*` matches any text, ignoring case. */
export function matches(pattern: string, name: string): boolean {
  const [head = '', ...rest] = pattern.toLowerCase().split('*');
  const text = name.toLowerCase();
  if (rest.length === 0) return text === head;
  const tail = rest.pop()!;
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  const middle = text.slice(head.length, text.length - tail.length);
  let start = 0;
  return rest.every((part) => {
    const position = middle.indexOf(part, start);
    start = position + part.length;
    return position >= 0;
  });
}

function factsOf({ model: id, size, reference, extra }: Priced, model?: ModelInfo): Conditions {
  const bought = boughtByExtra(extra);
  const requested = bought.resolution?.toLowerCase();
  const word = bought.size ?? size?.trim().toLowerCase();
  const only = model?.resolutions?.length === 1 ? model.resolutions[0] : undefined;
  const sound = extra?.['generate_audio'];
  return {
    model: id,
    size: word,
    resolution: requested ?? resolutionOf(word) ?? only,
    // OpenRouter's document: "Defaults to the endpoint's generate_audio capability flag".
    sound: typeof sound === 'boolean' ? sound : model?.sound,
    image: reference !== undefined,
  };
}

/** Returns the resolution of a size: 720p for `1280x720` and `720p 16:9`, 4k for `3840x2160`. */
function resolutionOf(size: string | undefined): string | undefined {
  const named = /(?:^|\s)(\d{3,4}p|\d{1,2}k)(?:\s|$)/i.exec(size ?? '')?.[1];
  if (named) return named.toLowerCase();
  const [, width, height] = /^(\d{3,5})x(\d{3,5})$/i.exec(size ?? '') ?? [];
  if (width === undefined) return undefined;
  const short = Math.min(Number(width), Number(height));
  return short === 2160 ? '4k' : `${short}p`;
}

/** A price from the user's settings. */
export type OwnPrice = Price & { provider: string };
