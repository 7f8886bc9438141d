import * as l10n from '@vscode/l10n';
import { cannotExpress } from './dialect';
import type { Limits } from '../types';

/** What a size says: `1280x720` is a size, `720p` and `4K` a resolution, `16:9` (or `16x9`) a shape; the last two go together. */
export interface Dimensions {
  size?: string;
  resolution?: string;
  aspect_ratio?: string;
}

/** @throws VideoJobsError `unsupported` for what is none of these */
export function dimensions(label: string, size: string | undefined): Dimensions {
  const fields: Dimensions = {};
  for (const word of wordsOf(size)) {
    if (/^\d{3,5}x\d{3,5}$/i.test(word)) fields.size = word.toLowerCase();
    else if (/^\d{1,2}[:x]\d{1,2}$/i.test(word)) fields.aspect_ratio = word.replace(/x/i, ':');
    else if (/^\d{3,4}p$/i.test(word)) fields.resolution = word.toLowerCase();
    else if (/^\d{1,2}k$/i.test(word)) fields.resolution = word.toUpperCase();
    else throw sizeError(label, size!);
  }
  if (fields.size && (fields.resolution || fields.aspect_ratio)) throw sizeError(label, size!);
  return fields;
}

export const wordsOf = (size: string | undefined): string[] =>
  size
    ?.trim()
    .split(/[\s,]+/)
    .filter(Boolean) ?? [];

/** `1280x720` taken apart, with the shape and the resolution that it comes to: `16:9` and `720p`. */
export function partsOf(size: string): { width: number; height: number; aspect_ratio: string; resolution: string } {
  const [width = 0, height = 0] = size.split('x').map(Number);
  const common = greatestDivisor(width, height);
  return {
    width,
    height,
    aspect_ratio: `${width / common}:${height / common}`,
    resolution: `${Math.min(width, height)}p`,
  };
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a || 1 : greatestDivisor(b, a % b));

export interface Shapes {
  ratios: readonly string[];
  /** The server's word for a resolution, by the shorter side in pixels. */
  resolutions: Readonly<Record<number, string>>;
}

/** The same for whoever fills in a request. */
export const limitsIn = ({ ratios, resolutions }: Shapes): Limits => ({
  resolutions: Object.values(resolutions),
  aspectRatios: ratios,
});

/**
 * A size for a server that knows resolutions and shapes only, and of these a few; words are taken as they are.
 * @throws VideoJobsError `unsupported` for pixels that are none of them
 */
export function asShape(label: string, size: string | undefined, shapes: Shapes): Omit<Dimensions, 'size'> {
  const { size: exact, ...words } = dimensions(label, size);
  if (exact === undefined) return words;
  const { width, height } = partsOf(exact);
  const resolution = shapes.resolutions[Math.min(width, height)];
  const aspect_ratio = shapes.ratios.find((ratio) => {
    const [across = 0, down = 1] = ratio.split(':').map(Number);
    // 854x480 is meant to be 16:9.
    return Math.abs((width / height) * (down / across) - 1) < 0.01;
  });
  if (resolution === undefined || aspect_ratio === undefined) throw sizeError(label, exact);
  return { resolution, aspect_ratio };
}

export function sizeError(label: string, size: string): Error {
  const forms = l10n.t('"{0}" is not a size that it takes, such as 1280x720, 720p, 16:9, or 720p 16:9.', size);
  return cannotExpress(label, 'size', forms);
}
