/** Extrapolation of a job's progress. Many servers report a few steps, or 0 throughout, so only steady progress counts. */

interface Point {
  at: number;
  progress: number;
}

/** First time each progress value (0 to 100) was seen (ms since the epoch), in order. */
export type Trail = readonly Point[];

/** Points needed to extrapolate. */
const fewestPoints = 4;
/** Largest deviation from the line between the first and last point, in percentage points. */
const maxDeviation = 8;

/** Adds a value. A falling value starts a new trail, because the server started over. */
export function noteProgress(trail: Trail | undefined, progress: number, at: number): Trail {
  const last = trail?.at(-1);
  if (!trail || !last || progress < last.progress) return [{ at, progress }];
  return progress === last.progress ? trail : [...trail, { at, progress }];
}

/**
 * Returns the time at which progress reaches 100 at its pace so far (ms since the epoch), extrapolated `from` the last value.
 * Undefined if progress was not steady, or fell behind.
 */
export function expectedEnd(trail: Trail, now: number): { at: number; from: number } | undefined {
  const points = trail.filter(({ progress }) => progress > 0 && progress < 100);
  const [first, last] = [points[0], points.at(-1)];
  if (points.length < fewestPoints || !first || !last || last.at <= first.at || last.progress < 10) return undefined;
  const pace = (last.progress - first.progress) / (last.at - first.at);
  const straight = points.every(({ at, progress }) => {
    return Math.abs(first.progress + pace * (at - first.at) - progress) <= maxDeviation;
  });
  const left = (100 - last.progress) / pace;
  const isLate = now > last.at + 1.5 * left + 30_000;
  return straight && !isLate ? { at: last.at + left, from: last.at } : undefined;
}
