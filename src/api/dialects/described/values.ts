import * as l10n from '@vscode/l10n';
import type { CreateInput, Reference } from '../../types';
import { cannotExpress, imageFile, wholeSeconds } from '../dialect';
import { dimensions, partsOf, sizeError } from '../dimensions';
import type { Formats, Values } from './description';

/** Values of a create in the forms of one server. @throws VideoJobsError `unsupported` for what the server cannot take */
export function valuesOf(
  label: string,
  input: Pick<CreateInput, 'prompt' | 'model' | 'seconds' | 'size' | 'reference'>,
  formats: Formats,
  sizes: readonly string[] = [],
): Values {
  return {
    prompt: input.prompt,
    model: input.model,
    seconds: secondsIn(formats.seconds, wholeSeconds(label, input.seconds)),
    ...sizeIn(label, input.size, formats, sizes),
    ...(input.reference && frameIn(label, 'first', input.reference, formats)),
  };
}

/** Whole seconds of a range, both ends included. */
export const secondsBetween = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

function secondsIn(form: Formats['seconds'], seconds: number | undefined): string | number | undefined {
  if (seconds === undefined || form === undefined || form === 'number') return seconds;
  return form === 'text' ? String(seconds) : `${seconds}s`;
}

/** A frame whole, and in parts. */
function frameIn(label: string, name: 'first' | 'last', image: Reference, { file: form }: Formats): Values {
  if (image.kind === 'url') return { [name]: image.url, [`${name}.url`]: image.url };
  return {
    [name]: imageFile(label, image, form),
    [`${name}.data`]: imageFile(label, image, 'base64'),
    [`${name}.type`]: image.contentType,
  };
}

type Shape = Pick<Values, 'size' | 'width' | 'height' | 'ratio' | 'resolution'>;

/** Pixels imply a ratio and a resolution; a ratio and a resolution imply pixels if the server lists its sizes. */
function sizeIn(label: string, size: string | undefined, formats: Formats, sizes: readonly string[]): Shape {
  const { size: exact, aspect_ratio: ratio, resolution } = dimensions(label, size);
  if (exact !== undefined) {
    const parts = partsOf(exact);
    const tier = formats.tiers ? tierOf(label, exact, formats.tiers) : parts.resolution;
    return { ...pixels(exact, formats), ratio: nearRatio(exact), resolution: resolutionIn(formats, tier) };
  }
  if (ratio === undefined && resolution === undefined) return {};
  const known = sizes.find(
    (each) =>
      (ratio === undefined || nearRatio(each) === ratio) &&
      (resolution === undefined || partsOf(each).resolution === resolution),
  );
  if (sizes.length > 0 && known === undefined) throw sizeError(label, size ?? '');
  return {
    ...(known !== undefined && pixels(known, formats)),
    ratio,
    resolution: resolution && resolutionIn(formats, resolution),
  };
}

function pixels(size: string, formats: Formats): Shape {
  const { width, height } = partsOf(size);
  return { size: `${width}${formats.size ?? 'x'}${height}`, width, height };
}

/** Largest difference in pixels between a size and the resolution that it is called by. */
const tierTolerance = 0.15;

/** Resolution with about as many pixels as a size. @throws VideoJobsError `unsupported` if there is none */
function tierOf(label: string, size: string, tiers: readonly string[]): string {
  const { width, height } = partsOf(size);
  const tier = tiers.find((name) => Math.abs((width * height) / pixelsOf(name) - 1) <= tierTolerance);
  if (tier === undefined) throw sizeError(label, size);
  return tier;
}

/** Pixels of a resolution at 16:9. */
function pixelsOf(resolution: string): number {
  const height = /^4k$/i.test(resolution) ? 2160 : Number.parseInt(resolution, 10);
  return height * height * (16 / 9);
}

const usualRatios = ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9', '9:21', '3:2', '2:3'];

/** Usual name of a ratio, `16:9` for 854x480 as well; the exact one if there is none. */
function nearRatio(size: string): string {
  const { width, height, aspect_ratio: exact } = partsOf(size);
  const near = usualRatios.find((each) => {
    const [across = 0, down = 1] = each.split(':').map(Number);
    return Math.abs((width / height) * (down / across) - 1) < 0.03;
  });
  return near ?? exact;
}

function resolutionIn({ resolution: form }: Formats, word: string): string {
  const plain = word.toLowerCase();
  if (form === undefined) return plain;
  return form === 'upper' ? word.toUpperCase() : (form[plain] ?? plain);
}

/** Groups of values that a create states with one field; using one of a group is enough. */
const groups: Readonly<Record<string, readonly (keyof Values)[]>> = {
  seconds: ['seconds'],
  size: ['size', 'width', 'height', 'ratio', 'resolution'],
  reference: ['first', 'first.url', 'first.data'],
};

/** @throws VideoJobsError `unsupported` if something that was stated is in no part of the request */
export function refuseUnused(label: string, values: Values, used: ReadonlySet<string>): void {
  for (const [name, members] of Object.entries(groups)) {
    const stated = members.filter((member) => values[member] !== undefined);
    if (stated.length === 0 || stated.some((member) => used.has(member))) continue;
    throw cannotExpress(label, name, l10n.t('this model has no such setting. Leave it out.'));
  }
}
