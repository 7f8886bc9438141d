import {
  fewest,
  isSameClip,
  type ClipKey,
  type ComparedClip,
  type ComparisonState,
  type ComparisonView,
  type Layout,
} from '../../shared/comparison';
import { backdrops, defaultPlayback, rates } from '../../shared/playback';
import { Controls } from '../controls';
import { el } from '../dom';
import { frameAt } from '../frames';
import { FullScreen } from '../fullScreen';
import { Help } from '../help';
import { send } from '../host';
import { isWhole, mark } from '../part';
import { pressOf } from '../press';
import type { Strip } from '../strip';
import { Bar } from './bar';
import { Conductor, type Voice } from './conductor';
import { compareCommandFor, compareHelp, compareKeys, type CompareCommand } from './keys';
import { isStill, Overlay } from './overlay';
import { onFrame, put } from './browser';
import { Place, type PlaceCommand } from './place';

const near = 1;
const distant = 5;
const volumeStep = 0.1;

const fresh = (): ComparisonState => {
  const { variant, index, ...playback } = defaultPlayback;
  const shared = { ...playback, loop: true, paused: isStill() };
  return { ...shared, clips: [], layout: 'side', pair: [0, 1], divider: 0.5, heard: undefined };
};

/** The page with several clips: one clock and one set of controls for all. */
export class ComparisonPage {
  private readonly main = el('main', { class: 'player comparison' });
  private readonly grid = el('div', { class: 'seats' });
  private readonly announcer = el('div', { class: 'announcer', role: 'status', 'aria-live': 'polite' });
  private readonly places: Place[] = [];
  private readonly conductor = new Conductor(() => this.moved(), onFrame);
  private readonly controls: Controls;
  private readonly bar: Bar;
  private readonly overlay = new Overlay(() => this.render());
  private readonly help = new Help(compareHelp(), compareKeys);
  private readonly screen: FullScreen;
  private readonly state: ComparisonState;
  private clips: readonly ComparedClip[] = [];
  private started = false;
  private readonly strips = new WeakMap<Voice, Strip>();

  constructor(
    root: HTMLElement,
    saved: ComparisonState | undefined,
    private readonly remember: (state: ComparisonState) => void,
  ) {
    const state = saved ?? fresh();
    this.state = state;
    this.controls = new Controls({
      run: (command) => void this.run(command),
      seek: (seconds) => this.conductor.seek(seconds),
      rate: (rate) => (this.conductor.rate = rate),
      volume: (volume) => this.setVolume(volume),
    });
    this.bar = new Bar({
      lay: (layout) => this.lay(layout),
      pair: (pair) => this.choose(pair),
      alternate: () => (this.overlay.alternates = !this.overlay.alternates),
      run: (command) => void this.run(command),
    });
    this.screen = new FullScreen(this.main, () => this.render());
    this.main.append(this.bar.element, this.grid, this.controls.element);
    const { from, to, loop, rate, time, divider } = state;
    this.overlay.at = divider;
    this.conductor.part = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    Object.assign(this.conductor, { loop, rate });
    this.conductor.seek(time);
    root.replaceChildren(this.main, this.announcer, this.help.element);
    document.addEventListener('keydown', (event) => {
      if (this.help.element.open && event.key !== '?') return;
      const command = compareCommandFor(pressOf(event));
      if (command && this.run(command)) event.preventDefault();
    });
  }

  show({ clips }: ComparisonView): void {
    this.arrange(clips);
    this.follow(clips);
    this.clips = clips;
    if (clips.length < fewest) this.state.layout = 'side';
    this.render();
    if (this.started) return;
    this.started = true;
    if (!this.state.paused) this.conductor.play();
  }

  /** The sound stays with its clip. The two of a pair are places, as long as no clip goes. */
  private follow(clips: readonly ComparedClip[]): void {
    const { state } = this;
    const now = (at: number | undefined) => {
      const before = at === undefined ? undefined : this.clips[at];
      const place = before ? clips.findIndex((clip) => isSameClip(clip, before)) : -1;
      return place < 0 ? undefined : place;
    };
    if (this.clips.length > 0) {
      state.heard = now(state.heard);
      if (clips.length !== this.clips.length) {
        const [first = 0, second = first === 0 ? 1 : 0] = state.pair.map(now);
        state.pair = [first, second];
      }
    }
    if (Math.max(...state.pair) >= clips.length || state.pair[0] === state.pair[1]) state.pair = [0, 1];
  }

