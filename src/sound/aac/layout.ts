import { UnsupportedSound } from './errors';
import type { ProgramConfig } from './programConfig';

/** Speakers in WAVE order, which FLAC and PCM use as well. */
const speakers = ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR', 'FLC', 'FRC', 'BC', 'SL', 'SR'] as const;
export type Speaker = (typeof speakers)[number];

/** Syntactic elements with channels: a single channel, a pair, an LFE channel. */
type ElementKind = 'single' | 'pair' | 'low';

/** An element of each frame, and the output channels that it provides. */
export interface Slot {
  readonly kind: ElementKind;
  /** The element's tag; undefined if elements are identified by order alone. */
  readonly tag?: number;
  /** One output channel, or two. */
  readonly outputs: readonly number[];
}

export interface Layout {
  readonly slots: readonly Slot[];
  /** Speaker of each output channel, in order. */
  readonly speakers: readonly Speaker[];
}

/** Most channels that FLAC supports. */
const mostChannels = 8;

type Element = readonly [kind: ElementKind, speakers: readonly Speaker[], tag?: number];

const centre: Element = ['single', ['FC']];
const front: Element = ['pair', ['FL', 'FR']];
const back: Element = ['pair', ['BL', 'BR']];
const side: Element = ['pair', ['SL', 'SR']];
const behind: Element = ['single', ['BC']];
const low: Element = ['low', ['LFE']];

/**
 * Elements of the channel configurations (ISO/IEC 14496-3, table 1.19). Encoders use 7, which the standard defines with
 * additional front channels, for the layout of 12: front, side and back. Decoders commonly read it that way.
 */
const configurations: Readonly<Record<number, readonly Element[]>> = {
  1: [centre],
  2: [front],
  3: [centre, front],
  4: [centre, front, behind],
  5: [centre, front, back],
  6: [centre, front, back, low],
  7: [centre, front, side, back, low],
  11: [centre, front, back, behind, low],
  12: [centre, front, side, back, low],
};

/**
 * @param configuration the number in the header, 1 to 15
 * @throws UnsupportedSound if it is reserved, or has more than eight channels
 */
export function layoutOfConfiguration(configuration: number): Layout {
  const elements = configurations[configuration];
  if (!elements) throw new UnsupportedSound(`AAC channel configuration ${configuration}`);
  return layoutOf(elements);
}

/**
 * @param program elements by position
 * @throws UnsupportedSound if it has no channels, or more than eight
 */
export function layoutOfProgram(program: ProgramConfig): Layout {
  const free = new Set<Speaker>(speakers);
  const take = (...wanted: readonly Speaker[]) => {
    const all = wanted.every((one) => free.has(one));
    for (const one of all ? wanted : []) free.delete(one);
    return all ? wanted : undefined;
  };
  const fallback = (count: number) => {
    const left = [...free].slice(0, count);
    if (left.length < count) throw new UnsupportedSound(`AAC with more than ${speakers.length} channels`);
    for (const one of left) free.delete(one);
    return left;
  };
  const pairsInFront = program.front.filter(({ pair }) => pair).length;
  const elements: Element[] = [];
  for (const { pair, tag } of program.front) {
    const inner = pairsInFront > 1 && elements.every(([kind]) => kind !== 'pair');
    const found = !pair ? take('FC') : inner ? take('FLC', 'FRC') : (take('FL', 'FR') ?? take('FLC', 'FRC'));
    elements.push([pair ? 'pair' : 'single', found ?? fallback(pair ? 2 : 1), tag]);
  }
  // A single side channel makes no sense; ffmpeg's encoder writes the LFE channel that way.
  const lone = program.side.filter(({ pair }) => !pair).length === 1 && program.low.length === 0;
  for (const { pair, tag } of program.side) {
    const single = () => (lone ? take('LFE') : (take('SL') ?? take('SR')));
    const found = pair ? (take('SL', 'SR') ?? take('BL', 'BR')) : single();
    elements.push([pair ? 'pair' : 'single', found ?? fallback(pair ? 2 : 1), tag]);
  }
  for (const { pair, tag } of program.back) {
    const found = pair ? (take('BL', 'BR') ?? take('SL', 'SR')) : take('BC');
    elements.push([pair ? 'pair' : 'single', found ?? fallback(pair ? 2 : 1), tag]);
  }
  for (const { tag } of program.low) elements.push(['low', take('LFE') ?? fallback(1), tag]);
  return layoutOf(elements);
}

function layoutOf(elements: readonly Element[]): Layout {
  const used = elements.flatMap(([, places]) => places);
  if (used.length === 0) throw new UnsupportedSound('AAC without channels');
  if (used.length > mostChannels) throw new UnsupportedSound(`AAC with ${used.length} channels`);
  const order = speakers.filter((speaker) => used.includes(speaker));
  const slots = elements.map(([kind, places, tag]) => ({
    kind,
    ...(tag !== undefined && { tag }),
    outputs: places.map((place) => order.indexOf(place)),
  }));
  return { slots, speakers: order };
}
