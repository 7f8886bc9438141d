import type { ClipHeader } from '../container/header';
import type { ClipProblem, WhichFrame } from '../shared/messages';
import type { Playback } from '../shared/playback';
import type { ClipFile } from '../shared/view';
import { takeEarly } from './early';
import { assumedFps, frameAt, FrameRateMeter, frameTime } from './frames';
import { Loader } from './loader';
import { type Part, wrapped } from './part';
import type { PlaybackControl, Sound } from './playing';
import { ready } from './seek';
import { SoundWatch } from './soundWatch';
import { lastStill, type Still, stillOf } from './still';
import type { Strip, StripFiles } from './strip';
import { type CountingVideo, VideoSwap } from './videoSwap';

export interface ClipPlayerEvents {
  /** The displayed state has changed; called many times per second during playback. */
  moved(): void;
  /** State that is restored after a reload has changed. */
  changed(): void;
  /** The picture's size is known. */
  sized(): void;
  /** The first frame is on screen. */
  shown(): void;
  header(header: ClipHeader): void;
  strip(strip: Strip): void;
  /** Without it, no missing filmstrip is generated. */
  stripMade?(files: StripFiles): void;
  /** A frame was presented. @param time of the frame in the clip, in seconds @param at `performance.now()` */
  framed?(time: number, at: number): void;
  problem(problem: ClipProblem, reason: string): void;
}

/** One clip with its video and sound: loads, plays and steps. Has no controls. */
export class ClipPlayer implements PlaybackControl, Sound {
  part: Part = {};
  /** The clip plays from its final source: no other element will replace this one. */
  settled = false;
  readonly #deck: VideoSwap;
  #loader: Loader;
  /** Source of the clip, or the one it is switching to. */
  #url: string;
  /** Another file of the same clip is about to replace this one: audio measurements until then do not apply to it. */
  #replacing = false;
  readonly #sound = new SoundWatch();
  readonly #meter = new FrameRateMeter();
  #header: ClipHeader | undefined;
  /** Muted by the browser's autoplay policy, not by the user. */
  #mutedByRule = false;
  #wantsPaused: boolean;
  #repeat = false;
  #closed = false;
  /** The first frame has been shown. */
  #shown = false;
  /** The frame at the current time is on screen. */
  #drawn = false;
  readonly #disposal = new AbortController();

  readonly #start: Playback;
  readonly #aac: () => boolean | undefined;
  readonly #events: ClipPlayerEvents;

  constructor(
    label: string,
    file: ClipFile,
    start: Playback,
    aac: () => boolean | undefined,
    events: ClipPlayerEvents,
  ) {
    this.#start = start;
    this.#aac = aac;
    this.#events = events;
    const { from, to, loop, paused, volume, muted, rate } = start;
    if (from !== undefined) this.part.from = from;
    if (to !== undefined) this.part.to = to;
    this.#wantsPaused = paused;
    this.#header = file.header;
    this.#url = file.url;
    const early = takeEarly(file);
    this.#replacing = early !== undefined && early.getAttribute('src') !== file.url;
    this.#deck = new VideoSwap(label, file.poster, early);
    this.#loader = this.#loaderOf(file);
    Object.assign(this.video, { volume, muted, defaultPlaybackRate: rate, playbackRate: rate });
    this.loop = loop;
    this.#listen();
    if (!early) this.video.src = file.url;
  }

  /** Replaced by another element once the clip is in memory. */
  get video(): CountingVideo {
    return this.#deck.video;
  }

  get time(): number {
    return this.video.currentTime;
  }

  get duration(): number {
    return Number.isFinite(this.video.duration) ? this.video.duration : 0;
  }

  /** Frames per second: from the file's header, otherwise measured. */
  get fps(): number | undefined {
    return this.#header?.picture?.fps ?? this.#meter.fps;
  }

