import { until } from './until';

/** A page that is not on show draws nothing, and tells of no picture. ms. */
const patience = 250;

/**
 * Waits for `event`, and for the picture that comes with it where there is one. Chromium tells of the two from different
 * threads: 1 in 100 times the event came first (measured), and what was drawn then was still the picture before.
 * @param event of `video`; what leads to it is begun after this call
 * @throws what `event` rejects with
 */
async function painted(video: HTMLVideoElement, event: Promise<void>): Promise<void> {
  let handle = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const picture = new Promise<void>((resolve) => (handle = video.requestVideoFrameCallback(() => resolve())));
  try {
    await event;
    if (video.videoWidth === 0) return;
    await Promise.race([picture, new Promise((resolve) => (timer = setTimeout(resolve, patience)))]);
  } finally {
    clearTimeout(timer);
    video.cancelVideoFrameCallback(handle);
  }
}

/**
 * Waits until the picture of where a clip stands can be drawn.
 * @param drawn whether it was told of already
 * @throws Error as `until`
 */
export function ready(video: HTMLVideoElement, drawn: boolean, signal: AbortSignal): Promise<void> {
  // On its way to another picture it has no data either, but is told of that as `seeked`.
  if (video.seeking) return painted(video, until(video, 'seeked', signal));
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return painted(video, until(video, 'loadeddata', signal));
  return drawn ? Promise.resolve() : painted(video, Promise.resolve());
}

/** Loads a clip up to its first picture, which can be drawn then. @throws Error as `until` */
export async function load(video: HTMLVideoElement, url: string, signal: AbortSignal): Promise<void> {
  const first = painted(video, until(video, 'loadeddata', signal));
  video.src = url;
  await first;
}

/**
 * Goes to a time, of which the picture can then be drawn.
 * @param time seconds
 * @param ms how long that may take
 * @throws Error as `until`
 */
export async function seek(video: HTMLVideoElement, time: number, signal: AbortSignal, ms?: number): Promise<void> {
  const seeked = until(video, 'seeked', signal, ms);
  // Where it stands already, no picture comes.
  const there = video.currentTime === time ? seeked : painted(video, seeked);
  video.currentTime = time;
  await there;
}
