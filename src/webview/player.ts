import { rates, type Playback } from '../shared/playback';
import type { ClipView } from '../shared/view';
import { Controls } from './controls';
import { el } from './dom';
import { assumedFps, FrameRateMeter, frameTime } from './frames';
import { FullScreen } from './fullScreen';
import type { PlayerCommand } from './keys';
import { isSoundMissing } from './sound';

/** What Chromium's video element counts beyond the standard. */
type CountingVideo = HTMLVideoElement & { webkitAudioDecodedByteCount?: number };

export type PlayerProblem = 'unplayable' | 'noPicture' | 'noSound';

export interface PlayerEvents {
  /** The state to remember has changed. */
  changed(): void;
  problem(problem: PlayerProblem, reason: string): void;
  help(): void;
}

/** Seconds of an arrow key, and of `j` and `l`: the clips are short. */
const near = 1;
const far = 5;

/** One clip, played. Made anew for each file. */
export class Player {
  readonly element: HTMLElement;
  private readonly video: CountingVideo;
  private readonly controls: Controls;
  private readonly meter = new FrameRateMeter();
  private readonly screen: FullScreen;
  /** Muted by the browser's rule on sound without a click, not by the user. */
  private mutedByRule = false;
  private played = 0;
  private lastTime = 0;
  private wantsPaused: boolean;
  private closed = false;

  constructor(
    private readonly clip: ClipView,
    url: string,
    private readonly start: Playback,
    private readonly aac: () => boolean | undefined,
    private readonly events: PlayerEvents,
  ) {
    this.wantsPaused = start.paused;
    this.video = el('video', { preload: 'metadata', playsinline: true, tabindex: -1, 'aria-label': clip.label });
    this.controls = new Controls({
      run: (command) => this.run(command),
      seek: (seconds) => this.seek(seconds),
      rate: (rate) => (this.video.playbackRate = rate),
      volume: (volume) => this.setVolume(volume),
    });
    this.element = el('div', { class: 'player' }, el('div', { class: 'frame' }, this.video), this.controls.element);
    this.screen = new FullScreen(this.element, () => this.show());
    this.video.volume = start.volume;
    this.video.muted = start.muted;
    this.video.loop = start.loop;
    this.video.defaultPlaybackRate = start.rate;
    this.video.playbackRate = start.rate;
    this.listen();
    this.video.src = url;
    this.show();
  }

  /** Where the player stands, to be gone on with after a reload. */
  get playback(): Omit<Playback, 'variant' | 'index'> {
    const { currentTime, volume, muted, playbackRate, loop, ended } = this.video;
    return {
      time: ended ? 0 : currentTime || (this.video.readyState === 0 ? this.start.time : 0),
      volume,
      muted: muted && !this.mutedByRule,
      rate: playbackRate,
      loop,
      paused: this.wantsPaused || ended,
    };
  }

  run(command: PlayerCommand): void {
    const { video } = this;
    switch (command) {
      case 'toggle':
        return video.paused ? this.play() : this.pause();
      case 'back':
        return this.seek(video.currentTime - near);
      case 'forward':
        return this.seek(video.currentTime + near);
      case 'backFar':
        return this.seek(video.currentTime - far);
      case 'forwardFar':
        return this.seek(video.currentTime + far);
      case 'start':
        return this.seek(0);
      case 'end':
        return this.seek(video.duration);
      case 'previousFrame':
        return this.step(-1);
      case 'nextFrame':
        return this.step(1);
      case 'slower':
      case 'faster':
        return this.shiftRate(command === 'faster' ? 1 : -1);
      case 'mute':
        this.mutedByRule = false;
        if (video.muted && video.volume === 0) video.volume = 1;
        video.muted = !video.muted;
        return;
      case 'loop':
        video.loop = !video.loop;
        this.show();
        return this.events.changed();
      case 'fullScreen':
        return this.screen.toggle();
      case 'help':
        return this.events.help();
    }
  }

