import { Chance } from '../../support/random';
import type { BitWriter } from './bitWriter';
import {
  bandsOf,
  type ChannelSpec,
  coupling,
  data,
  eightShort,
  fill,
  frame,
  largestOf,
  linesOf,
  longStart,
  longStop,
  low,
  onlyLong,
  pair,
  program,
  single,
  type TnsSpec,
  type WindowSpec,
} from './frames';

/** The channels of drawn frames, by what the header says; 0 is a program with a coupling channel. */
export const drawnConfigurations = [1, 2, 6, 0] as const;
type DrawnConfiguration = (typeof drawnConfigurations)[number];

/** What each element's windows were, since they must follow one another as the standard has it. */
type Windows = Map<string, WindowSpec>;

/** Frames that use all of the syntax, the same for the same seed. */
export function drawnFrames(configuration: DrawnConfiguration, count: number, seed: number): Uint8Array[] {
  const chance = new Chance(seed);
  const windows: Windows = new Map();
  return Array.from({ length: count }, () => {
    const elements: ((writer: BitWriter) => void)[] = [];
    if (configuration === 0) {
      elements.push(program({ front: [[true, 0]], coupled: [0, 1, 2].map((tag) => [tag === 2, tag]) }));
    }
    if (chance.below(3) === 0) elements.push(data(chance.pick([0, 3, 40, 255, 300]), chance.below(2) === 0));
    if (configuration === 1 || configuration === 6) elements.push(drawnSingle(chance, windows, 0));
    if (configuration !== 1) elements.push(drawnPair(chance, windows, 0, configuration === 0));
    if (configuration === 6) elements.push(drawnPair(chance, windows, 1, false), drawnLow(chance));
    if (configuration === 0) for (const tag of [0, 1, 2]) elements.push(drawnCoupling(chance, windows, tag));
    if (chance.below(3) === 0) elements.push(fill(chance.pick([0, 1, 14, 15, 60])));
    return frame(...elements);
  });
}

function drawnSingle(chance: Chance, windows: Windows, tag: number) {
  return single(tag, drawnChannel(chance, nextWindow(chance, windows, `single ${tag}`)));
}

function drawnLow(chance: Chance) {
  return low(0, drawnChannel(chance, { sequence: onlyLong, shape: 0, maxBand: 1 + chance.below(6), groups: [1] }));
}

function drawnPair(chance: Chance, windows: Windows, tag: number, plain: boolean) {
  if (!plain && chance.below(4) === 0) {
    // Windows of their own; from then on each goes its way until both are long.
    const [left, right] = [`left ${tag}`, `right ${tag}`].map((name) => nextWindow(chance, windows, name));
    const both = windows.get(`left ${tag}`)?.sequence === windows.get(`right ${tag}`)?.sequence;
    if (left && right && !both) return pair(tag, drawnChannel(chance, left), drawnChannel(chance, right));
    if (left && right) {
      windows.set(`right ${tag}`, left);
      return pair(tag, drawnChannel(chance, left), drawnChannel(chance, left), 'none');
    }
  }
  if (windows.get(`left ${tag}`)?.sequence !== windows.get(`right ${tag}`)?.sequence) {
    const [left, right] = [`left ${tag}`, `right ${tag}`].map((name) => nextWindow(chance, windows, name));
    if (left && right) return pair(tag, drawnChannel(chance, left), drawnChannel(chance, right));
  }
  const window = nextWindow(chance, windows, `left ${tag}`);
  windows.set(`right ${tag}`, window);
  const left = drawnChannel(chance, window);
  const right = drawnChannel(chance, window, true);
  // Noise in both channels of a marked band is the same noise, which not every decoder knows.
  const mask = left.books.map((book, band) => !(book === 13 && right.books[band] === 13) && chance.below(2) === 0);
  return pair(tag, left, right, mask);
}

