import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { patience, untilHeeded } from './patience';

/** What a `<video>` says of itself; seconds and pixels. */
export interface Playback {
  currentTime: number;
  duration: number;
  paused: boolean;
  ended: boolean;
  videoWidth: number;
  videoHeight: number;
}

export function playback(video: Locator): Promise<Playback> {
  return video.evaluate(({ currentTime, duration, paused, ended, videoWidth, videoHeight }: Playback) => {
    return { currentTime, duration, paused, ended, videoWidth, videoHeight };
  });
}

/** Stops it with a click, unless it has come to its end before: then a click would begin it again. */
export async function pause(video: Locator): Promise<void> {
  await untilHeeded(async () => {
    if (!(await playback(video)).paused) await video.click();
    assert.ok((await playback(video)).paused);
  });
}

/** Sound may go on for some samples after the last picture, in s. */
const tail = 0.1;

/**
 * Resolves when the picture moves: it has a width, and the time goes on, or has come to its end while nobody looked.
 * @throws Error with what the player said last, when it does not
 */
export async function waitUntilPlaying(video: Locator): Promise<Playback> {
  await video.waitFor();
  const end = Date.now() + patience;
  let first: Playback | undefined;
  for (;;) {
    const now = await playback(video);
    first ??= now;
    const isOver = now.ended || now.currentTime > now.duration - tail;
    const moves = now.currentTime > 0 && (isOver || now.currentTime !== first.currentTime);
    if (now.videoWidth > 0 && moves) return now;
    if (Date.now() > end) throw new Error(`The video does not play: ${JSON.stringify(now)}`);
    await delay(50);
  }
}
