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

/** Finds the frame rate of a clip from the times of the frames as they are shown. */
export class FrameRateMeter {
  private lastTime: number | undefined;
  private shortest: number | undefined;

  /** @param time of the frame in the clip, seconds. */
  add(time: number): void {
    const gap = this.lastTime === undefined ? 0 : time - this.lastTime;
    this.lastTime = time;
    if (gap >= 1 / 240 && gap <= 0.5 && (this.shortest === undefined || gap < this.shortest)) this.shortest = gap;
  }

  get fps(): number | undefined {
    return this.shortest === undefined ? undefined : 1 / this.shortest;
  }
}
