import type { WhichFrame } from '../shared/messages';
import type { Playback } from '../shared/playback';
import type { ClipFile } from '../shared/view';
import { ClipPlayer, type ClipPlayerEvents } from './clipPlayer';
import { Controls } from './controls';
import { el } from './dom';
import { FullScreen } from './fullScreen';
import type { Playable, PlayCommand } from './playing';
import type { Still } from './still';
import { Viewport } from './viewport';

type PlayerEvents = Pick<ClipPlayerEvents, 'changed' | 'shown' | 'header' | 'stripMade' | 'problem'> & {
  run(command: PlayCommand): void;
};

/** One clip with its controls. A new one is created for each file. */
export class Player implements Playable {
  readonly element: HTMLElement;
  readonly tape: ClipPlayer;
  readonly view: Viewport;
  readonly screen: FullScreen;
  readonly #controls: Controls;

  readonly #events: PlayerEvents;

  constructor(label: string, file: ClipFile, start: Playback, aac: () => boolean | undefined, events: PlayerEvents) {
    this.#events = events;
    this.#controls = new Controls(this, (command) => events.run(command));
    this.tape = new ClipPlayer(label, file, start, aac, {
      ...events,
      moved: () => this.#show(),
      sized: () => this.view.fit(),
      strip: (strip) => (this.#controls.timeline.pictures = strip),
    });
    const { tape } = this;
    this.view = new Viewport(tape.video, () => ({ width: tape.video.videoWidth, height: tape.video.videoHeight }));
    this.view.backdrop = start.backdrop;
    this.view.actualSize = start.actualSize;
    this.view.element.addEventListener('click', () => this.view.wasDragged || events.run('toggle'));
    this.view.element.addEventListener('dblclick', () => events.run('fullScreen'));
    this.element = el('div', { class: 'player' }, this.view.element, this.#controls.element);
    this.screen = new FullScreen(this.element, () => this.#show());
    this.#show();
  }

  get sound(): ClipPlayer {
    return this.tape;
  }

  /** State of the player, for restoring it after a reload. */
  get playback(): Omit<Playback, 'variant' | 'index'> {
    const { actualSize, backdrop } = this.view;
    return { ...this.tape.playback, actualSize, backdrop };
  }

  /** Reports a change that the clip itself raises no event for. */
  changed(): void {
    this.#show();
    this.#events.changed();
  }

  /** Captures the frame on screen, at which the player then stops, or the last one. @throws NoPicture, Error */
  still(which: WhichFrame): Promise<Still> {
    return this.tape.still(which);
  }

  /** Switches to another file of the same clip. */
  replace(file: ClipFile): void {
    this.tape.replace(file);
  }

  checkSound(): void {
    this.tape.checkSound();
  }

  dispose(): void {
    this.screen.dispose();
    this.view.dispose();
    this.tape.dispose();
  }

  #show(): void {
    this.#controls.show();
  }
}
