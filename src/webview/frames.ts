/** Where nothing is known of a clip, this is the commonest rate. */
export const assumedFps = 30;

/**
 * Where to seek to, to show the frame `step` frames from the one that is shown at `time` (seconds). The middle of the
 * frame is taken, so that a rounding of the time does not show its neighbour.
 */
export function frameTime(time: number, step: number, fps: number, duration: number): number {
  const last = Math.max(0, Math.ceil(duration * fps - 1e-3) - 1);
  const target = Math.min(last, Math.max(0, Math.floor(time * fps + 1e-3) + step));
  return (target + 0.5) / fps;
}

/**
 * Which frame is shown at `time` (seconds), and of how many; both from 1. Undefined where the rate is not known.
 * @param frames as the file has them; else they are reckoned from the length
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

/** A rounding of its time must not show the frame before it. Seconds. */
const justAfter = 1e-3;

/**
 * A time in each of so many equal parts of a clip: of the whole picture nearest to its middle, as that is shown without
 * decoding what comes before it; the middle where there is none in it. All in seconds.
 */
export function timesInParts(count: number, duration: number, keys: readonly number[]): number[] {
  const part = duration / count;
  return Array.from({ length: count }, (_, at) => {
    const [start, middle, end] = [at, at + 0.5, at + 1].map((parts) => parts * part) as [number, number, number];
    const away = (time: number) => Math.abs(time - middle);
    // Not the very first one, which is black more often than others.
    const inside = keys.filter((key) => key > start && key + justAfter < end);
    const [nearest] = inside.sort((a, b) => away(a) - away(b));
    return nearest === undefined ? middle : nearest + justAfter;
  });
}

/** Finds the frame rate of a clip from the times of the frames as they are shown. */
export class FrameRateMeter {
  #lastTime: number | undefined;
  #shortest: number | undefined;

  /** @param time of the frame in the clip, seconds. */
  add(time: number): void {
    const gap = this.#lastTime === undefined ? 0 : time - this.#lastTime;
    this.#lastTime = time;
    if (gap >= 1 / 240 && gap <= 0.5 && (this.#shortest === undefined || gap < this.#shortest)) this.#shortest = gap;
  }

  get fps(): number | undefined {
    return this.#shortest === undefined ? undefined : 1 / this.#shortest;
  }
}