  /** Looks again whether the sound can be heard; called when the probe of AAC has its answer. */
  checkSound(): void {
    const { clip, played, video } = this;
    const decodedBytes = video.webkitAudioDecodedByteCount;
    if (isSoundMissing({ codec: clip.sound, aac: this.aac(), played, decodedBytes })) {
      this.events.problem('noSound', clip.sound ?? '');
    }
  }

  dispose(): void {
    this.closed = true;
    this.screen.dispose();
    this.video.removeAttribute('src');
    this.video.load();
  }

  private listen(): void {
    const { video } = this;
    const on = (names: string, listener: () => void) => {
      for (const name of names.split(' ')) video.addEventListener(name, () => !this.closed && listener());
    };
    on('loadedmetadata', () => {
      if (this.start.time > 0 && this.start.time < video.duration) video.currentTime = this.start.time;
      this.checkSound();
      if (!this.start.paused) this.autoplay();
    });
    on('loadeddata', () => {
      // A picture that cannot be decoded raises no error: the sound plays, and the picture has no size.
      if (video.videoWidth > 0) return;
      this.pause();
      this.events.problem('noPicture', `${this.clip.label}: no picture`);
    });
    on('error', () => this.events.problem('unplayable', video.error?.message || `code ${video.error?.code ?? 0}`));
    on('timeupdate', () => {
      const passed = video.currentTime - this.lastTime;
      this.lastTime = video.currentTime;
      if (!video.paused && passed > 0 && passed < 2) this.played += passed / video.playbackRate;
      if (this.played >= 0.5) this.checkSound();
    });
    on('play', () => this.tick());
    on('play pause seeked ended volumechange ratechange durationchange loadedmetadata', () => this.show());
    on('pause seeked ended volumechange ratechange timeupdate', () => this.events.changed());
    video.addEventListener('click', () => this.run('toggle'));
    video.addEventListener('dblclick', () => this.run('fullScreen'));
    this.measure();
  }

  private measure(): void {
    this.video.requestVideoFrameCallback((_now, { mediaTime }) => {
      if (this.closed) return;
      this.meter.add(mediaTime);
      this.measure();
    });
  }

  /** Browsers refuse sound that nobody asked for with a click: then it starts muted. */
  private autoplay(): void {
    if (document.body.classList.contains('vscode-reduce-motion')) return;
    this.video.play().catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError' || this.closed) return;
      this.mutedByRule = true;
      this.video.muted = true;
      this.video.play().catch(() => this.show());
    });
  }

  private play(): void {
    this.wantsPaused = false;
    // A refusal leaves the player paused, which the bar shows; a broken file raises `error`.
    this.video.play().catch(() => this.show());
  }

  private pause(): void {
    this.wantsPaused = true;
    this.video.pause();
  }

  private seek(seconds: number): void {
    const { duration } = this.video;
    if (!Number.isFinite(duration)) return;
    this.video.currentTime = Math.min(duration, Math.max(0, seconds));
    this.show();
  }

  private step(frames: number): void {
    const { video } = this;
    if (!Number.isFinite(video.duration)) return;
    this.pause();
    const fps = this.clip.fps ?? this.meter.fps ?? assumedFps;
    this.seek(frameTime(video.currentTime, frames, fps, video.duration));
  }

  private shiftRate(by: number): void {
    const at = rates.findIndex((rate) => rate === this.video.playbackRate);
    this.video.playbackRate = rates[Math.min(rates.length - 1, Math.max(0, at + by))] ?? 1;
  }

  private setVolume(volume: number): void {
    this.mutedByRule = false;
    this.video.volume = volume;
    this.video.muted = volume === 0;
  }

  /** Keeps the position bar moving; the browser stops this where the page is not visible. */
  private tick(): void {
    this.show();
    if (!this.video.paused && !this.closed) requestAnimationFrame(() => this.tick());
  }

  private show(): void {
    const { currentTime, duration, paused, muted, volume, playbackRate, loop } = this.video;
    this.controls.show({
      time: currentTime,
      duration: Number.isFinite(duration) ? duration : 0,
      paused,
      muted,
      volume,
      rate: playbackRate,
      loop,
      full: this.screen.active,
    });
  }
}
