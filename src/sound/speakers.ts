import type { Speaker } from './aac/layout';

/** What FLAC's channels are by their number (RFC 9639, 9.1.3), which players go by. */
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

/** Where a channel goes in a layout without its place: another name of the same place, or two that it is between. */
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

/** Half the power, for each of two channels that one is spread over or that share one. */
const shared = Math.SQRT1_2;

/** An output channel: the decoded ones that it is the sum of, each at a gain. */
export type Mix = readonly { readonly from: number; readonly gain: number }[];

/**
 * Brings decoded channels into a layout that FLAC has: the smallest that has a place for each. A channel of which none has
 * the place is added to its neighbours.
 * @returns output channels in their order
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
