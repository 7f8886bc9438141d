import { el } from './dom';
import { load, seek } from './seek';

/** A frame as it is kept: PNG at the clip's own size, rotation and pixel shape applied, and its place in seconds. */
export interface Still {
  at: number;
  bytes: Blob;
}

/** The clip has no picture, or none that this editor decodes. */
export class NoPicture extends Error {}

/** The frame that a video element shows. Nothing may happen to the element before this is called. @throws NoPicture, Error */
export async function stillOf(video: HTMLVideoElement): Promise<Still> {
  const { videoWidth: width, videoHeight: height, currentTime: at } = video;
  if (width === 0 || height === 0) throw new NoPicture('no size');
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')!.drawImage(video, 0, 0, width, height);
  const bytes = await canvas.convertToBlob({ type: 'image/png' });
  // At once: a frame of 4K takes 33 MB.
  canvas.width = canvas.height = 0;
  return { at, bytes };
}

/**
 * The very last frame of a clip, whatever its player shows.
 * @param url which the page may load: of the clip in memory, or where it lies
 * @throws NoPicture, Error
 */
export async function lastStill(url: string, signal: AbortSignal): Promise<Still> {
  const video = el('video', { preload: 'auto' });
  video.muted = true;
  try {
    await load(video, url, signal);
    // At the end stands the last frame, also where the sound goes on for longer. A header may name an end that is too
    // early (frames of different length): the player knows better once it was there.
    for (let end = -1; video.duration > end;) {
      end = video.duration;
      await seek(video, end, signal);
    }
    return await stillOf(video);
  } finally {
    video.removeAttribute('src');
    video.load();
  }
}
