import type { Capabilities, Limits } from '../../api/types';
import { isPixels, isSameShape, shapeOf } from './sizes';

/**
 * Returns the limits of a model: the catalogue's, and for the rest those of the server type.
 * @param model the catalogue's entry
 */
export function limitsOf({ takes }: Pick<Capabilities, 'takes'>, model: Limits | undefined): Limits {
  const { sizes, resolutions, aspectRatios } = hasSizes(model) ? model! : (takes ?? {});
  const { seconds = takes?.seconds, frames = takes?.frames } = model ?? {};
  return { sizes, resolutions, aspectRatios, seconds, frames };
}

const hasSizes = (limits: Limits | undefined): boolean =>
  Boolean(limits?.sizes?.length || limits?.resolutions?.length || limits?.aspectRatios?.length);

/** Returns the selectable sizes: pixel sizes, or combinations of resolution and aspect ratio. */
export function sizesOf({ sizes, resolutions = [], aspectRatios = [] }: Limits): readonly string[] {
  if (sizes?.length) return sizes;
  if (resolutions.length === 0 || aspectRatios.length === 0) return [...resolutions, ...aspectRatios];
  return resolutions.flatMap((resolution) => aspectRatios.map((shape) => `${resolution} ${shape}`));
}

/** Returns true if a size is allowed, in any of its notations. */
export function takesSize(limits: Limits, size: string): boolean {
  const { sizes, resolutions, aspectRatios } = limits;
  const wanted = size.trim().toLowerCase();
  if (!hasSizes(limits)) return true;
  if (isPixels(wanted)) {
    if (sizes?.length) return sizes.includes(wanted);
    const { short, ratio } = shapeOf(wanted)!;
    return (
      (!resolutions?.length || resolutions.some((one) => shapeOf(one)?.short === short)) &&
      (!aspectRatios?.length || aspectRatios.some((one) => isSameShape(shapeOf(one)?.ratio, ratio)))
    );
  }
  return wanted.split(/[\s,]+/).every((word) => {
    const isShape = /^\d{1,2}[:x]\d{1,2}$/.test(word);
    const allowed = isShape ? aspectRatios : resolutions;
    if (!allowed?.length) return !sizes?.length;
    return allowed.includes(isShape ? word.replace('x', ':') : word);
  });
}

/** Returns true if the model takes a first frame. */
export const startsFromImage = ({ frames }: Limits): boolean => !frames || frames.includes('first_frame');

/** Common values for servers that publish none. */
export const usualSizes: readonly string[] = ['1280x720', '720x1280', '1792x1024', '1024x1792'];
export const usualSeconds: readonly number[] = [4, 8, 12];

/** Returns the union of several limits; of equivalent sizes the one in pixels. */
export function unionOf(all: readonly Limits[]): Limits {
  const lengths = all.flatMap(({ seconds }) => seconds ?? usualSeconds);
  const sizes = all.flatMap((limits) => (hasSizes(limits) ? sizesOf(limits) : usualSizes));
  const pixelsFirst = [...sizes.filter(isPixels), ...sizes.filter((size) => !isPixels(size))];
  const pictures = new Map<string, string>();
  for (const size of pixelsFirst) {
    const { short, ratio } = shapeOf(size) ?? {};
    const picture = short === undefined || ratio === undefined ? size : `${short} ${ratio.toFixed(1)}`;
    if (!pictures.has(picture)) pictures.set(picture, size);
  }
  return { seconds: [...new Set(lengths)].sort((a, b) => a - b), sizes: [...pictures.values()] };
}
