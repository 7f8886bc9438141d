import type { WhichFrame } from '../shared/messages';
import { backdrops, type Playback } from '../shared/playback';
import type { ClipFile } from '../shared/view';
import { Controls } from './controls';
import { el } from './dom';
import { FullScreen } from './fullScreen';
import type { PlayerCommand } from './keys';
import { Reel, type ReelEvents } from './reel';
import type { Still } from './still';
import { Viewport } from './viewport';

export type PlayerEvents = Pick<ReelEvents, 'changed' | 'shown' | 'header' | 'stripMade' | 'problem'> & {
  /** A command that is not about this clip alone. */
  pass(command: PlayerCommand): void;
};

/** Seconds of an arrow key, and of `j` and `l`: the clips are short. */
const near = 1;
const far = 5;
const volumeStep = 0.1;

/** One clip with its controls. Made anew for each file. */
export class Player {
  readonly element: HTMLElement;
  private readonly reel: Reel;
  private readonly viewport: Viewport;
  private readonly controls: Controls;
  private readonly screen: FullScreen;

  constructor(
    label: string,
    file: ClipFile,
    start: Playback,
    aac: () => boolean | undefined,
    private readonly events: PlayerEvents,
  ) {
    this.controls = new Controls({
      run: (command) => this.run(command),
      seek: (seconds) => this.reel.seek(seconds),
      rate: (rate) => (this.reel.video.playbackRate = rate),
      volume: (volume) => this.reel.setVolume(volume),
    });
    this.reel = new Reel(label, file, start, aac, {
      ...events,
      moved: () => this.show(),
      sized: () => this.viewport.fit(),
      strip: (strip) => (this.controls.timeline.pictures = strip),
    });
    const { reel } = this;
    this.viewport = new Viewport(reel.video, () => ({
      width: reel.video.videoWidth,
      height: reel.video.videoHeight,
    }));
    this.viewport.backdrop = start.backdrop;
    this.viewport.actualSize = start.actualSize;
    this.viewport.element.addEventListener('click', () => this.viewport.wasDragged || this.run('toggle'));
    this.viewport.element.addEventListener('dblclick', () => this.run('fullScreen'));
    this.element = el('div', { class: 'player' }, this.viewport.element, this.controls.element);
    this.screen = new FullScreen(this.element, () => this.show());
    this.show();
  }

  /** Where the player stands, to be gone on with after a reload. */
  get playback(): Omit<Playback, 'variant' | 'index'> {
    const { actualSize, backdrop } = this.viewport;
    return { ...this.reel.playback, actualSize, backdrop };
  }

  run(command: PlayerCommand): void {
    const { reel, viewport } = this;
    const { currentTime, paused } = reel.video;
    switch (command) {
      case 'toggle':
        return paused ? reel.play() : reel.pause();
      case 'back':
      case 'forward':
        return reel.seek(currentTime + (command === 'back' ? -near : near));
      case 'backFar':
      case 'forwardFar':
        return reel.seek(currentTime + (command === 'backFar' ? -far : far));
      case 'start':
      case 'end':
        return reel.seek(command === 'start' ? 0 : reel.duration);
      case 'previousFrame':
      case 'nextFrame':
        return reel.step(command === 'previousFrame' ? -1 : 1);
      case 'slower':
      case 'faster':
        return reel.shiftRate(command === 'faster' ? 1 : -1);
      case 'mute':
        return reel.toggleSound();
      case 'softer':
      case 'louder':
        return reel.setVolume(
          (reel.video.muted ? 0 : reel.video.volume) + (command === 'louder' ? volumeStep : -volumeStep),
        );
      case 'loop':
        reel.loop = !reel.loop;
        return this.changed();
      case 'markFrom':
      case 'markTo':
        reel.mark(command === 'markFrom' ? 'from' : 'to');
        return this.changed();
      case 'clearMarks':
        reel.part = {};
        return this.changed();
      case 'actualSize':
        viewport.actualSize = !viewport.actualSize;
        return this.changed();
      case 'panLeft':
      case 'panRight':
        return viewport.pan(command === 'panLeft' ? -1 : 1, 0);
      case 'panUp':
      case 'panDown':
        return viewport.pan(0, command === 'panUp' ? -1 : 1);
      case 'backdrop':
        viewport.backdrop = backdrops[(backdrops.indexOf(viewport.backdrop) + 1) % backdrops.length] ?? 'editor';
        return this.changed();
      case 'fullScreen':
        return this.screen.toggle();
      case 'saveFrame':
      case 'copyFrame':
      case 'continueFromFrame':
      case 'previousOutput':
      case 'nextOutput':
      case 'help':
        return this.events.pass(command);
    }
  }

  /** The frame that is shown, where the player then stands, or the last one. @throws NoPicture, Error */
  still(which: WhichFrame): Promise<Still> {
    return this.reel.still(which);
  }

  checkSound(): void {
    this.reel.checkSound();
  }

  dispose(): void {
    this.screen.dispose();
    this.viewport.dispose();
    this.reel.dispose();
  }

  private changed(): void {
    this.show();
    this.events.changed();
  }

  private show(): void {
    const { video, duration, frame, loop, part } = this.reel;
    const { currentTime: time, paused, muted, volume, playbackRate: rate } = video;
    const { actualSize, backdrop } = this.viewport;
    const full = this.screen.active;
    this.controls.show({ time, duration, frame, paused, muted, volume, rate, loop, part, actualSize, backdrop, full });
  }
}
