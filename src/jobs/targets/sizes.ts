import { dimensions, partsOf } from '../../api/dialects/dimensions';
import { VideoJobsError } from '../../api/errors';
import type { Limits } from '../../api/types';

/** Shorter side in pixels, and width divided by height; absent where the size does not state them. */
export interface Shape {
  short?: number;
  ratio?: number;
}

/** Returns true for a width and height in pixels. `16x9` is an aspect ratio. */
export const isPixels = (size: string): boolean => /^\d{3,5}x\d{3,5}$/i.test(size.trim());

/** Parses a size. Returns undefined for a server's own words, such as `large`. */
export function shapeOf(text: string): Shape | undefined {
  try {
    const { size, resolution, aspect_ratio } = dimensions('', text);
    if (size) {
      const { width, height } = partsOf(size);
      return { short: Math.min(width, height), ratio: width / height };
    }
    const [across, down] = aspect_ratio?.split(':').map(Number) ?? [];
    return {
      short: resolution === undefined ? undefined : lines(resolution),
      ratio: across && down ? across / down : undefined,
    };
  } catch (error) {
    if (error instanceof VideoJobsError) return undefined;
    throw error;
  }
}

/** Returns the number of lines: 720 for `720p`, 2160 for `4K`. */
const lines = (word: string): number => Number.parseInt(word, 10) * (/k$/i.test(word) ? 540 : 1);

/** Compares aspect ratios with a tolerance: 854x480 means 16:9. */
export const isSameShape = (a: number | undefined, b: number | undefined): boolean =>
  a !== undefined && b !== undefined && Math.abs(a / b - 1) < 0.01;

/** Returns true if two sizes are equal in different notations. */
export function isSamePicture(one: string, other: string): boolean {
  const [a, b] = [shapeOf(one), shapeOf(other)];
  return a?.short !== undefined && a.short === b?.short && isSameShape(a.ratio, b.ratio);
}

/** Common aspect ratios. */
const usualRatios = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3', '21:9', '9:21'];

/**
 * Sorts sizes by distance to the wanted one: by aspect ratio, then by resolution; ties keep their order.
 * @param limits the choices; without any, the same size in other notations
 */
export function nearestSizes(wanted: Shape, limits: Limits): string[] {
  const { sizes, resolutions, aspectRatios } = limits;
  if (sizes?.length) return byNearness(sizes, wanted);
  if (!resolutions?.length && !aspectRatios?.length) return [inPixels(wanted), ...inWords(wanted, {})];
  return inWords(wanted, limits);
}

function inWords(wanted: Shape, { resolutions, aspectRatios = usualRatios }: Limits): string[] {
  const available = resolutions ?? (wanted.short === undefined ? [] : [`${wanted.short}p`]);
  const shapes = wanted.ratio === undefined ? [] : byNearness(aspectRatios, { ratio: wanted.ratio });
  const heights = wanted.short === undefined ? [] : byNearness(available, { short: wanted.short });
  if (shapes.length === 0 || heights.length === 0) return [...heights, ...shapes];
  return shapes.flatMap((shape) => heights.map((height) => `${height} ${shape}`));
}

/** Converts to pixels; the defaults are 720 lines and 16:9. */
function inPixels({ short = 720, ratio = 16 / 9 }: Shape): string {
  const long = 2 * Math.round((short * Math.max(ratio, 1 / ratio)) / 2);
  return ratio < 1 ? `${short}x${long}` : `${long}x${short}`;
}

function byNearness(sizes: readonly string[], wanted: Shape): string[] {
  const distance = (a: number | undefined, b: number | undefined): number =>
    a === undefined || b === undefined ? 0 : isSameShape(a, b) ? 0 : Math.abs(Math.log(a / b));
  return sizes
    .map((size) => {
      const { short, ratio } = shapeOf(size) ?? {};
      return { size, shape: distance(ratio, wanted.ratio), height: distance(short, wanted.short) };
    })
    .sort((a, b) => a.shape - b.shape || a.height - b.height)
    .map(({ size }) => size);
}
