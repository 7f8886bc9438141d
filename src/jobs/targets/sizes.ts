import { VideoJobsError } from '../../api/errors';
import { dimensions, partsOf } from '../../api/dialects/dimensions';
import type { Limits } from '../../api/types';

/** What a size comes to, as far as it says: the shorter side in pixels, and how often the height goes into the width. */
export interface Shape {
  short?: number;
  ratio?: number;
}

/** Whether it is a width and a height, and no word. `16x9` is a word. */
export const isPixels = (size: string): boolean => /^\d{3,5}x\d{3,5}$/i.test(size.trim());

/** Nothing for words of one server alone, such as `large`. */
export function shapeOf(given: string): Shape | undefined {
  try {
    const { size, resolution, aspect_ratio } = dimensions('', given);
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

/** `720p` has as many lines as it says, `4K` has 2160. */
const lines = (word: string): number => Number.parseInt(word, 10) * (/k$/i.test(word) ? 540 : 1);

/** 854x480 is meant to be 16:9. */
export const isSameShape = (a: number | undefined, b: number | undefined): boolean =>
  a !== undefined && b !== undefined && Math.abs(a / b - 1) < 0.01;

/** Whether two sizes are the same, said in different ways. */
export function isSamePicture(one: string, other: string): boolean {
  const [a, b] = [shapeOf(one), shapeOf(other)];
  return a?.short !== undefined && a.short === b?.short && isSameShape(a.ratio, b.ratio);
}

/** Shapes that have a name everywhere. */
const usualRatios = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3', '21:9', '9:21'];

/**
 * The sizes that come next to one, the best first: of the same shape before others, then by resolution; of several that are
 * equally near the one that is told first.
 * @param limits what there is to choose from; where that is not told, the same size in other words
 */
export function nearestSizes(wanted: Shape, limits: Limits): string[] {
  const { sizes, resolutions, aspectRatios } = limits;
  if (sizes?.length) return byNearness(sizes, wanted);
  if (!resolutions?.length && !aspectRatios?.length) return [inPixels(wanted), ...inWords(wanted, {})];
  return inWords(wanted, limits);
}

function inWords(wanted: Shape, { resolutions, aspectRatios = usualRatios }: Limits): string[] {
  const known = resolutions ?? (wanted.short === undefined ? [] : [`${wanted.short}p`]);
  const shapes = wanted.ratio === undefined ? [] : byNearness(aspectRatios, { ratio: wanted.ratio });
  const heights = wanted.short === undefined ? [] : byNearness(known, { short: wanted.short });
  if (shapes.length === 0 || heights.length === 0) return [...heights, ...shapes];
  return shapes.flatMap((shape) => heights.map((height) => `${height} ${shape}`));
}

/** What says no shape is meant to be the usual one. */
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
