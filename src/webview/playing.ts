import * as l10n from '@vscode/l10n';
import { type Backdrop, backdrops, rates } from '../shared/playback';
import type { Command } from './commands';
import { isWhole, mark, type Part } from './part';

/** What runs: one clip, or several as one. Times in seconds. */
export interface PlaybackControl {
  readonly time: number;
  /** 0 while it is not known. */
  readonly duration: number;
  /** The frame that is shown and how many there are, from 1; undefined where the frame rate is not known. */
  readonly frame: { at: number; of: number } | undefined;
  readonly paused: boolean;
  rate: number;
  /** Whether it, or the marked part of it, is repeated. */
  loop: boolean;
  part: Part;
  play(): void;
  pause(): void;
  seek(seconds: number): void;
  /** Stands still, so many frames on. */
  step(frames: number): void;
}

export interface Sound {
  readonly muted: boolean;
  /** 0..1; more than 0 is heard. */
  volume: number;
  toggleSound(): void;
}

/** How the picture is seen. */
export interface View {
  actualSize: boolean;
  backdrop: Backdrop;
  /** By so many steps. */
  pan(across: number, down: number): void;
}

/** What keys and controls are about: the player of a clip, or a comparison of several. */
export interface Playable {
  readonly tape: PlaybackControl;
  readonly sound: Sound;
  readonly view: View;
  readonly screen: { readonly active: boolean; toggle(): void };
}

type Run = (on: Playable) => void;

/** Seconds of an arrow key, and of `j` and `l`: the clips are short. */
const near = 1;
const far = 5;
const volumeStep = 0.1;

const seekBy =
  (seconds: number): Run =>
  ({ tape }) =>
    tape.seek(tape.time + seconds);

/** So many of the usual speeds faster. */
const shiftRate =
  (by: number): Run =>
  ({ tape }) => {
    const at = rates.findIndex((rate) => rate === tape.rate);
    tape.rate = rates[Math.min(rates.length - 1, Math.max(0, at + by))] ?? 1;
  };

const shiftVolume =
  (by: number): Run =>
  ({ sound }) => {
    const hundredths = Math.round((sound.volume + by) * 100);
    sound.volume = Math.min(100, Math.max(0, hundredths)) / 100;
  };

/** Marks an end of a part where it stands. A part that has both its ends is there to be repeated. */
const markEnd =
  (end: 'from' | 'to'): Run =>
  ({ tape }) => {
    const before = isWhole(tape.part);
    tape.part = mark(tape.part, end, tape.time);
    if (isWhole(tape.part) && !before) tape.loop = true;
  };

const pan =
  (across: number, down: number): Run =>
  ({ view }) =>
    view.pan(across, down);

/** What there is to do with what plays, whether it is one clip or several. */
export const playing = {
  toggle: {
    keys: [' ', 'k'],
    words: () => l10n.t('Play or pause'),
    run: ({ tape }) => (tape.paused ? tape.play() : tape.pause()),
  },
  previousFrame: { keys: [','], words: () => l10n.t('Previous frame'), run: ({ tape }) => tape.step(-1) },
  nextFrame: { keys: ['.'], words: () => l10n.t('Next frame'), run: ({ tape }) => tape.step(1) },
  back: { keys: ['ArrowLeft'], words: () => l10n.t('Back 1 second'), run: seekBy(-near) },
  forward: { keys: ['ArrowRight'], words: () => l10n.t('Forward 1 second'), run: seekBy(near) },
  backFar: { keys: ['j'], words: () => l10n.t('Back 5 seconds'), run: seekBy(-far) },
  forwardFar: { keys: ['l'], words: () => l10n.t('Forward 5 seconds'), run: seekBy(far) },
  start: { keys: ['Home'], words: () => l10n.t('Go to start'), run: ({ tape }) => tape.seek(0) },
  end: { keys: ['End'], words: () => l10n.t('Go to end'), run: ({ tape }) => tape.seek(tape.duration) },
  slower: { keys: ['['], words: () => l10n.t('Slower'), run: shiftRate(-1) },
  faster: { keys: [']'], words: () => l10n.t('Faster'), run: shiftRate(1) },
  mute: { keys: ['m'], words: () => l10n.t('Mute or unmute'), run: ({ sound }) => sound.toggleSound() },
  softer: { keys: ['-'], words: () => l10n.t('Volume down, up'), run: shiftVolume(-volumeStep) },
  louder: { keys: ['+', '='], run: shiftVolume(volumeStep) },
  loop: { keys: ['r'], words: () => l10n.t('Loop'), run: ({ tape }) => void (tape.loop = !tape.loop) },
  markFrom: { keys: ['a'], words: () => l10n.t('Mark the start and end of a loop'), run: markEnd('from') },
  markTo: { keys: ['b'], run: markEnd('to') },
  clearMarks: { keys: ['x'], words: () => l10n.t('Clear marks'), run: ({ tape }) => void (tape.part = {}) },
  actualSize: {
    keys: ['z'],
    words: () => l10n.t('Actual size (100%)'),
    run: ({ view }) => void (view.actualSize = !view.actualSize),
  },
  panLeft: { keys: ['Shift+ArrowLeft'], words: () => l10n.t('Pan at actual size'), run: pan(-1, 0) },
  panRight: { keys: ['Shift+ArrowRight'], run: pan(1, 0) },
  panUp: { keys: ['Shift+ArrowUp'], run: pan(0, -1) },
  panDown: { keys: ['Shift+ArrowDown'], run: pan(0, 1) },
  backdrop: {
    keys: ['g'],
    words: () => l10n.t('Background'),
    run: ({ view }) =>
      void (view.backdrop = backdrops[(backdrops.indexOf(view.backdrop) + 1) % backdrops.length] ?? 'editor'),
  },
} satisfies Record<string, Command<Playable>>;

/** What every page with something that plays has. */
interface PlayingPage {
  /** Absent while nothing plays. */
  screen: Playable['screen'] | undefined;
  help: { toggle(): void };
}

export const ofPage = {
  fullScreen: {
    keys: ['f'],
    words: () => l10n.t('Full screen'),
    run: ({ screen }) => (screen ? screen.toggle() : false),
  },
  help: { keys: ['?'], words: () => l10n.t('This list'), run: ({ help }) => help.toggle() },
} satisfies Record<string, Command<PlayingPage>>;

/** Those of which each page with a player has all. */
export type PlayCommand = keyof typeof playing | keyof typeof ofPage;
