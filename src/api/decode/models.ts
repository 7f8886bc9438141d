import * as l10n from '@vscode/l10n';
import { decodePrices } from './prices';
import { asNumber, asText, field, Mismatch } from './read';
import type { ModelInfo } from '../types';

/** What is more than this describes no models that anybody could choose from. */
const mostModels = 2000;
const mostValues = 200;
const longest = 200;

/**
 * OpenRouter's `GET /videos/models`, where each list of a model may be `null`; and `GET /models` of OpenAI and of servers
 * that took it over, which gives names only, of models of every kind.
 * @throws Mismatch
 */
export function decodeModels(answer: unknown): ModelInfo[] {
  const data = field(answer, 'data');
  if (!Array.isArray(data)) throw new Mismatch(l10n.t('a list of models in "data"'));
  const seen = new Set<string>();
  return data.slice(0, mostModels).flatMap((model: unknown) => {
    const info = decodeModel(model);
    if (!info || seen.has(info.id)) return [];
    seen.add(info.id);
    return [info];
  });
}

function decodeModel(model: unknown): ModelInfo | undefined {
  const id = shortText(field(model, 'id'));
  if (id === undefined) return undefined;
  const frames = values(field(model, 'supported_frame_images'), shortText);
  const info: ModelInfo = {
    id,
    name: shortText(field(model, 'name')),
    sizes: filled(values(field(model, 'supported_sizes'), (size) => shortText(size)?.toLowerCase())),
    seconds: filled(values(field(model, 'supported_durations'), length)),
    resolutions: filled(values(field(model, 'supported_resolutions'), (one) => shortText(one)?.toLowerCase())),
    aspectRatios: filled(values(field(model, 'supported_aspect_ratios'), shortText)),
    frames,
    sound: truth(field(model, 'generate_audio')),
    seed: truth(field(model, 'seed')),
    prices: decodePrices(field(model, 'pricing_skus')),
    parameters: filled(values(field(model, 'allowed_passthrough_parameters'), shortText)),
    // So says a list of models of all kinds; one of videos alone does not.
    video: field(model, 'object') === 'model' && !looksLikeVideo(id) ? false : undefined,
  };
  return Object.fromEntries(Object.entries(info).filter(([, value]) => value !== undefined)) as unknown as ModelInfo;
}

const families =
  /video|sora|veo|kling|wan[-_.\d]|seedance|hailuo|runway|gen-?[34]\b|luma|ray-?\d|pika|hunyuan|ltx|mochi|cogvideo|vidu|pixverse|jimeng|dreamina|t2v|i2v|sandbox/i;

/** A guess that only orders what is offered: nothing is left out by it. */
export const looksLikeVideo = (id: string): boolean => families.test(id);

function values<T>(value: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return [...new Set(value.slice(0, mostValues).map(read))].filter((item) => item !== undefined);
}

const filled = <T>(list: T[] | undefined): T[] | undefined => (list?.length ? list : undefined);

function shortText(value: unknown): string | undefined {
  const text = asText(value)?.trim();
  return text !== undefined && text.length <= longest ? text : undefined;
}

/** Whole days of video are nobody's. */
function length(value: unknown): number | undefined {
  const seconds = asNumber(value);
  return seconds !== undefined && seconds > 0 && seconds <= 86_400 ? seconds : undefined;
}

const truth = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);
