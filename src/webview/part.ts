/** A marked part of a clip, in seconds. A single end is a mark still waiting for the other. */
export interface Part {
  from?: number;
  to?: number;
}

/** Shorter than any frame: two marks at the same place are no part. In seconds. */
const shortest = 1 / 240;

/** Sets one end at `time`; the other end is removed if it would be on the wrong side. */
export function mark(part: Part, end: 'from' | 'to', time: number): Part {
  const { from, to } = part;
  if (end === 'from') return to !== undefined && to - time >= shortest ? { from: time, to } : { from: time };
  return from !== undefined && time - from >= shortest ? { from, to: time } : { to: time };
}

/** Returns true if both ends are set, so that the part can be repeated. */
export const isWhole = (part: Part): part is Required<Part> => part.from !== undefined && part.to !== undefined;

/** Returns the part's start if `time` is past its end, otherwise undefined. */
export function wrapped(part: Part, time: number): number | undefined {
  return isWhole(part) && (time >= part.to || time < part.from - 0.05) ? part.from : undefined;
}
