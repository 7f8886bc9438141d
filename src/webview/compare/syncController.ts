import { assumedFps, frameAt, frameTime } from '../frames';
import { type Part, wrapped } from '../part';
import type { PlaybackControl } from '../playing';
import { DriftMeter, pull } from './driftMeter';

/** Parts of a clip that the controller needs; a `ClipPlayer` has them. */
export interface SyncedClip {
  readonly video: {
    currentTime: number;
    playbackRate: number;
    readonly paused: boolean;
    readonly seeking: boolean;
    readonly readyState: number;
    readonly error: object | null;
  };
  /** In seconds; 0 while unknown. */
  readonly duration: number;
  readonly fps: number | undefined;
  readonly settled: boolean;
  play(): void;
  pause(): void;
  seek(seconds: number): void;
}

/** Seconds of difference beyond which a clip seeks instead of changing its speed. */
const far = 0.3;
/** Seconds added to a seek during playback, for the time it takes. */
const lead = 0.1;
/** Longest wait for clips before a synchronised start, in ms; later ones join during playback. */
const patience = 4000;
const near = 1e-3;

/** Statistics on how well the clips stayed in sync. */
interface Tally {
  moments: number;
  /** Number of samples in which all clips were within one frame of each other. */
  together: number;
  /** Largest difference between two clips, in frames of the one with the lowest frame rate. */
  worst: number;
}

/**
 * Plays several clips as one. The longest one leads and defines the timeline; a shorter one holds its last frame until
 * the longest has ended. They start together, and a clip ahead or behind is slightly slowed down or sped up.
 */
export class SyncController implements PlaybackControl {
  loop = true;
  part: Part = {};
  readonly tally: Tally = { moments: 0, together: 0, worst: 0 };
  #state: 'standing' | 'gathering' | 'playing' = 'standing';
  /** Common time while paused, in seconds. */
  #at = 0;
  #rate = 1;
  #gatheringSince = 0;
  readonly #driftMeters = new Map<SyncedClip, DriftMeter>();
  #clips: readonly SyncedClip[] = [];
  #cancel = (): void => {};

  readonly #moved: () => void;
  readonly #onFrame: (call: () => void) => () => void;

  /**
   * @param moved called after each change, many times per second during playback
   * @param onFrame runs a callback at the next repaint; returns a function that cancels it
   */
  constructor(moved: () => void, onFrame: (call: () => void) => () => void) {
    this.#moved = moved;
    this.#onFrame = onFrame;
  }

