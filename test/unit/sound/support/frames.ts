import { type Bands, bandTables } from '../../../../src/sound/aac/bands';
import { scaleFactorCodebook, spectralCodebooks } from '../../../../src/sound/aac/codebooks';
import { BitWriter } from './bitWriter';

/** 48 kHz, which all frames of these tests have. */
export const rateIndex = 3;
const tables = bandTables(rateIndex, 1024);

export const onlyLong = 0;
export const longStart = 1;
export const eightShort = 2;
export const longStop = 3;

export interface WindowSpec {
  readonly sequence: number;
  readonly shape: 0 | 1;
  readonly maxBand: number;
  /** Lengths of the groups of short windows. */
  readonly groups: readonly number[];
}

export const longWindow = (maxBand: number): WindowSpec => ({ sequence: onlyLong, shape: 0, maxBand, groups: [1] });

export interface TnsSpec {
  readonly length: number;
  readonly downwards: boolean;
  /** 3 or 4 bits a coefficient. */
  readonly resolution: 3 | 4;
  readonly coefficients: readonly number[];
}

/** One channel of a frame. Bands are counted group by group. */
export interface ChannelSpec {
  readonly window: WindowSpec;
  readonly gain: number;
  readonly books: readonly number[];
  /** Scale factor, intensity position or noise energy of each band. */
  readonly factors: readonly number[];
  /** Quantized lines, window after window. */
  readonly lines: Readonly<Record<number, number>> | Int16Array;
  readonly pulses?: { readonly band: number; readonly each: readonly (readonly [offset: number, height: number])[] };
  /** Filters by window. */
  readonly tns?: readonly (readonly TnsSpec[])[];
}

export const bandsOf = ({ sequence }: WindowSpec): Bands => (sequence === eightShort ? tables.short : tables.long);
export const linesOf = ({ sequence }: WindowSpec): number => (sequence === eightShort ? 128 : 1024);

/** A channel whose bands all have one book and one factor, and the lines named. */
export function channel(
  lines: Readonly<Record<number, number>>,
  {
    book = 11,
    factor = 140,
    window = longWindow(30),
    ...more
  }: Partial<ChannelSpec> & { book?: number; factor?: number } = {},
): ChannelSpec {
  const bands = window.maxBand * window.groups.length;
  const fill = (value: number) => Array.from({ length: bands }, () => value);
  return { window, gain: factor, books: fill(book), factors: fill(factor), lines, ...more };
}

export function single(tag: number, spec: ChannelSpec): (writer: BitWriter) => void {
  return (writer) => writeChannel(writer.write(0, 3).write(tag, 4), spec, false);
}

export function low(tag: number, spec: ChannelSpec): (writer: BitWriter) => void {
  return (writer) => writeChannel(writer.write(3, 3).write(tag, 4), spec, false);
}

/** @param mask middle and side by band, or for all; without it, each channel has a window of its own */
export function pair(tag: number, left: ChannelSpec, right: ChannelSpec, mask?: readonly boolean[] | 'all' | 'none') {
  return (writer: BitWriter): void => {
    writer
      .write(1, 3)
      .write(tag, 4)
      .write(mask ? 1 : 0, 1);
    if (mask) {
      writeWindow(writer, left.window);
      writer.write(mask === 'all' ? 2 : mask === 'none' ? 0 : 1, 2);
      if (typeof mask !== 'string') for (const one of mask) writer.write(one ? 1 : 0, 1);
    }
    writeChannel(writer, left, Boolean(mask));
    writeChannel(writer, right, Boolean(mask));
  };
}

export function data(bytes: number, aligned: boolean): (writer: BitWriter) => void {
  return (writer) => {
    writer
      .write(4, 3)
      .write(0, 4)
      .write(aligned ? 1 : 0, 1);
    if (bytes >= 255) writer.write(255, 8).write(bytes - 255, 8);
    else writer.write(bytes, 8);
    if (aligned) writer.align();
    for (let n = 0; n < bytes; n++) writer.write((n * 37) & 255, 8);
  };
}

export function fill(bytes: number): (writer: BitWriter) => void {
  return (writer) => {
    writer.write(6, 3);
    if (bytes >= 15) writer.write(15, 4).write(bytes - 14, 8);
    else writer.write(bytes, 4);
    for (let n = 0; n < bytes; n++) writer.write(n === 0 ? 0 : 0xa5, 8);
  };
}