function drawnCoupling(chance: Chance, windows: Windows, tag: number) {
  const point = (['beforeTns', 'afterTns', 'samples'] as const)[tag] ?? 'samples';
  // What is added to lines has the windows of its target.
  const target = windows.get('left 0') ?? { sequence: onlyLong, shape: 0, maxBand: 20, groups: [1] };
  const window = point === 'samples' ? nextWindow(chance, windows, 'coupling') : target;
  const channel = drawnChannel(chance, window);
  const each = channel.books.map(() => chance.below(7) - 3);
  const gains = [point !== 'samples' && chance.below(2) === 0 ? each : chance.below(9) - 4];
  return coupling({
    tag,
    point,
    targets: [[0, 3]],
    signed: chance.below(2) === 0,
    scale: chance.pick([0, 1, 2]),
    gains,
    channel,
  });
}

function nextWindow(chance: Chance, windows: Windows, name: string): WindowSpec {
  const last = windows.get(name)?.sequence ?? onlyLong;
  const open = last === longStart || last === eightShort;
  const sequence = chance.pick(open ? [eightShort, longStop] : [onlyLong, onlyLong, longStart]);
  const groups: number[] = [1];
  for (let window = 1; sequence === eightShort && window < 8; window++) {
    if (chance.below(2) === 0) groups.push(1);
    else groups[groups.length - 1] = (groups.at(-1) ?? 0) + 1;
  }
  const most = sequence === eightShort ? 14 : 49;
  const window = {
    sequence,
    shape: chance.pick([0, 1] as const),
    maxBand: chance.below(8) === 0 ? chance.pick([0, most]) : 1 + chance.below(most),
    groups,
  };
  windows.set(name, window);
  return window;
}

function drawnChannel(chance: Chance, window: WindowSpec, second = false): ChannelSpec {
  const bands = window.maxBand * window.groups.length;
  let book = 0;
  const books = Array.from({ length: bands }, () => {
    if (chance.below(3) > 0) {
      book = chance.pick([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, ...(second ? [14, 15] : [])]);
    }
    return book;
  });
  const gain = 120 + chance.below(20);
  const factors = books.map((one) =>
    one >= 14 ? chance.below(12) - 4 : one === 13 ? 20 + chance.below(20) : gain + chance.below(30) - 15,
  );
  const lines = new Int16Array(1024);
  const { offsets } = bandsOf(window);
  let start = 0;
  window.groups.forEach((length, group) => {
    for (let band = 0; band < window.maxBand; band++) {
      const number = books[group * window.maxBand + band] ?? 0;
      if (number === 0 || number > 11) continue;
      const largest = number === 11 ? chance.pick([15, 40, 8191]) : largestOf(number);
      for (let index = start; index < start + length; index++) {
        const base = index * linesOf(window);
        for (let at = base + (offsets[band] ?? 0); at < base + (offsets[band + 1] ?? 0); at++) {
          lines[at] = Math.round(chance.next() ** 3 * largest) * chance.pick([-1, 1]);
        }
      }
    }
    start += length;
  });
  const withPulses = window.sequence !== eightShort && window.maxBand > 20 && chance.below(3) === 0;
  return {
    window,
    gain,
    books,
    factors,
    lines,
    ...(withPulses && {
      pulses: {
        band: chance.below(8),
        each: Array.from({ length: 1 + chance.below(4) }, () => [chance.below(32), chance.below(16)] as const),
      },
    }),
    ...(chance.below(3) === 0 && { tns: drawnTns(chance, window) }),
  };
}

function drawnTns(chance: Chance, { sequence }: WindowSpec): TnsSpec[][] {
  const short = sequence === eightShort;
  return Array.from({ length: short ? 8 : 1 }, () => {
    const resolution = chance.pick([3, 4] as const);
    return Array.from({ length: chance.below(short ? 2 : 4) }, () => ({
      length: 1 + chance.below(short ? 15 : 40),
      downwards: chance.below(2) === 0,
      resolution,
      coefficients: Array.from({ length: chance.below(short ? 8 : 13) }, () => chance.below(5) - 2),
    }));
  });
}