  /** Sets the clips to play; all others pause. */
  set clips(clips: readonly SyncedClip[]) {
    const same = clips.length === this.#clips.length && clips.every((clip) => this.#clips.includes(clip));
    if (same) return;
    const time = this.time;
    for (const clip of this.#clips) if (!clips.includes(clip)) clip.pause();
    this.#clips = clips;
    this.#at = Math.min(time, this.duration || time);
    if (this.paused) this.#place();
    else this.#gather();
  }

  get paused(): boolean {
    return this.#state === 'standing';
  }

  get duration(): number {
    return Math.max(0, ...this.#clips.map(({ duration }) => duration));
  }

  get time(): number {
    const leader = this.leader;
    return this.#state === 'playing' && leader ? leader.video.currentTime : this.#at;
  }

  /** Highest frame rate of all clips: the step size, so that no frame is skipped. */
  get fps(): number | undefined {
    const rates = this.#clips.map(({ fps }) => fps).filter((fps) => fps !== undefined);
    return rates.length > 0 ? Math.max(...rates) : undefined;
  }

  get frame(): { at: number; of: number } | undefined {
    return frameAt(this.time, this.fps, this.duration);
  }

  get rate(): number {
    return this.#rate;
  }

  set rate(rate: number) {
    this.#rate = rate;
    for (const clip of this.#clips) clip.video.playbackRate = rate;
    for (const meter of this.#driftMeters.values()) meter.restart();
    this.#moved();
  }

  /** Returns true if a clip holds its last frame because others are longer. */
  isOver({ duration }: SyncedClip): boolean {
    return duration > 0 && duration < this.duration - near && this.time >= duration;
  }

  play(): void {
    const from = this.duration > 0 && this.#at >= this.duration - near ? (this.part.from ?? 0) : this.#at;
    this.#at = (this.loop ? wrapped(this.part, from) : undefined) ?? from;
    this.#gather();
  }

  pause(): void {
    if (this.paused) return;
    this.#at = this.time;
    this.#state = 'standing';
    for (const clip of this.#clips) clip.pause();
    this.#place();
  }

  seek(seconds: number): void {
    this.#at = Math.min(this.duration || seconds, Math.max(0, seconds));
    if (this.paused) this.#place();
    else this.#gather();
  }

  step(frames: number): void {
    this.pause();
    this.seek(frameTime(this.#at, frames, this.fps ?? assumedFps, this.duration));
  }

  /** Call it when the duration of a clip is known: sets its rate and, while paused, its time. */
  joined(clip: SyncedClip): void {
    clip.video.playbackRate = this.#rate;
    this.#driftMeters.get(clip)?.restart();
    if (this.paused) this.#place();
    this.#moved();
  }

  /** Records a presented frame. @param time in the clip, in seconds @param at `performance.now()` */
  saw(clip: SyncedClip, time: number, at: number): void {
    if (this.#state === 'playing') this.#meter(clip).add(time, at, this.#rate);
  }

  dispose(): void {
    this.#clips = [];
    this.#state = 'standing';
    this.#cancel();
  }

  /** The longest playable clip. */
  get leader(): SyncedClip | undefined {
    return this.#clips.find((clip) => clip.duration > 0 && clip.duration === this.duration && !clip.video.error);
  }

  #meter(clip: SyncedClip): DriftMeter {
    const found = this.#driftMeters.get(clip) ?? new DriftMeter();
    this.#driftMeters.set(clip, found);
    return found;
  }

  #target({ duration }: SyncedClip): number {
    return Math.min(this.#at, duration);
  }

  /** Returns true if the clip has no error and is not over at that time. */
  #goesOn({ duration, video }: SyncedClip, time: number): boolean {
    return duration > 0 && !video.error && time < duration - near;
  }

  #place(): void {
    for (const clip of this.#clips) {
      if (clip.duration > 0 && Math.abs(clip.video.currentTime - this.#target(clip)) > near) {
        clip.seek(this.#target(clip));
      }
    }
    this.#moved();
  }

  /** Seeks all clips to the same time, to start together. */
  #gather(): void {
    this.#state = 'gathering';
    this.#gatheringSince = performance.now();
    for (const clip of this.#clips) clip.pause();
    this.#driftMeters.clear();
    this.#place();
    this.#schedule();
  }

  #isReady(clip: SyncedClip): boolean {
    const { currentTime, seeking, readyState, error } = clip.video;
    if (error) return true;
    const there = clip.duration > 0 && Math.abs(currentTime - this.#target(clip)) <= near;
    return clip.settled && there && !seeking && readyState >= 2;
  }

  #schedule(): void {
    this.#cancel();
    this.#cancel = this.#onFrame(() => this.#tick());
  }

  #tick(): void {
    if (this.#state === 'gathering') this.#start();
    else if (this.#state === 'playing') this.#steer();
    if (this.#state !== 'standing') this.#schedule();
    this.#moved();
  }

  #start(): void {
    const ready = this.#clips.map((clip) => this.#isReady(clip));
    const waited = performance.now() - this.#gatheringSince;
    if (ready.includes(false) && (waited < patience || !ready.includes(true))) return this.#place();
    if (!this.leader) return this.pause();
    this.#state = 'playing';
    for (const clip of this.#clips) {
      clip.video.playbackRate = this.#rate;
      if (this.#goesOn(clip, this.#at)) clip.play();
    }
  }

  #steer(): void {
    const leader = this.leader;
    if (!leader) return this.pause();
    const time = leader.video.currentTime;
    const back = this.loop ? wrapped(this.part, time) : undefined;
    if (back !== undefined) return this.seek(back);
    if (leader.video.paused) return this.#halt(time);
    for (const clip of this.#clips) {
      if (clip !== leader && !clip.video.seeking) this.#keep(clip, leader, time);
    }
    this.#count();
  }

  /** Handles the leader's stop: at its end, or because the browser blocked playback. */
  #halt(time: number): void {
    this.#at = time;
    const ended = time >= this.duration - near;
    if (ended && this.loop) return this.seek(this.part.from ?? 0);
    this.pause();
  }

  #keep(clip: SyncedClip, leader: SyncedClip, time: number): void {
    if (!this.#goesOn(clip, time)) return;
    const { video } = clip;
    const ahead = this.#meter(clip).ahead(this.#meter(leader));
    if (video.paused || (ahead !== undefined && Math.abs(ahead) > far)) {
      // A clip that has just reached its own end is over; one that was late joins in.
      if (video.paused && video.currentTime >= clip.duration - near) return;
      clip.seek(time + lead * this.#rate);
      this.#meter(clip).restart();
      clip.play();
    }
    const pace = this.#rate * pull(ahead ?? 0);
    if (Math.abs(video.playbackRate - pace) > near) video.playbackRate = pace;
  }

  #count(): void {
    const on = this.#clips.filter(
      (clip) => this.#goesOn(clip, this.time) && this.#driftMeters.get(clip)?.shown !== undefined,
    );
    if (on.length < 2) return;
    const times = on.map((clip) => this.#meter(clip).shown!);
    const frames = (Math.max(...times) - Math.min(...times)) * Math.min(...on.map(({ fps }) => fps ?? assumedFps));
    this.tally.moments++;
    if (frames <= 1 + 0.01) this.tally.together++;
    this.tally.worst = Math.max(this.tally.worst, frames);
  }
}
