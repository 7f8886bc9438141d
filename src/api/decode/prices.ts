import { asNumber, isRecord } from './read';
import type { Price } from '../types';

/** More than any list of prices has. */
const most = 100;

/** What is counted, by how the name of a SKU goes on after its conditions are taken out. */
const units: readonly [RegExp, Price['per'], scale: number][] = [
  [/^duration_seconds$|^per_video_second$/, 'second', 1],
  [/^cents_per_(second_output|video_output_second)$/, 'second', 0.01],
  [/^reference_images$/, 'image', 1],
  [/^cents_per_image_input$/, 'image', 0.01],
  [/^minimum_cents_per_generation$/, 'least', 0.01],
];

/**
 * Prices in US dollars from `pricing_skus` of OpenRouter's `VideoModel`. Its document says no more than that the values are
 * strings; the names are read as they stand in its catalogue (`duration_seconds_with_audio_720p`,
 * `cents_per_video_output_second_480p`, `per-video-second`, …).
 * @returns nothing where any name is not understood: a price that is read wrong is worse than none
 */
export function decodePrices(value: unknown): Price[] | undefined {
  if (!isRecord(value)) return undefined;
  const prices: Price[] = [];
  for (const [name, amount] of Object.entries(value).slice(0, most)) {
    const price = priceOf(name.toLowerCase().replaceAll('-', '_'), asNumber(amount));
    if (price === 'other') continue;
    if (!price) return undefined;
    prices.push(price);
  }
  return prices.some(({ per }) => per === 'second') ? prices : undefined;
}

/** For jobs of a kind that is not made here (clips that go in, continuations at the model's own server). */
const others = /video_input|video_continuation|^reference_duration/;

function priceOf(name: string, amount: number | undefined): Price | 'other' | undefined {
  if (others.test(name)) return 'other';
  if (amount === undefined || amount < 0 || amount > 1e6) return undefined;
  const [whole, mode, rest] = /^(text_to_video_|image_to_video_)?(.*)$/.exec(name)!;
  const [, unit = whole, sound, resolution] = /^(.*?)(_with_audio|_without_audio)?(?:_(\d{3,4}p|\d{1,2}k))?$/.exec(
    rest!,
  )!;
  const found = units.find(([pattern]) => pattern.test(unit));
  if (!found) return undefined;
  const [, per, scale] = found;
  const when: Price['when'] = {
    ...(mode && { image: mode.startsWith('image') }),
    ...(sound && { sound: sound === '_with_audio' }),
    ...(resolution && { resolution }),
  };
  return { amount: amount * scale, currency: 'USD', per, ...(Object.keys(when).length > 0 && { when }) };
}