interface CouplingSpec {
  readonly tag: number;
  readonly point: 'beforeTns' | 'afterTns' | 'samples';
  /** Pairs with what of them is coupled (1 right, 2 left, 3 both, 0 both at one gain), or single channels. */
  readonly targets: readonly (readonly [tag: number, pair: 0 | 1 | 2 | 3 | undefined])[];
  readonly signed: boolean;
  readonly scale: 0 | 1 | 2 | 3;
  /** Of each list after the first: one gain for all bands, or a difference for each. */
  readonly gains: readonly (number | readonly number[])[];
  readonly channel: ChannelSpec;
}

export function coupling(spec: CouplingSpec): (writer: BitWriter) => void {
  return (writer) => {
    writer
      .write(2, 3)
      .write(spec.tag, 4)
      .write(spec.point === 'samples' ? 1 : 0, 1);
    writer.write(spec.targets.length - 1, 3);
    for (const [tag, chosen] of spec.targets) {
      writer.write(chosen === undefined ? 0 : 1, 1).write(tag, 4);
      if (chosen !== undefined) writer.write(chosen, 2);
    }
    writer
      .write(spec.point === 'beforeTns' ? 0 : 1, 1)
      .write(spec.signed ? 1 : 0, 1)
      .write(spec.scale, 2);
    writeChannel(writer, spec.channel, false);
    for (const gain of spec.gains) {
      if (spec.point !== 'samples') writer.write(typeof gain === 'number' ? 1 : 0, 1);
      if (typeof gain === 'number') writer.symbol(gain + 60, scaleFactorCodebook);
      else gain.forEach((one, band) => spec.channel.books[band] && writer.symbol(one + 60, scaleFactorCodebook));
    }
  };
}

export interface ProgramSpec {
  readonly front?: readonly (readonly [pair: boolean, tag: number])[];
  readonly side?: readonly (readonly [pair: boolean, tag: number])[];
  readonly back?: readonly (readonly [pair: boolean, tag: number])[];
  readonly low?: readonly number[];
  readonly coupled?: readonly (readonly [independent: boolean, tag: number])[];
}

export function writeProgram(
  writer: BitWriter,
  { front = [], side = [], back = [], low = [], coupled = [] }: ProgramSpec,
) {
  writer.write(0, 4).write(1, 2).write(rateIndex, 4);
  for (const list of [front, side, back]) writer.write(list.length, 4);
  writer.write(low.length, 2).write(0, 3).write(coupled.length, 4).write(0, 3);
  for (const [isPair, tag] of [...front, ...side, ...back]) writer.write(isPair ? 1 : 0, 1).write(tag, 4);
  for (const tag of low) writer.write(tag, 4);
  for (const [independent, tag] of coupled) writer.write(independent ? 1 : 0, 1).write(tag, 4);
  writer.align().write(0, 8);
}

export const program = (spec: ProgramSpec) => (writer: BitWriter) => writeProgram(writer.write(5, 3), spec);

/** One access unit of these elements. */
export function frame(...elements: readonly ((writer: BitWriter) => void)[]): Uint8Array {
  const writer = new BitWriter();
  for (const write of elements) write(writer);
  return writer.write(7, 3).bytes();
}

/** The same behind the header of a stream without container. */
export function adts(channelConfiguration: number, unit: Uint8Array): Uint8Array {
  const writer = new BitWriter().write(0xfff1, 16).write(1, 2).write(rateIndex, 4).write(0, 1);
  writer
    .write(channelConfiguration, 3)
    .write(0, 4)
    .write(unit.length + 7, 13)
    .write(0x7ff, 11)
    .write(0, 2);
  return Uint8Array.from([...writer.bytes(), ...unit]);
}

function writeWindow(writer: BitWriter, { sequence, shape, maxBand, groups }: WindowSpec): void {
  writer.write(0, 1).write(sequence, 2).write(shape, 1);
  if (sequence !== eightShort) {
    writer.write(maxBand, 6).write(0, 1);
    return;
  }
  writer.write(maxBand, 4);
  const joined = groups.flatMap((length) => [0, ...Array.from({ length: length - 1 }, () => 1)]);
  for (const bit of joined.slice(1)) writer.write(bit, 1);
}

