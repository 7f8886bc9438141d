import * as l10n from '@vscode/l10n';
import type { Limits } from '../types';
import { cannotExpress } from './dialect';

/** Parts of a size: `1280x720` is a size, `720p` and `4K` a resolution, `16:9` (or `16x9`) an aspect ratio; the last two can be combined. */
interface Dimensions {
  size?: string;
  resolution?: string;
  aspect_ratio?: string;
}

/** Parses a size. @throws VideoJobsError `unsupported` for other words */
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

/** Splits `1280x720` and derives aspect ratio and resolution: `16:9` and `720p`. */
export function partsOf(size: string): { width: number; height: number; aspect_ratio: string; resolution: string } {
  const [width = 0, height = 0] = size.split('x').map(Number);
  const divisor = greatestDivisor(width, height);
  return {
    width,
    height,
    aspect_ratio: `${width / divisor}:${height / divisor}`,
    resolution: `${Math.min(width, height)}p`,
  };
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a || 1 : greatestDivisor(b, a % b));

export interface Shapes {
  ratios: readonly string[];
  /** Server's name of a resolution by the shorter side in pixels. */
  resolutions: Readonly<Record<number, string>>;
}

/** Limits for the form, derived from the same table. */
export const limitsIn = ({ ratios, resolutions }: Shapes): Limits => ({
  resolutions: Object.values(resolutions),
  aspectRatios: ratios,
});

/**
 * Translates a size for a server that takes only certain resolutions and aspect ratios; words are passed on unchanged.
 * @throws VideoJobsError `unsupported` for pixels that match none of them
 */
export function asShape(label: string, size: string | undefined, shapes: Shapes): Omit<Dimensions, 'size'> {
  const { size: exact, ...words } = dimensions(label, size);
  if (exact === undefined) return words;
  const { width, height } = partsOf(exact);
  const resolution = shapes.resolutions[Math.min(width, height)];
  const aspect_ratio = shapes.ratios.find((ratio) => {
    const [across = 0, down = 1] = ratio.split(':').map(Number);
    // 854x480 counts as 16:9.
    return Math.abs((width / height) * (down / across) - 1) < 0.01;
  });
  if (resolution === undefined || aspect_ratio === undefined) throw sizeError(label, exact);
  return { resolution, aspect_ratio };
}

export function sizeError(label: string, size: string): Error {
  const forms = l10n.t('"{0}" is not a size it supports. Use one such as 1280x720, 720p, 16:9, or 720p 16:9.', size);
  return cannotExpress(label, 'size', forms);
}