  /** Places follow their clips, so that one that changes its place goes on to play. */
  private arrange(clips: readonly ComparedClip[]): void {
    const before = new Map(this.clips.map((clip, at) => [nameOf(clip), this.places[at]!]));
    const next = clips.map((clip) => {
      const place = before.get(nameOf(clip)) ?? this.seat(clip);
      before.delete(nameOf(clip));
      return place;
    });
    for (const place of before.values()) place.dispose();
    const moved = next.some((place, at) => place !== this.places[at]);
    this.places.splice(0, this.places.length, ...next);
    if (!moved) return;
    for (const { element } of next) put(this.grid, element);
    put(this.grid, this.overlay.divider);
    this.recast();
  }

  private seat({ key, index }: ComparedClip): Place {
    const clip: ClipKey = { key, index };
    const place: Place = new Place({
      run: (command) => this.runIn(place, command, clip),
      act: (action) => send({ type: 'action', action, clip }),
      pressed: (times) => void this.run(times === 1 ? 'toggle' : 'fullScreen'),
      panned: () => this.pan(place),
      recast: () => this.recast(),
      joined: (reel) => this.conductor.joined(reel),
      framed: (reel, time, at) => this.conductor.saw(reel, time, at),
      strip: (strip) => place.reel && this.strips.set(place.reel, strip),
      header: (version, header) => send({ type: 'header', version, header }),
      problem: (version, problem, reason) => send({ type: 'problem', version, problem, reason }),
    });
    return place;
  }

  private runIn(place: Place, command: PlaceCommand, clip: ClipKey): void {
    const at = this.places.indexOf(place);
    if (command === 'hear') return this.hear(this.state.heard === at ? undefined : at);
    send({ type: command, clip });
  }

  private run(command: CompareCommand): boolean {
    const { conductor, state } = this;
    switch (command) {
      case 'toggle':
        if (conductor.paused) conductor.play();
        else conductor.pause();
        break;
      case 'back':
      case 'forward':
        conductor.seek(conductor.time + (command === 'back' ? -near : near));
        break;
      case 'backFar':
      case 'forwardFar':
        conductor.seek(conductor.time + (command === 'backFar' ? -distant : distant));
        break;
      case 'start':
      case 'end':
        conductor.seek(command === 'start' ? 0 : conductor.duration);
        break;
      case 'previousFrame':
      case 'nextFrame':
        conductor.step(command === 'nextFrame' ? 1 : -1);
        break;
      case 'slower':
      case 'faster': {
        const at = rates.findIndex((rate) => rate === conductor.rate) + (command === 'faster' ? 1 : -1);
        conductor.rate = rates[Math.min(rates.length - 1, Math.max(0, at))] ?? 1;
        break;
      }
      case 'mute':
        this.hear(state.heard === undefined ? 0 : undefined);
        break;
      case 'hearNext':
        this.hear(state.heard === undefined ? 0 : state.heard + 1 < this.places.length ? state.heard + 1 : undefined);
        break;
      case 'softer':
      case 'louder':
        this.setVolume(state.volume + (command === 'louder' ? volumeStep : -volumeStep));
        break;
      case 'loop':
        conductor.loop = !conductor.loop;
        break;
      case 'markFrom':
      case 'markTo': {
        const before = isWhole(conductor.part);
        conductor.part = mark(conductor.part, command === 'markFrom' ? 'from' : 'to', conductor.time);
        if (isWhole(conductor.part) && !before) conductor.loop = true;
        break;
      }
      case 'clearMarks':
        conductor.part = {};
        break;
      case 'actualSize':
        state.actualSize = !state.actualSize;
        break;
      case 'panLeft':
      case 'panRight':
        for (const { viewport } of this.places) viewport?.pan(command === 'panLeft' ? -1 : 1, 0);
        return true;
      case 'panUp':
      case 'panDown':
        for (const { viewport } of this.places) viewport?.pan(0, command === 'panUp' ? -1 : 1);
        return true;
      case 'backdrop':
        state.backdrop = backdrops[(backdrops.indexOf(state.backdrop) + 1) % backdrops.length] ?? 'editor';
        break;
      case 'fullScreen':
        this.screen.toggle();
        break;
      case 'help':
        this.help.toggle();
        break;
      case 'wipe':
      case 'blink':
        this.lay(state.layout === command ? 'side' : command);
        break;
      case 'swapSeen':
        if (state.layout !== 'blink') return false;
        this.overlay.swap();
        this.announcer.textContent = this.names[state.pair[this.overlay.seen]!] ?? '';
        break;
      case 'differences':
        send({ type: 'differences', clips: this.asked.map(({ key, index }) => ({ key, index })) });
        break;
      default:
        return false;
    }
    this.render();
    return true;
  }

