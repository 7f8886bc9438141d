import type { ClipHeader } from '../shared/header';
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
  /** Something that is shown of it has changed; many times a second while it plays. */
  moved(): void;
  /** Something that is worth remembering has changed. */
  changed(): void;
  /** The size of the picture is known. */
  sized(): void;
  /** The first frame can be seen. */
  shown(): void;
  header(header: ClipHeader): void;
  strip(strip: Strip): void;
  /** Without it, no filmstrip is made where there is none. */
  stripMade?(files: StripFiles): void;
  /** A frame was put on the screen. @param time of the frame in the clip, seconds @param at `performance.now()` */
  framed?(time: number, at: number): void;
  problem(problem: ClipProblem, reason: string): void;
}

/** One clip with its picture and sound: loaded, played, stepped through. Has no controls. */
export class ClipPlayer implements PlaybackControl, Sound {
  part: Part = {};
  /** The clip has come to where it is played from: no other element takes its place any more. */
  settled = false;
  readonly #deck: VideoSwap;
  #loader: Loader;
  /** Where the clip comes from, or is going to. */
  #url: string;
  /** Another file of the same clip is going to take its place: what is heard until then says nothing of that one. */
  #replacing = false;
  readonly #sound = new SoundWatch();
  readonly #meter = new FrameRateMeter();
  #header: ClipHeader | undefined;
  /** Muted by the browser's rule on sound without a click, not by the user. */
  #mutedByRule = false;
  #wantsPaused: boolean;
  #repeat = false;
  #closed = false;
  /** There was a first frame. */
  #shown = false;
  /** The picture of where the clip stands is on the screen. */
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
    const early = takeEarly(file.url);
    this.#deck = new VideoSwap(label, file.poster, early);
    this.#loader = this.#loaderOf(file);
    Object.assign(this.video, { volume, muted, defaultPlaybackRate: rate, playbackRate: rate });
    this.loop = loop;
    this.#listen();
    if (!early) this.video.src = file.url;
  }

  /** Another element after the clip has come into memory. */
  get video(): CountingVideo {
    return this.#deck.video;
  }

  get time(): number {
    return this.video.currentTime;
  }

  get duration(): number {
    return Number.isFinite(this.video.duration) ? this.video.duration : 0;
  }

  /** Frames a second: as the file says, else as they are seen. */
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

  /** Where it stands, to be gone on with after a reload. */
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

  /** Goes on with another file of the same clip, at the same place: a copy with sound, or the clip itself in earnest. */
  replace(file: ClipFile): void {
    const last = this.#loader;
    this.#header = file.header;
    this.#replacing = file.url !== this.#url;
    this.#url = file.url;
    this.#loader = this.#loaderOf(file);
    last.stop();
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

  /** The frame that is shown, where the clip then stands, or the last one. @throws NoPicture, Error */
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
        // Another element took its place meanwhile.
        if (video === this.video) throw error;
      }
    }
  }

  /** Looks whether the sound can be heard; to be called when the probe of AAC has its answer. */
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
    /** Once; at once where an element that was taken over is that far. */
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
    // A clip that has played to its end stands, wherever it is moved to afterwards.
    on('ended', () => (this.#wantsPaused = true));
    on('seeking', () => (this.#drawn = false));
    on('play pause seeked ended volumechange ratechange durationchange loadedmetadata', () => this.#events.moved());
    on('pause seeked ended volumechange ratechange timeupdate', () => this.#events.changed());
    this.#measure();
  }

  #loaded(): void {
    // A picture that cannot be decoded raises no error: the sound plays, and the picture has no size.
    if (this.video.videoWidth === 0) {
      this.pause();
      this.#events.problem('noPicture', 'no size');
    } else {
      this.#events.shown();
      // Not before: starting the sound system takes time from the first frame.
      if (!this.#wantsPaused) this.#autoplay();
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

  /** Browsers refuse sound that nobody asked for with a click: then it starts muted. */
  #autoplay(): void {
    const { video } = this;
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

  /** Tells of each frame, and repeats the part; the browser stops this where the page is not visible. */
  #tick(): void {
    const { video } = this;
    if (this.#closed || video.paused) return;
    this.#keepToPart();
    this.#events.moved();
    requestAnimationFrame(() => video === this.video && this.#tick());
  }
}
