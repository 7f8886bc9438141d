import { el } from './dom';
import { load, seek } from './seek';

/** Chromium's non-standard counter on video elements. */
export type CountingVideo = HTMLVideoElement & { webkitAudioDecodedByteCount?: number };

/** Outcome of a swap: done, the new source does not play, or the two elements never reached the same time. */
export type Exchange = 'done' | 'unplayable' | 'apart';

/** Seconds of playback ahead at which the new element waits for the old one: at first, and then within limits. */
const firstLead = 0.2;
const leads = { least: 0.1, most: 3 };
/** Seconds by which they may miss each other; grows with each attempt, as playback on a busy machine stutters anyway. */
const tolerance = 0.1;
/** Attempts to align the elements; a user who seeks constantly must not wait for endless retries. */
const mostMeetings = 20;

/**
 * A video element that can be swapped for another one playing the same clip from a different source, without a visible
 * or audible jump.
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

  /** Listens on the current element, whichever that is. */
  on(names: string, listener: () => void): void {
    this.#listeners.push([names, listener]);
    this.#attach(this.video, names, listener);
  }

  /** Plays the clip from `url`. If it does not play, or the elements cannot be aligned, nothing changes. */
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

  /** Brings the new element to the old one's position: the same frame while paused, side by side during playback. */
  async #meet(next: CountingVideo, signal: AbortSignal): Promise<void> {
    const { video } = this;
    let lead = firstLead;
    for (let count = 0; count < mostMeetings; count++) {
      const stands = video.paused || video.seeking;
      next.playbackRate = video.playbackRate;
      const at = stands ? video.currentTime : Math.min(video.duration, video.currentTime + lead * video.playbackRate);
      const began = performance.now();
      await seek(next, at, signal);
      // Seeking takes long on a busy machine, and far from a key frame.
      lead = Math.min(leads.most, Math.max(leads.least, (1.5 * (performance.now() - began)) / 1000));
      if (stands) {
        if ((video.paused || video.seeking) && video.currentTime === at) return;
      } else if (await this.#reached(at, tolerance * (count + 1))) {
        await next.play();
        if (!video.paused && !video.seeking) return;
        next.pause();
      }
    }
    throw new Error('They do not meet.');
  }

  /** Returns true if playback reaches that time, and did not skip past it. */
  async #reached(at: number, tolerance: number): Promise<boolean> {
    const { video } = this;
    const from = video.currentTime;
    while (!video.paused && !video.seeking && video.currentTime >= from && video.currentTime < at) {
      await new Promise(requestAnimationFrame);
    }
    return !video.paused && !video.seeking && video.currentTime >= at && video.currentTime < at + tolerance;
  }

  #make(): CountingVideo {
    return el('video', { preload: 'metadata', playsinline: true, tabindex: -1, 'aria-label': this.#label });
  }

  #attach(video: CountingVideo, names: string, listener: () => void): void {
    for (const name of names.split(' ')) video.addEventListener(name, () => video === this.video && listener());
  }
}

/** Releases the file and the decoder immediately instead of at garbage collection. */
export function release(video: HTMLVideoElement): void {
  video.pause();
  video.removeAttribute('src');
  video.load();
}
