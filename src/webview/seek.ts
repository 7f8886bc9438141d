import { atMost, until } from './until';

/** Longest wait for a painted frame, in ms; a hidden page paints none. */
const patience = 250;

/**
 * Waits for `event` and for the frame painted with it, if there is one. Chromium reports the two from different
 * threads: in 1 of 100 cases the event came first (measured), and drawing then captured the previous frame.
 * @param event of `video`; start what triggers it after this call
 * @throws what `event` rejects with
 */
async function painted(video: HTMLVideoElement, event: Promise<void>): Promise<void> {
  let handle = 0;
  const picture = new Promise<void>((resolve) => (handle = video.requestVideoFrameCallback(() => resolve())));
  try {
    await event;
    if (video.videoWidth === 0) return;
    await atMost(patience, picture);
  } finally {
    video.cancelVideoFrameCallback(handle);
  }
}

/**
 * Waits until the frame at the current time can be drawn.
 * @param drawn true if that frame has already been reported as painted
 * @throws Error as `until`
 */
export function ready(video: HTMLVideoElement, drawn: boolean, signal: AbortSignal): Promise<void> {
  // While seeking there is no data either, but `seeked` reports its end.
  if (video.seeking) return painted(video, until(video, 'seeked', signal));
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return painted(video, until(video, 'loadeddata', signal));
  return drawn ? Promise.resolve() : painted(video, Promise.resolve());
}

/** Loads a clip until its first frame can be drawn. @throws Error as `until` */
export async function load(video: HTMLVideoElement, url: string, signal: AbortSignal): Promise<void> {
  const first = painted(video, until(video, 'loadeddata', signal));
  video.src = url;
  await first;
}

/**
 * Seeks to a time and waits until its frame can be drawn.
 * @param time in seconds
 * @param ms time limit
 * @throws Error as `until`
 */
export async function seek(video: HTMLVideoElement, time: number, signal: AbortSignal, ms?: number): Promise<void> {
  const seeked = until(video, 'seeked', signal, ms);
  // Seeking to the current time paints no frame.
  const there = video.currentTime === time ? seeked : painted(video, seeked);
  video.currentTime = time;
  await there;
}
