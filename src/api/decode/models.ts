import * as l10n from '@vscode/l10n';
import type { ModelInfo } from '../types';
import { decodePrices } from './prices';
import { asNumber, asText, field, Mismatch } from './read';

/** Caps for lists and names, far above those of real catalogues. */
const maxModels = 2000;
const maxValues = 200;
const maxTextLength = 200;

/**
 * Reads OpenRouter's `GET /videos/models`, where each list of a model may be `null`, and `GET /models` of OpenAI and
 * compatible servers, which lists only names, of models of every kind.
 * @throws Mismatch
 */
export function decodeModels(answer: unknown): ModelInfo[] {
  const data = field(answer, 'data');
  if (!Array.isArray(data)) throw new Mismatch(l10n.t('a list of models in "data"'));
  const seen = new Set<string>();
  return data.slice(0, maxModels).flatMap((model: unknown) => {
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
    // Lists of all kinds of models have `object: "model"`; lists of video models do not.
    video: field(model, 'object') === 'model' && !looksLikeVideo(id) ? false : undefined,
  };
  return Object.fromEntries(Object.entries(info).filter(([, value]) => value !== undefined)) as unknown as ModelInfo;
}

const videoFamilies =
  /video|sora|veo|kling|wan[-_.\d]|seedance|hailuo|runway|gen-?[34]\b|luma|ray-?\d|pika|hunyuan|ltx|mochi|cogvideo|vidu|pixverse|jimeng|dreamina|t2v|i2v|sandbox/i;

/** Guess used only to order a list of models; no model is hidden by it. */
const looksLikeVideo = (id: string): boolean => videoFamilies.test(id);

function values<T>(value: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return [...new Set(value.slice(0, maxValues).map(read))].filter((item) => item !== undefined);
}

const filled = <T>(list: T[] | undefined): T[] | undefined => (list?.length ? list : undefined);

function shortText(value: unknown): string | undefined {
  const text = asText(value)?.trim();
  return text !== undefined && text.length <= maxTextLength ? text : undefined;
}

/** Duration in seconds; more than a day is taken as a mistake. */
function length(value: unknown): number | undefined {
  const seconds = asNumber(value);
  return seconds !== undefined && seconds > 0 && seconds <= 86_400 ? seconds : undefined;
}

const truth = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);
