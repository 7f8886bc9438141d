import type { BitReader } from './bits';

interface ProgramElement {
  readonly pair: boolean;
  readonly tag: number;
}

/** Program configuration element: the channels of a stream whose header names no configuration (ISO/IEC 14496-3, 4.5.1.2). */
export interface ProgramConfig {
  readonly rateIndex: number;
  readonly front: readonly ProgramElement[];
  readonly side: readonly ProgramElement[];
  readonly back: readonly ProgramElement[];
  readonly low: readonly ProgramElement[];
}

/**
 * @param reader behind the element's tag
 * @throws BrokenPacket where it is cut off
 */
export function readProgramConfig(reader: BitReader): ProgramConfig {
  reader.skip(2); // object type: the one of the stream
  const rateIndex = reader.read(4);
  const counts = [reader.read(4), reader.read(4), reader.read(4)] as const;
  const lows = reader.read(2);
  const data = reader.read(3);
  const coupled = reader.read(4);
  // Mixdowns: each is a flag, and its parameters where set.
  for (const bits of [4, 4, 3]) if (reader.bit()) reader.skip(bits);
  const elements = (count: number) =>
    Array.from({ length: count }, () => ({ pair: reader.bit() === 1, tag: reader.read(4) }));
  const [front, side, back] = [elements(counts[0]), elements(counts[1]), elements(counts[2])];
  const low = Array.from({ length: lows }, () => ({ pair: false, tag: reader.read(4) }));
  reader.skip(data * 4 + coupled * 5);
  reader.align();
  reader.skip(reader.read(8) * 8);
  reader.check();
  return { rateIndex, front, side, back, low };
}
