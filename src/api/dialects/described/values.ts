import * as l10n from '@vscode/l10n';
import type { CreateInput, InputRole, MediaInput, Reference } from '../../types';
import { cannotExpress, wholeSeconds } from '../dialect';
import { dimensions, partsOf, sizeError } from '../dimensions';
import { fileOf, inputsByRole, inputsOf, kindOfRole } from '../inputs';
import type { Formats, Values } from './description';

/** Values of a create in the forms of one server. @throws VideoJobsError `unsupported` for what the server cannot take */
export function valuesOf(
  label: string,
  input: Omit<CreateInput, 'extra'>,
  formats: Formats,
  sizes: readonly string[] = [],
): Values {
  const { first, last, references, videos, audios } = inputsByRole(input);
  const { sound, seed, negativePrompt, idempotencyKey } = input;
  const itemsOf = (inputs: readonly MediaInput[]): MediaItem[] | undefined =>
    inputs.length === 0
      ? undefined
      : inputs.map(({ role, media }, i) => new MediaItem({ ...partsOfMedia(label, role, media, formats), n: i + 1 }));
  return {
    uuid: idempotencyKey,
    prompt: input.prompt,
    model: input.model,
    seconds: secondsIn(formats.seconds, wholeSeconds(label, input.seconds)),
    ...sizeIn(label, input.size, formats, sizes),
    ...(first && frameIn(label, 'first', first, formats)),
    ...(last && frameIn(label, 'last', last, formats)),
    references: itemsOf(references),
    videos: itemsOf(videos),
    audios: itemsOf(audios),
    video: videos[0] && partsOfMedia(label, 'video', videos[0].media, formats).whole,
    audio: audios[0] && partsOfMedia(label, 'audio', audios[0].media, formats).whole,
    ...tagsIn(input, formats.tags),
    sound: sound === undefined || !formats.sound ? sound : formats.sound[sound ? 0 : 1],
    seed,
    negativePrompt,
  };
}

function tagsIn(input: Pick<CreateInput, 'reference' | 'inputs'>, tags: Formats['tags']): Values {
  if (!tags) return {};
  const inputs = inputsOf(input);
  const tagOf = ({ role }: MediaInput, at: number): string[] => {
    const before = inputs.slice(0, at);
    const sameRole = before.filter((each) => each.role === role).length;
    const sameKind = before.filter((each) => kindOfRole(each.role) === kindOfRole(role)).length;
    const numbers = { '{i}': sameRole, '{n}': sameRole + 1, '{k}': sameKind + 1 };
    const tag = tags[role];
    return tag === undefined
      ? []
      : [Object.entries(numbers).reduce((text, [mark, number]) => text.replaceAll(mark, String(number)), tag)];
  };
  const joined = (isFrame: boolean): string | undefined =>
    inputs
      .flatMap((each, at) => ((each.role === 'first' || each.role === 'last') === isFrame ? tagOf(each, at) : []))
      .join(' ') || undefined;
  return { frameTags: joined(true), referenceTags: joined(false) };
}

interface MediaParts {
  /** Address, or file in the form that the server takes. */
  whole: unknown;
  url?: string;
  data?: unknown;
  type?: string;
  n?: number;
}

/** One of several media, whose parts the template of an item names. */
export class MediaItem {
  constructor(readonly parts: MediaParts) {}

  /** @param name `item`, or `item.url` */
  value(name: string): unknown {
    return name === 'item' ? this.parts.whole : this.parts[name.slice('item.'.length) as keyof MediaParts];
  }
}

/** Whole seconds of a range, both ends included. */
export const secondsBetween = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

function secondsIn(form: Formats['seconds'], seconds: number | undefined): string | number | undefined {
  if (seconds === undefined || form === undefined || form === 'number') return seconds;
  return form === 'text' ? String(seconds) : `${seconds}s`;
}

function partsOfMedia(label: string, role: InputRole, media: Reference, { file: form }: Formats): MediaParts {
  if (media.kind === 'url') return { whole: media.url, url: media.url };
  return {
    whole: fileOf(label, role, media, form),
    data: fileOf(label, role, media, 'base64'),
    type: media.contentType,
  };
}

/** A frame whole, and in parts. */
function frameIn(label: string, name: 'first' | 'last', image: Reference, formats: Formats): Values {
  const { whole, url, data, type } = partsOfMedia(label, name, image, formats);
  return url === undefined
    ? { [name]: whole, [`${name}.data`]: data, [`${name}.type`]: type }
    : { [name]: whole, [`${name}.url`]: url };
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
  last: ['last', 'last.url', 'last.data'],
  references: ['references'],
  videos: ['videos', 'video'],
  audios: ['audios', 'audio'],
  sound: ['sound'],
  seed: ['seed'],
  negativePrompt: ['negativePrompt'],
};

/** @throws VideoJobsError `unsupported` if something that was stated is in no part of the request */
export function refuseUnused(label: string, values: Values, used: ReadonlySet<string>): void {
  for (const [name, members] of Object.entries(groups)) {
    const stated = members.filter((member) => values[member] !== undefined);
    if (stated.length === 0 || stated.some((member) => used.has(member))) continue;
    throw cannotExpress(label, name, l10n.t('this model has no such setting. Leave it out.'));
  }
}
