/** Frame rate assumed for a clip of unknown rate: the most common one. */
export const assumedFps = 30;

/**
 * Returns the time in seconds to seek to, to show the frame `step` frames from the one at `time`. Targets the middle of
 * the frame, so that rounding does not show a neighbour.
 */
export function frameTime(time: number, step: number, fps: number, duration: number): number {
  const last = Math.max(0, Math.ceil(duration * fps - 1e-3) - 1);
  const target = Math.min(last, Math.max(0, Math.floor(time * fps + 1e-3) + step));
  return (target + 0.5) / fps;
}

/**
 * Returns the number of the frame at `time` (in seconds) and the total, both from 1, or undefined if the rate is
 * unknown.
 * @param frames number of frames in the file; computed from the duration if absent
 */
export function frameAt(
  time: number,
  fps: number | undefined,
  duration: number,
  frames?: number,
): { at: number; of: number } | undefined {
  if (fps === undefined || duration <= 0) return undefined;
  const of = frames ?? Math.max(1, Math.ceil(duration * fps - 1e-3));
  return { at: Math.min(of, Math.floor(time * fps + 1e-3) + 1), of };
}

/** Added to a keyframe's time, so that rounding does not show the previous frame; in seconds. */
const justAfter = 1e-3;

/**
 * Returns one time per part for N equal parts of a clip: the keyframe nearest to the part's middle, which is shown
 * without decoding others, or the middle if the part has no keyframe. All times in seconds.
 */
export function timesInParts(count: number, duration: number, keys: readonly number[]): number[] {
  const part = duration / count;
  return Array.from({ length: count }, (_, at) => {
    const [start, middle, end] = [at, at + 0.5, at + 1].map((parts) => parts * part) as [number, number, number];
    const away = (time: number) => Math.abs(time - middle);
    // Skip the first keyframe, which is often black.
    const inside = keys.filter((key) => key > start && key + justAfter < end);
    const [nearest] = inside.sort((a, b) => away(a) - away(b));
    return nearest === undefined ? middle : nearest + justAfter;
  });
}

/** Measures a clip's frame rate from the times of presented frames. */
export class FrameRateMeter {
  #lastTime: number | undefined;
  #shortest: number | undefined;

  /** @param time of the frame in the clip, in seconds */
  add(time: number): void {
    const gap = this.#lastTime === undefined ? 0 : time - this.#lastTime;
    this.#lastTime = time;
    if (gap >= 1 / 240 && gap <= 0.5 && (this.#shortest === undefined || gap < this.#shortest)) this.#shortest = gap;
  }

  get fps(): number | undefined {
    return this.#shortest === undefined ? undefined : 1 / this.#shortest;
  }
}
