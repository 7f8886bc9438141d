import type { Price } from '../types';
import { asNumber, isRecord } from './read';

/** Cap for the number of SKUs. */
const maxSkus = 100;

/** Unit and scale by the name of a SKU, without its conditions. */
const units: readonly [RegExp, Price['per'], scale: number][] = [
  [/^duration_seconds$|^per_video_second$/, 'second', 1],
  [/^cents_per_(second_output|video_output_second)$/, 'second', 0.01],
  [/^reference_images$/, 'image', 1],
  [/^cents_per_image_input$/, 'image', 0.01],
  [/^minimum_cents_per_generation$/, 'least', 0.01],
];

/**
 * Reads prices in US dollars from `pricing_skus` of OpenRouter's `VideoModel`. Its document says only that the values are
 * strings; the names are those of its catalogue (`duration_seconds_with_audio_720p`, `cents_per_video_output_second_480p`,
 * `per-video-second`, …).
 * @returns undefined if any name is unknown: a wrong price is worse than none
 */
export function decodePrices(value: unknown): Price[] | undefined {
  if (!isRecord(value)) return undefined;
  const prices: Price[] = [];
  for (const [name, amount] of Object.entries(value).slice(0, maxSkus)) {
    const price = priceOf(name.toLowerCase().replaceAll('-', '_'), asNumber(amount));
    if (price === 'other') continue;
    if (!price) return undefined;
    prices.push(price);
  }
  return prices.some(({ per }) => per === 'second') ? prices : undefined;
}

/** SKUs of jobs that this extension does not create (video input, continuation at the model's own server). */
const unrelatedSkus = /video_input|video_continuation|^reference_duration/;

function priceOf(name: string, amount: number | undefined): Price | 'other' | undefined {
  if (unrelatedSkus.test(name)) return 'other';
  if (amount === undefined || amount < 0 || amount > 1e6) return undefined;
  const [whole, mode, rest] = /^(text_to_video_|image_to_video_)?(.*)$/.exec(name)!;
  const [, unit = whole, sound, resolution] = /^(.*?)(_with_audio|_without_audio)?(?:_(\d{3,4}p|\d{1,2}k))?$/.exec(
    rest!,
  )!;
  const match = units.find(([pattern]) => pattern.test(unit));
  if (!match) return undefined;
  const [, per, scale] = match;
  const when: Price['when'] = {
    ...(mode && { image: mode.startsWith('image') }),
    ...(sound && { sound: sound === '_with_audio' }),
    ...(resolution && { resolution }),
  };
  return { amount: amount * scale, currency: 'USD', per, ...(Object.keys(when).length > 0 && { when }) };
}
