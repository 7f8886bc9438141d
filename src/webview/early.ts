import { outputId, type PageState } from '../shared/playback';
import type { ClipFile } from '../shared/view';
import { type CountingVideo, release } from './videoSwap';

/** The element that the page's frame came with, to have the first clip fetched before any script ran. */
let early = document.querySelector<CountingVideo>('.early video') ?? undefined;

/** Before anybody sees it: brings it to where the player stood, or away where another output was shown. */
export function prepareEarly(saved: PageState | undefined): void {
  if (!early || !saved) return;
  if (early.dataset['output'] !== outputId(saved)) dropEarly();
  else if (saved.time > 0) early.currentTime = saved.time;
}

/**
 * Hands it to a player of the same file, or of a copy that was made of it meanwhile: its picture stays on screen until
 * the copy takes its place. Otherwise releases it.
 */
export function takeEarly({ url, clip }: Pick<ClipFile, 'url' | 'clip'>): CountingVideo | undefined {
  const video = early;
  const isCopied = clip !== undefined && video?.dataset['clip'] === clip && !video.error;
  if (!isCopied && video?.getAttribute('src') !== url) {
    dropEarly();
    return undefined;
  }
  early = undefined;
  return video;
}

/** To be called when the page shows something else. */
export function dropEarly(): void {
  if (early) release(early);
  early?.remove();
  early = undefined;
}
