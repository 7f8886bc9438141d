import type { Speaker } from './aac/layout';

/** Speakers of FLAC's channels by channel count (RFC 9639, 9.1.3), as players assign them. */
const layouts: readonly (readonly Speaker[])[] = [
  ['FC'],
  ['FL', 'FR'],
  ['FL', 'FR', 'FC'],
  ['FL', 'FR', 'BL', 'BR'],
  ['FL', 'FR', 'FC', 'BL', 'BR'],
  ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR'],
  ['FL', 'FR', 'FC', 'LFE', 'BC', 'SL', 'SR'],
  ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR', 'SL', 'SR'],
];

/** Replacements for a speaker that a layout lacks: an equivalent one, or the two next to it. */
const elsewhere: Readonly<Partial<Record<Speaker, readonly (readonly Speaker[])[]>>> = {
  SL: [['BL']],
  SR: [['BR']],
  BL: [['SL']],
  BR: [['SR']],
  BC: [
    ['BL', 'BR'],
    ['SL', 'SR'],
  ],
  FLC: [['FL']],
  FRC: [['FR']],
};

/** Gain of half the power, for a channel spread over two, or two channels merged into one. */
const shared = Math.SQRT1_2;

/** An output channel: a sum of decoded channels, each with a gain. */
export type Mix = readonly { readonly from: number; readonly gain: number }[];

/**
 * Maps decoded channels to a layout that FLAC supports: the smallest with a place for each. A channel without a place
 * in any layout is added to its neighbours.
 * @returns output channels in order
 */
export function mixFor(speakers: readonly Speaker[]): readonly Mix[] {
  const whole = layouts.find((layout) => speakers.length <= layout.length && distinct(speakers, layout));
  return mixInto(speakers, whole ?? (layouts.at(-1) as readonly Speaker[]));
}

function distinct(speakers: readonly Speaker[], layout: readonly Speaker[]): boolean {
  const places = speakers.map((speaker) => placesOf(speaker, speakers, layout));
  const used = places.flat();
  return places.every((one) => one.length > 0) && new Set(used).size === used.length;
}

function placesOf(speaker: Speaker, all: readonly Speaker[], layout: readonly Speaker[]): readonly number[] {
  const own = layout.indexOf(speaker);
  if (own >= 0) return [own];
  const others = elsewhere[speaker] ?? [];
  const found =
    others.find((places) => places.every((place) => layout.includes(place) && !all.includes(place))) ??
    others.find((places) => places.every((place) => layout.includes(place)));
  return (found ?? []).map((place) => layout.indexOf(place));
}

function mixInto(speakers: readonly Speaker[], layout: readonly Speaker[]): readonly Mix[] {
  const places = speakers.map((speaker) => placesOf(speaker, speakers, layout));
  return layout.map((speaker, at) =>
    places.flatMap((own, from) => {
      if (!own.includes(at)) return [];
      const alone = own.length === 1 && (speakers[from] === speaker || !speakers.includes(speaker));
      return [{ from, gain: alone ? 1 : shared }];
    }),
  );
}