function writeChannel(writer: BitWriter, spec: ChannelSpec, shared: boolean): void {
  const { window, gain, books, factors, pulses, tns } = spec;
  const short = window.sequence === eightShort;
  writer.write(gain, 8);
  if (!shared) writeWindow(writer, window);
  books.forEach((book, band) => {
    const length = sectionLength(books, band, window.maxBand);
    if (length === 0) return;
    const [bits, more] = short ? [3, 7] : [5, 31];
    writer.write(book, 4);
    let left = length;
    for (; left >= more; left -= more) writer.write(more, bits);
    writer.write(left, bits);
  });
  writeFactors(writer, gain, books, factors);
  writer.write(pulses ? 1 : 0, 1);
  if (pulses) {
    writer.write(pulses.each.length - 1, 2).write(pulses.band, 6);
    for (const [offset, height] of pulses.each) writer.write(offset, 5).write(height, 4);
  }
  writer.write(tns ? 1 : 0, 1);
  for (const filters of tns ?? []) writeTns(writer, filters, short);
  writer.write(0, 1);
  writeLines(writer, spec);
}

/** Bands from this one on that share its book; 0 for a band in the middle of a section. */
function sectionLength(books: readonly number[], band: number, maxBand: number): number {
  if (band % maxBand !== 0 && books[band - 1] === books[band]) return 0;
  let length = 1;
  while ((band + length) % maxBand !== 0 && books[band + length] === books[band]) length++;
  return length;
}

function writeFactors(writer: BitWriter, gain: number, books: readonly number[], factors: readonly number[]): void {
  const last = { lines: gain, intensity: 0, noise: gain - 90 };
  let firstNoise = true;
  books.forEach((book, band) => {
    const factor = factors[band] ?? 0;
    if (book === 0) return;
    const kind = book >= 14 ? 'intensity' : book === 13 ? 'noise' : 'lines';
    if (kind === 'noise' && firstNoise) writer.write(factor - last.noise + 256, 9);
    else writer.symbol(factor - last[kind] + 60, scaleFactorCodebook);
    if (kind === 'noise') firstNoise = false;
    last[kind] = factor;
  });
}

function writeTns(writer: BitWriter, filters: readonly TnsSpec[], short: boolean): void {
  writer.write(filters.length, short ? 1 : 2);
  const [first] = filters;
  if (!first) return;
  writer.write(first.resolution - 3, 1);
  for (const { length, downwards, coefficients } of filters) {
    writer.write(length, short ? 4 : 6).write(coefficients.length, short ? 3 : 5);
    if (coefficients.length === 0) continue;
    writer.write(downwards ? 1 : 0, 1).write(0, 1);
    for (const one of coefficients) writer.write(one < 0 ? one + 2 ** first.resolution : one, first.resolution);
  }
}

/** Lines of a code and the largest value, by book, and whether signs are in the code. */
const shapes = [
  [4, 1, true],
  [4, 1, true],
  [4, 2, false],
  [4, 2, false],
  [2, 4, true],
  [2, 4, true],
  [2, 7, false],
  [2, 7, false],
  [2, 12, false],
  [2, 12, false],
  [2, 16, false],
] as const;

export const largestOf = (book: number): number => shapes[book - 1]?.[1] ?? 0;

function writeLines(writer: BitWriter, { window, books, lines }: ChannelSpec): void {
  const { offsets } = bandsOf(window);
  let start = 0;
  window.groups.forEach((length, group) => {
    for (let band = 0; band < window.maxBand; band++) {
      const book = books[group * window.maxBand + band] ?? 0;
      if (book === 0 || book > 11) continue;
      for (let index = start; index < start + length; index++) {
        const base = index * linesOf(window);
        for (
          let at = base + (offsets[band] ?? 0);
          at < base + (offsets[band + 1] ?? 0);
          at += shapes[book - 1]?.[0] ?? 1
        ) {
          writeCode(writer, book, lines, at);
        }
      }
    }
    start += length;
  });
}

function writeCode(writer: BitWriter, book: number, lines: ChannelSpec['lines'], at: number): void {
  const [count, largest, signed] = shapes[book - 1] ?? [2, 0, false];
  const values = Array.from({ length: count }, (_, n) => lines[at + n] ?? 0);
  const base = signed ? 2 * largest + 1 : largest + 1;
  const symbol = values.reduce(
    (sum, value) => sum * base + (signed ? value + largest : Math.min(Math.abs(value), largest)),
    0,
  );
  const codebook = spectralCodebooks[book - 1];
  if (!codebook) throw new RangeError(`No book ${book}`);
  writer.symbol(symbol, codebook);
  if (signed) return;
  for (const value of values) if (value !== 0) writer.write(value < 0 ? 1 : 0, 1);
  if (book !== 11) return;
  for (const value of values) {
    if (Math.abs(value) < 16) continue;
    const bits = Math.floor(Math.log2(Math.abs(value)));
    for (let n = 4; n < bits; n++) writer.write(1, 1);
    writer.write(0, 1).write(Math.abs(value) - 2 ** bits, bits);
  }
}