  get frame(): { at: number; of: number } | undefined {
    return frameAt(this.time, this.fps, this.duration, this.#header?.picture?.frames);
  }

  get paused(): boolean {
    return this.video.paused;
  }

  get rate(): number {
    return this.video.playbackRate;
  }

  set rate(rate: number) {
    this.video.playbackRate = rate;
  }

  get muted(): boolean {
    return this.video.muted;
  }

  get volume(): number {
    return this.video.muted ? 0 : this.video.volume;
  }

  set volume(volume: number) {
    this.#mutedByRule = false;
    this.video.volume = volume;
    this.video.muted = this.video.volume === 0;
  }

  get loop(): boolean {
    return this.#repeat;
  }

  set loop(on: boolean) {
    this.#repeat = on;
    this.video.loop = on;
  }

  /** State of the player, for restoring it after a reload. */
  get playback(): Omit<Playback, 'variant' | 'index' | 'actualSize' | 'backdrop'> {
    const { currentTime, volume, muted, playbackRate, ended, readyState } = this.video;
    return {
      time: ended ? 0 : currentTime || (readyState === 0 ? this.#start.time : 0),
      volume,
      muted: muted && !this.#mutedByRule,
      rate: playbackRate,
      loop: this.loop,
      paused: this.#wantsPaused,
      from: this.part.from,
      to: this.part.to,
    };
  }

  /** Switches to another file of the same clip at the same time: a copy with decodable sound, or the clip itself. */
  replace(file: ClipFile): void {
    const last = this.#loader;
    this.#header = file.header;
    this.#replacing = file.url !== this.#url;
    this.#url = file.url;
    this.#loader = this.#loaderOf(file);
    last.stop();
    void this.#loader.inPlace.then(last.endHold);
    if (this.#shown) void this.#loader.run().finally(() => last.dispose());
    else last.dispose();
  }

  play(): void {
    this.#wantsPaused = false;
    this.#keepToPart();
    // A refusal leaves the player paused, which the bar shows; a broken file raises `error`.
    this.video.play().catch(() => this.#events.moved());
  }

  pause(): void {
    this.#wantsPaused = true;
    this.video.pause();
  }

  seek(seconds: number): void {
    if (this.duration === 0) return;
    this.video.currentTime = Math.min(this.duration, Math.max(0, seconds));
    this.#events.moved();
  }

  step(frames: number): void {
    if (this.duration === 0) return;
    this.pause();
    this.seek(frameTime(this.video.currentTime, frames, this.fps ?? assumedFps, this.duration));
  }

  toggleSound(): void {
    this.#mutedByRule = false;
    if (this.video.muted && this.video.volume === 0) this.video.volume = 1;
    this.video.muted = !this.video.muted;
  }

  /** Captures the frame on screen, at which the player then stops, or the last one. @throws NoPicture, Error */
  async still(which: WhichFrame): Promise<Still> {
    const { signal } = this.#disposal;
    if (which === 'last') return lastStill(this.video.currentSrc, signal);
    this.pause();
    for (;;) {
      const { video } = this;
      try {
        await ready(video, this.#drawn, signal);
        return await stillOf(video);
      } catch (error) {
        // Another element has replaced it meanwhile.
        if (video === this.video) throw error;
      }
    }
  }

  /** Checks whether the sound is audible; call it when the AAC test has finished. */
  checkSound(): void {
    if (this.#replacing) return;
    if (this.#sound.isMissing(this.video, this.#header, this.#aac())) {
      this.#events.problem('noSound', this.#header?.sound?.codec ?? '');
    }
  }

  dispose(): void {
    this.#closed = true;
    this.#disposal.abort();
    this.#loader.dispose();
    this.#deck.dispose();
  }

  #listen(): void {
    const on = (names: string, listener: () => void) => this.#deck.on(names, () => !this.#closed && listener());
    /** Runs the listener once; immediately if an element that was taken over has already reached that state. */
    const when = (name: string, there: boolean, listener: () => void) => {
      let told = false;
      const tell = () => {
        if (!told && !this.#closed) listener();
        told = true;
      };
      on(name, tell);
      if (there) queueMicrotask(tell);
    };
    const { readyState, error } = this.video;
    when('loadedmetadata', readyState >= HTMLMediaElement.HAVE_METADATA, () => {
      const { time } = this.#start;
      if (time > 0 && time < this.duration && this.video.currentTime !== time) this.video.currentTime = time;
      this.#events.sized();
      this.checkSound();
    });
    when('loadeddata', readyState >= HTMLMediaElement.HAVE_CURRENT_DATA, () => this.#loaded());
    when('error', error !== null, () => {
      const { error } = this.video;
      this.#events.problem('unplayable', error?.message || `code ${error?.code ?? 0}`);
    });
    on('timeupdate', () => {
      this.#sound.tick(this.video);
      this.checkSound();
    });
    on('play', () => this.#tick());
    // A clip that has played to its end stays paused, wherever the user seeks afterwards.
    on('ended', () => (this.#wantsPaused = true));
    on('seeking', () => (this.#drawn = false));
    on('play pause seeked ended volumechange ratechange durationchange loadedmetadata', () => this.#events.moved());
    on('pause seeked ended volumechange ratechange timeupdate', () => this.#events.changed());
    this.#measure();
  }

  #loaded(): void {
    // Undecodable video raises no error: the sound plays, and the video has no size.
    if (this.video.videoWidth === 0) {
      this.pause();
      this.#events.problem('noPicture', 'no size');
    } else {
      this.#events.shown();
      // Not earlier: starting the audio system would delay the first frame.
      void this.#loader.inPlace.then(() => this.#autoplay());
    }
    this.#shown = true;
    void this.#loader.run();
  }

  #loaderOf(file: ClipFile): Loader {
    const events = this.#events;
    return new Loader(file, this.#deck, {
      exchanged: () => this.#exchanged(),
      header: (header) => this.#learn(header),
      strip: (strip) => events.strip(strip),
      ...(events.stripMade && { stripMade: (files) => events.stripMade?.(files) }),
      settled: () => (this.settled = true),
      failed: () => this.#replacing && events.problem('noSound', 'It does not play.'),
    });
  }

  #exchanged(): void {
    if (this.#closed) return;
    this.#replacing = false;
    this.#sound.restart();
    this.#drawn = true;
    this.#measure();
    this.#tick();
    this.#events.moved();
  }

  #learn(header: ClipHeader): void {
    this.#header = header;
    this.#events.header(header);
    this.#events.moved();
  }

  #measure(): void {
    const { video } = this;
    video.requestVideoFrameCallback((_now, { mediaTime, expectedDisplayTime }) => {
      if (this.#closed || video !== this.video) return;
      this.#drawn = true;
      this.#meter.add(mediaTime);
      this.#events.framed?.(mediaTime, expectedDisplayTime);
      this.#measure();
    });
  }

  /** Browsers block sound without a user gesture: playback then starts muted. */
  #autoplay(): void {
    const { video } = this;
    if (this.#closed || this.#wantsPaused || !video.paused) return;
    if (document.body.classList.contains('vscode-reduce-motion')) return;
    video.play().catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError' || this.#closed) return;
      this.#mutedByRule = true;
      video.muted = true;
      video.play().catch(() => this.#events.moved());
    });
  }

  #keepToPart(): void {
    const back = this.loop ? wrapped(this.part, this.video.currentTime) : undefined;
    if (back !== undefined && !this.video.seeking) this.video.currentTime = back;
  }

  /** Reports each frame and repeats the marked part; the browser suspends this while the page is hidden. */
  #tick(): void {
    const { video } = this;
    if (this.#closed || video.paused) return;
    this.#keepToPart();
    this.#events.moved();
    requestAnimationFrame(() => video === this.video && this.#tick());
  }
}
