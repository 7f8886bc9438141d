/** What a job's progress tells of its end. Many servers report a few steps, or stay at nothing: only what was steady so far counts. */

interface Point {
  at: number;
  progress: number;
}

/** When its progress was first seen at each value, in order. */
export type Trail = readonly Point[];

const fewest = 4;
/** Percent that a value may lie beside the line from the first to the last. */
const steady = 8;

/** A value that falls begins anew: the server started over. */
export function noteProgress(trail: Trail | undefined, progress: number, at: number): Trail {
  const last = trail?.at(-1);
  if (!trail || !last || progress < last.progress) return [{ at, progress }];
  return progress === last.progress ? trail : [...trail, { at, progress }];
}

/**
 * When it reaches 100 if it goes on as before (ms since the epoch), reckoned `from` the last value.
 * Nothing where it was not steady, or did not keep what it promised.
 */
export function expectedEnd(trail: Trail, now: number): { at: number; from: number } | undefined {
  const points = trail.filter(({ progress }) => progress > 0 && progress < 100);
  const [first, last] = [points[0], points.at(-1)];
  if (points.length < fewest || !first || !last || last.at <= first.at || last.progress < 10) return undefined;
  const pace = (last.progress - first.progress) / (last.at - first.at);
  const straight = points.every(({ at, progress }) => {
    return Math.abs(first.progress + pace * (at - first.at) - progress) <= steady;
  });
  const left = (100 - last.progress) / pace;
  const late = now > last.at + 1.5 * left + 30_000;
  return straight && !late ? { at: last.at + left, from: last.at } : undefined;
}
