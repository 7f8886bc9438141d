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
  #pace = 1;
  #gatheringSince = 0;
  readonly #gauges = new Map<SyncedClip, DriftMeter>();
  #voices: readonly SyncedClip[] = [];
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
  set cast(voices: readonly SyncedClip[]) {
    const same = voices.length === this.#voices.length && voices.every((voice) => this.#voices.includes(voice));
    if (same) return;
    const time = this.time;
    for (const voice of this.#voices) if (!voices.includes(voice)) voice.pause();
    this.#voices = voices;
    this.#at = Math.min(time, this.duration || time);
    if (this.paused) this.#place();
    else this.#gather();
  }

  get paused(): boolean {
    return this.#state === 'standing';
  }

  get duration(): number {
    return Math.max(0, ...this.#voices.map(({ duration }) => duration));
  }

  get time(): number {
    const leader = this.leader;
    return this.#state === 'playing' && leader ? leader.video.currentTime : this.#at;
  }

  /** Highest frame rate of all clips: the step size, so that no frame is skipped. */
  get fps(): number | undefined {
    const rates = this.#voices.map(({ fps }) => fps).filter((fps) => fps !== undefined);
    return rates.length > 0 ? Math.max(...rates) : undefined;
  }

  get frame(): { at: number; of: number } | undefined {
    return frameAt(this.time, this.fps, this.duration);
  }

  get rate(): number {
    return this.#pace;
  }

  set rate(rate: number) {
    this.#pace = rate;
    for (const voice of this.#voices) voice.video.playbackRate = rate;
    for (const gauge of this.#gauges.values()) gauge.restart();
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
    for (const voice of this.#voices) voice.pause();
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
  joined(voice: SyncedClip): void {
    voice.video.playbackRate = this.#pace;
    this.#gauges.get(voice)?.restart();
    if (this.paused) this.#place();
    this.#moved();
  }

  /** Records a presented frame. @param time in the clip, in seconds @param at `performance.now()` */
  saw(voice: SyncedClip, time: number, at: number): void {
    if (this.#state === 'playing') this.#gauge(voice).add(time, at, this.#pace);
  }

  dispose(): void {
    this.#voices = [];
    this.#state = 'standing';
    this.#cancel();
  }

  /** The longest playable clip. */
  get leader(): SyncedClip | undefined {
    return this.#voices.find((voice) => voice.duration > 0 && voice.duration === this.duration && !voice.video.error);
  }

  #gauge(voice: SyncedClip): DriftMeter {
    const found = this.#gauges.get(voice) ?? new DriftMeter();
    this.#gauges.set(voice, found);
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
    for (const voice of this.#voices) {
      if (voice.duration > 0 && Math.abs(voice.video.currentTime - this.#target(voice)) > near) {
        voice.seek(this.#target(voice));
      }
    }
    this.#moved();
  }

  /** Seeks all clips to the same time, to start together. */
  #gather(): void {
    this.#state = 'gathering';
    this.#gatheringSince = performance.now();
    for (const voice of this.#voices) voice.pause();
    this.#gauges.clear();
    this.#place();
    this.#schedule();
  }

  #isReady(voice: SyncedClip): boolean {
    const { currentTime, seeking, readyState, error } = voice.video;
    if (error) return true;
    const there = voice.duration > 0 && Math.abs(currentTime - this.#target(voice)) <= near;
    return voice.settled && there && !seeking && readyState >= 2;
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
    const ready = this.#voices.map((voice) => this.#isReady(voice));
    const waited = performance.now() - this.#gatheringSince;
    if (ready.includes(false) && (waited < patience || !ready.includes(true))) return this.#place();
    if (!this.leader) return this.pause();
    this.#state = 'playing';
    for (const voice of this.#voices) {
      voice.video.playbackRate = this.#pace;
      if (this.#goesOn(voice, this.#at)) voice.play();
    }
  }

  #steer(): void {
    const leader = this.leader;
    if (!leader) return this.pause();
    const time = leader.video.currentTime;
    const back = this.loop ? wrapped(this.part, time) : undefined;
    if (back !== undefined) return this.seek(back);
    if (leader.video.paused) return this.#halt(time);
    for (const voice of this.#voices) {
      if (voice !== leader && !voice.video.seeking) this.#keep(voice, leader, time);
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

  #keep(voice: SyncedClip, leader: SyncedClip, time: number): void {
    if (!this.#goesOn(voice, time)) return;
    const { video } = voice;
    const ahead = this.#gauge(voice).ahead(this.#gauge(leader));
    if (video.paused || (ahead !== undefined && Math.abs(ahead) > far)) {
      // A clip that has just reached its own end is over; one that was late joins in.
      if (video.paused && video.currentTime >= voice.duration - near) return;
      voice.seek(time + lead * this.#pace);
      this.#gauge(voice).restart();
      voice.play();
    }
    const pace = this.#pace * pull(ahead ?? 0);
    if (Math.abs(video.playbackRate - pace) > near) video.playbackRate = pace;
  }

  #count(): void {
    const on = this.#voices.filter(
      (voice) => this.#goesOn(voice, this.time) && this.#gauges.get(voice)?.shown !== undefined,
    );
    if (on.length < 2) return;
    const times = on.map((voice) => this.#gauge(voice).shown!);
    const frames = (Math.max(...times) - Math.min(...times)) * Math.min(...on.map(({ fps }) => fps ?? assumedFps));
    this.tally.moments++;
    if (frames <= 1 + 0.01) this.tally.together++;
    this.tally.worst = Math.max(this.tally.worst, frames);
  }
}
