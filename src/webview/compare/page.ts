import {
  type ClipKey,
  type ComparedClip,
  type ComparisonState,
  type ComparisonView,
  fewest,
  type Layout,
} from '../../shared/comparison';
import { defaultPlayback } from '../../shared/playback';
import { bind } from '../commands';
import { Controls } from '../controls';
import { el } from '../dom';
import { FullScreen } from '../fullScreen';
import { Help } from '../help';
import { send } from '../host';
import { ofPage, type Playable, playing } from '../playing';
import { listenToKeys } from '../press';
import { Arrangement } from './arrangement';
import { AudioChoice } from './audioChoice';
import { Bar } from './bar';
import { onFrame } from './browser';
import { comparing, type SeveralClips } from './commands';
import { isStill, Overlay } from './overlay';
import { Pane, type PaneCommand } from './pane';
import { Panes } from './panes';
import { Pictures } from './pictures';
import { SyncController } from './syncController';

const fresh = (): ComparisonState => {
  const { variant, index, ...playback } = defaultPlayback;
  const shared = { ...playback, loop: true, paused: isStill() };
  return { ...shared, clips: [], layout: 'side', pair: [0, 1], divider: 0.5, heard: undefined };
};

/** The page with several clips: one clock and one set of controls for all. */
export class ComparisonPage implements Playable, SeveralClips {
  readonly tape = new SyncController(() => this.#moved(), onFrame);
  readonly sound: AudioChoice;
  readonly view: Pictures;
  readonly screen: FullScreen;
  readonly commands = {
    ...bind(comparing, () => this),
    ...bind(playing, () => this),
    ...bind(ofPage, () => this),
  };
  readonly help: Help = new Help(this.commands);
  readonly #arrangement: Arrangement;
  readonly #overlay = new Overlay(() => this.#render());
  readonly #seats = new Panes((clip) => this.#seat(clip), this.#overlay.divider);
  readonly #announcer = el('div', { class: 'announcer', role: 'status', 'aria-live': 'polite' });
  readonly #controls: Controls;
  readonly #bar: Bar;
  readonly #paused: boolean;
  #started = false;

  readonly #remember: (state: ComparisonState) => void;
  readonly #onShown: () => void;

  /** @param onShown called when a clip can be seen, and there is time to find out what can be heard */
  constructor(
    root: HTMLElement,
    saved: ComparisonState | undefined,
    remember: (state: ComparisonState) => void,
    onShown: () => void,
  ) {
    this.#remember = remember;
    this.#onShown = onShown;
    const state = saved ?? fresh();
    const { from, to, loop, rate, time, divider, paused } = state;
    this.#paused = paused;
    this.sound = new AudioChoice(state, () => this.#render());
    this.view = new Pictures(state, () => this.#seats.viewports);
    this.#arrangement = new Arrangement(state);
    this.#controls = new Controls(this, (command) => this.#run(command));
    this.#bar = new Bar({
      lay: (layout) => this.lay(layout),
      pair: (pair) => {
        this.#arrangement.choose(pair);
        this.#render();
      },
      alternate: () => (this.#overlay.alternates = !this.#overlay.alternates),
      run: (command) => this.#run(command),
    });
    const main = el('main', { class: 'player comparison' });
    main.append(this.#bar.element, this.#seats.element, this.#controls.element);
    this.screen = new FullScreen(main, () => this.#render());
    this.#overlay.at = divider;
    this.tape.part = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    Object.assign(this.tape, { loop, rate });
    this.tape.seek(time);
    root.replaceChildren(main, this.#announcer, this.help.element);
    listenToKeys(this.commands, this.help, (command) => this.#run(command));
  }

  show({ clips }: ComparisonView): void {
    const { sound } = this;
    const isFirst = this.#seats.clips.length === 0;
    const now = this.#seats.take(clips);
    // The sound stays with its clip.
    if (!isFirst && sound.heard !== undefined) sound.heard = now(sound.heard);
    this.#arrangement.follow(clips.length, now);
    this.#render();
    if (this.#started) return;
    this.#started = true;
    if (!this.#paused) this.tape.play();
  }

  get layout(): Layout {
    return this.#arrangement.layout;
  }

  lay(layout: Layout): void {
    this.#arrangement.lay(layout);
    this.#render();
  }

  swapSeen(): void {
    this.#overlay.swap();
    this.#announcer.textContent = this.#names[this.#arrangement.pair[this.#overlay.seen]!] ?? '';
  }

  hearNext(): void {
    this.sound.hearNext(this.#seats.places.length);
  }

  showDifferences(): void {
    send({ type: 'differences', clips: this.#asked.map(keyOf) });
  }

  #run(command: keyof ComparisonPage['commands']): boolean {
    const done = this.commands[command].run();
    if (done) this.#render();
    return done;
  }

  #seat(clip: ComparedClip): Pane {
    const key = keyOf(clip);
    const place: Pane = new Pane({
      run: (command) => this.#runIn(place, command, key),
      act: (action) => send({ type: 'action', action, clip: key }),
      pressed: (times) => this.#run(times === 1 ? 'toggle' : 'fullScreen'),
      panned: () => this.view.follow(place.viewport),
      clipsChanged: () => this.#updateClips(),
      shown: () => this.#onShown(),
      joined: (player) => this.tape.joined(player),
      framed: (player, time, at) => this.tape.saw(player, time, at),
      header: (version, header) => send({ type: 'header', version, header }),
      problem: (version, problem, reason) => send({ type: 'problem', version, problem, reason }),
    });
    return place;
  }

  #runIn(place: Pane, command: PaneCommand, clip: ClipKey): void {
    if (command !== 'hear') return send({ type: command, clip });
    const at = this.#seats.places.indexOf(place);
    this.sound.hear(this.sound.heard === at ? undefined : at);
  }

  /** The clips that are seen. */
  get #asked(): ComparedClip[] {
    return this.#seats.clips.filter((_clip, at) => this.#arrangement.shows(at));
  }

  get #names(): string[] {
    return this.#seats.clips.map(({ name }, at) => `${at + 1}. ${name}`);
  }

  /** Only what is seen is played. */
  #updateClips(): void {
    const seen = this.#seats.places.filter((_place, at) => this.#arrangement.shows(at));
    this.tape.clips = seen.flatMap(({ player }) => player ?? []);
  }

  #render(): void {
    const seats = this.#seats;
    const overlay = this.#overlay;
    const arrangement = this.#arrangement;
    const names = this.#names;
    const { sound } = this;
    const { layout, pair } = arrangement;
    const { clips, element: grid } = seats;
    seats.places.forEach((place, at) => {
      const removable = clips.length > fewest;
      place.show({ clip: clips[at]!, number: at + 1, heard: sound.heard === at, volume: sound.volume, removable });
      const side = arrangement.sideOf(at);
      place.element.hidden = !arrangement.shows(at);
      place.element.classList.toggle('second', side === 1);
      place.element.classList.toggle('unseen', layout === 'blink' && side === 1 - overlay.seen);
    });
    this.view.show();
    overlay.show(layout, [names[pair[0]] ?? '', names[pair[1]] ?? '']);
    grid.dataset['layout'] = layout;
    grid.dataset['count'] = String(clips.length);
    grid.style.setProperty('--at', String(overlay.at));
    const differ = new Set(this.#asked.map(({ key }) => key)).size > 1;
    this.#bar.show({ layout, names, pair, alternates: overlay.alternates, differ });
    this.#updateClips();
    this.#moved();
  }

  #moved(): void {
    const controls = this.#controls;
    const seats = this.#seats;
    const { tape } = this;
    controls.show();
    controls.timeline.pictures = seats.places.find(({ player }) => player && player === tape.leader)?.strip;
    for (const place of seats.places) if (place.player) place.isOver = tape.isOver(place.player);
    const { moments, together, worst } = tape.tally;
    // For who measures it.
    Object.assign(seats.element.dataset, { moments, together, worst: worst.toFixed(2) });
    this.#store();
  }

  #store(): void {
    const clips = this.#seats.clips.map(keyOf);
    if (clips.length === 0) return;
    const { time, paused, rate, loop, part } = this.tape;
    const { heard, muted, volume } = this.sound;
    const { actualSize, backdrop } = this.view;
    const { layout, pair } = this.#arrangement;
    const divider = this.#overlay.at;
    this.#remember({
      clips,
      time,
      paused,
      rate,
      loop,
      ...part,
      heard,
      muted,
      volume,
      actualSize,
      backdrop,
      layout,
      pair,
      divider,
    });
  }
}

const keyOf = ({ key, index }: ClipKey): ClipKey => ({ key, index });
