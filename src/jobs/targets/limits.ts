import type { Capabilities, Limits } from '../../api/types';
import { isPixels, isSameShape, shapeOf } from './sizes';

/**
 * What can be asked of a model at a server: what the catalogue tells of it, and for the rest what the type of server takes.
 * @param model as the catalogue tells it
 */
export function limitsOf({ takes }: Pick<Capabilities, 'takes'>, model: Limits | undefined): Limits {
  const { sizes, resolutions, aspectRatios } = tellsSize(model) ? model! : (takes ?? {});
  const { seconds = takes?.seconds, frames = takes?.frames } = model ?? {};
  return { sizes, resolutions, aspectRatios, seconds, frames };
}

const tellsSize = (limits: Limits | undefined): boolean =>
  Boolean(limits?.sizes?.length || limits?.resolutions?.length || limits?.aspectRatios?.length);

/** What can be given as a size: whole sizes, or resolutions and shapes together. */
export function sizesOf({ sizes, resolutions = [], aspectRatios = [] }: Limits): readonly string[] {
  if (sizes?.length) return sizes;
  if (resolutions.length === 0 || aspectRatios.length === 0) return [...resolutions, ...aspectRatios];
  return resolutions.flatMap((resolution) => aspectRatios.map((shape) => `${resolution} ${shape}`));
}

/** Whether a size is among those that can be asked for, in whichever of its ways it is written. */
export function takesSize(limits: Limits, size: string): boolean {
  const { sizes, resolutions, aspectRatios } = limits;
  const asked = size.trim().toLowerCase();
  if (!tellsSize(limits)) return true;
  if (isPixels(asked)) {
    if (sizes?.length) return sizes.includes(asked);
    const { short, ratio } = shapeOf(asked)!;
    return (
      (!resolutions?.length || resolutions.some((one) => shapeOf(one)?.short === short)) &&
      (!aspectRatios?.length || aspectRatios.some((one) => isSameShape(shapeOf(one)?.ratio, ratio)))
    );
  }
  return asked.split(/[\s,]+/).every((word) => {
    const isShape = /^\d{1,2}[:x]\d{1,2}$/.test(word);
    const known = isShape ? aspectRatios : resolutions;
    if (!known?.length) return !sizes?.length;
    return known.includes(isShape ? word.replace('x', ':') : word);
  });
}

/** Whether a clip can start from an image, as far as the model is concerned. */
export const startsFromImage = ({ frames }: Limits): boolean => !frames || frames.includes('first_frame');

/** What is common where a server does not say. */
export const usualSizes: readonly string[] = ['1280x720', '720x1280', '1792x1024', '1024x1792'];
export const usualSeconds: readonly number[] = [4, 8, 12];

/** What at least one of several takes; of sizes that are the same picture the one in pixels. */
export function unionOf(all: readonly Limits[]): Limits {
  const lengths = all.flatMap(({ seconds }) => seconds ?? usualSeconds);
  const sizes = all.flatMap((limits) => (tellsSize(limits) ? sizesOf(limits) : usualSizes));
  const pixelsFirst = [...sizes.filter(isPixels), ...sizes.filter((size) => !isPixels(size))];
  const pictures = new Map<string, string>();
  for (const size of pixelsFirst) {
    const { short, ratio } = shapeOf(size) ?? {};
    const picture = short === undefined || ratio === undefined ? size : `${short} ${ratio.toFixed(1)}`;
    if (!pictures.has(picture)) pictures.set(picture, size);
  }
  return { seconds: [...new Set(lengths)].sort((a, b) => a - b), sizes: [...pictures.values()] };
}
