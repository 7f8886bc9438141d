/** A marked part of a clip, seconds. One end alone is a mark that waits for the other. */
export interface Part {
  from?: number;
  to?: number;
}

/** Shorter than any frame: two marks in the same place mark nothing. */
const shortest = 1 / 240;

/** Puts one end where the player stands; an end that would come to lie on the wrong side of the other takes it away. */
export function mark(part: Part, end: 'from' | 'to', time: number): Part {
  const { from, to } = part;
  if (end === 'from') return to !== undefined && to - time >= shortest ? { from: time, to } : { from: time };
  return from !== undefined && time - from >= shortest ? { from, to: time } : { to: time };
}

/** Whether there is something to repeat. */
export const isWhole = (part: Part): part is Required<Part> => part.from !== undefined && part.to !== undefined;

/** Where to go on from `time` while the part is repeated: its start, once its end is passed. */
export function wrapped(part: Part, time: number): number | undefined {
  return isWhole(part) && (time >= part.to || time < part.from - 0.05) ? part.from : undefined;
}