  /** The clips that are seen: of a pair, these two. */
  private get asked(): ComparedClip[] {
    const { layout, pair } = this.state;
    return this.clips.filter((_clip, at) => layout === 'side' || pair.includes(at));
  }

  private get names(): string[] {
    return this.clips.map(({ name }, at) => `${at + 1}. ${name}`);
  }

  private lay(layout: Layout): void {
    this.state.layout = this.clips.length < fewest ? 'side' : layout;
    this.render();
  }

  /** One clip is not both of the two: who was the other takes the place that it leaves. */
  private choose([first, second]: readonly [number, number]): void {
    const [a, b] = this.state.pair;
    this.state.pair = first !== second ? [first, second] : first === a ? [b, a] : [first, a === first ? b : a];
    this.render();
  }

  private hear(at: number | undefined): void {
    this.state.heard = at;
    if (at !== undefined && this.state.volume === 0) this.state.volume = 1;
    this.render();
  }

  private setVolume(volume: number): void {
    this.state.volume = Math.min(1, Math.max(0, Math.round(volume * 100) / 100));
    if (this.state.volume > 0) this.state.heard ??= 0;
    this.render();
  }

  /** The same part of each picture is seen. */
  private pan(place: Place): void {
    const centre = place.viewport?.centre;
    if (!centre || !this.state.actualSize) return;
    for (const other of this.places) if (other !== place && other.viewport) other.viewport.centre = centre;
  }

  /** Only what is seen is played. */
  private recast(): void {
    const { layout, pair } = this.state;
    const seen = this.places.filter((_place, at) => layout === 'side' || pair.includes(at));
    this.conductor.cast = seen.flatMap(({ reel }) => (reel ? [reel] : []));
  }

  private render(): void {
    const { state, overlay, grid } = this;
    const { layout, pair, heard, volume, actualSize, backdrop } = state;
    const { names } = this;
    this.clips.forEach((clip, at) => {
      const place = this.places[at]!;
      const removable = this.clips.length > fewest;
      place.show({ clip, number: at + 1, heard: heard === at, volume, removable });
      const side = layout === 'side' ? -1 : pair.indexOf(at);
      place.element.hidden = layout !== 'side' && side < 0;
      place.element.classList.toggle('second', side === 1);
      place.element.classList.toggle('unseen', layout === 'blink' && side === 1 - overlay.seen);
      if (!place.viewport) return;
      place.viewport.backdrop = backdrop;
      if (place.viewport.actualSize !== actualSize) place.viewport.actualSize = actualSize;
    });
    overlay.show(layout, [names[pair[0]] ?? '', names[pair[1]] ?? '']);
    grid.dataset['layout'] = layout;
    grid.dataset['count'] = String(this.clips.length);
    grid.style.setProperty('--at', String(overlay.at));
    const differ = new Set(this.asked.map(({ key }) => key)).size > 1;
    this.bar.show({ layout, names, pair, alternates: overlay.alternates, differ });
    this.recast();
    this.moved();
  }

  private moved(): void {
    const { conductor, state } = this;
    const { time, duration, fps, paused, rate, loop, part } = conductor;
    const { heard, volume, actualSize, backdrop } = state;
    const frame = frameAt(time, fps, duration);
    const muted = heard === undefined;
    const full = this.screen.active;
    this.controls.show({ time, duration, frame, paused, muted, volume, rate, loop, part, actualSize, backdrop, full });
    this.controls.timeline.pictures = conductor.leader && this.strips.get(conductor.leader);
    for (const place of this.places) if (place.reel) place.isOver = conductor.isOver(place.reel);
    const { moments, together, worst } = conductor.tally;
    // For who measures it.
    Object.assign(this.grid.dataset, { moments, together, worst: worst.toFixed(2) });
    this.store();
  }

  private store(): void {
    if (this.clips.length === 0) return;
    const { time, paused, rate, loop, part } = this.conductor;
    const clips = this.clips.map(({ key, index }) => ({ key, index }));
    const { from, to, ...state } = this.state;
    this.remember({ ...state, ...part, clips, time, paused, rate, loop, divider: this.overlay.at });
  }
}

const nameOf = ({ key, index }: ClipKey): string => `${index}/${key}`;
