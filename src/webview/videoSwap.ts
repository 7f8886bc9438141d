import { el } from './dom';
import { load, seek } from './seek';

/** What Chromium's video element counts beyond the standard. */
export type CountingVideo = HTMLVideoElement & { webkitAudioDecodedByteCount?: number };

/** What came of an exchange: done, not played from there, or never at the same place at the same time. */
export type Exchange = 'done' | 'unplayable' | 'apart';

/** Seconds of play that a new element is given to get ready; then the two meet. */
const lead = 0.2;
/** A person who seeks all the time is not to be kept waiting by meetings that fail. */
const mostMeetings = 20;

/**
 * The picture: a video element, which can be exchanged for another one that plays the same clip from elsewhere, without
 * a jump that could be seen or heard.
 */
export class VideoSwap {
  video: CountingVideo;
  readonly #listeners: [names: string, listener: () => void][] = [];
  #next: CountingVideo | undefined;

  readonly #label: string;

  constructor(label: string, poster: string | undefined, early?: CountingVideo) {
    this.#label = label;
    this.video = early ?? this.#make();
    this.video.ariaLabel = label;
    if (poster !== undefined) this.video.poster = poster;
  }

  /** Listens to whichever element is on show. */
  on(names: string, listener: () => void): void {
    this.#listeners.push([names, listener]);
    this.#attach(this.video, names, listener);
  }

  /** Plays the clip from `url`. Where it does not play from there, or the two do not meet, all stays as it was. */
  async exchange(url: string, signal: AbortSignal): Promise<Exchange> {
    const next = this.#make();
    this.#next = next;
    next.preload = 'auto';
    next.muted = true;
    let outcome: Exchange = 'unplayable';
    try {
      await load(next, url, signal);
      outcome = 'apart';
      await this.#meet(next, signal);
    } catch {
      release(next);
      return signal.aborted ? 'apart' : outcome;
    } finally {
      this.#next = undefined;
    }
    const last = this.video;
    const { volume, muted, loop, playbackRate, defaultPlaybackRate } = last;
    Object.assign(next, { volume, muted, loop, playbackRate, defaultPlaybackRate });
    for (const [names, listener] of this.#listeners) this.#attach(next, names, listener);
    this.video = next;
    last.replaceWith(next);
    release(last);
    return 'done';
  }

  dispose(): void {
    release(this.video);
    if (this.#next) release(this.#next);
  }

  /** Brings the new element to where the old one is: the same frame while it stands, side by side while it plays. */
  async #meet(next: CountingVideo, signal: AbortSignal): Promise<void> {
    const { video } = this;
    for (let count = 0; count < mostMeetings; count++) {
      const stands = video.paused || video.seeking;
      next.playbackRate = video.playbackRate;
      const at = stands ? video.currentTime : Math.min(video.duration, video.currentTime + lead * video.playbackRate);
      await seek(next, at, signal);
      if (stands) {
        if ((video.paused || video.seeking) && video.currentTime === at) return;
      } else if (await this.#reached(at)) {
        await next.play();
        if (!video.paused && !video.seeking) return;
        next.pause();
      }
    }
    throw new Error('They do not meet.');
  }

  /** Whether the clip plays on until that time, and not just past it. */
  async #reached(at: number): Promise<boolean> {
    const { video } = this;
    const from = video.currentTime;
    while (!video.paused && !video.seeking && video.currentTime >= from && video.currentTime < at) {
      await new Promise(requestAnimationFrame);
    }
    return !video.paused && !video.seeking && video.currentTime >= at && video.currentTime < at + 0.1;
  }

  #make(): CountingVideo {
    return el('video', { preload: 'metadata', playsinline: true, tabindex: -1, 'aria-label': this.#label });
  }

  #attach(video: CountingVideo, names: string, listener: () => void): void {
    for (const name of names.split(' ')) video.addEventListener(name, () => video === this.video && listener());
  }
}

/** Lets go of the file and the decoder at once, not when the memory is cleaned. */
export function release(video: HTMLVideoElement): void {
  video.pause();
  video.removeAttribute('src');
  video.load();
}
