import * as l10n from '@vscode/l10n';
import { type Backdrop, backdrops, rates } from '../shared/playback';
import type { Command } from './commands';
import { isWhole, mark, type Part } from './part';

/** Playback of one clip, or of several in sync. Times in seconds. */
export interface PlaybackControl {
  readonly time: number;
  /** 0 while unknown. */
  readonly duration: number;
  /** Number of the frame on screen and of all frames, from 1; undefined if the frame rate is unknown. */
  readonly frame: { at: number; of: number } | undefined;
  readonly paused: boolean;
  rate: number;
  /** True to repeat the clip, or its marked part. */
  loop: boolean;
  part: Part;
  play(): void;
  pause(): void;
  seek(seconds: number): void;
  /** Pauses and moves by N frames. */
  step(frames: number): void;
}

export interface Sound {
  readonly muted: boolean;
  /** 0 to 1; setting a value above 0 unmutes. */
  volume: number;
  toggleSound(): void;
}

/** Display options of the picture. */
export interface View {
  actualSize: boolean;
  backdrop: Backdrop;
  /** Pans by N steps. */
  pan(across: number, down: number): void;
}

/** Target of keys and controls: the player of a clip, or a comparison of several. */
export interface Playable {
  readonly tape: PlaybackControl;
  readonly sound: Sound;
  readonly view: View;
  readonly screen: { readonly active: boolean; toggle(): void };
}

type Run = (on: Playable) => void;

/** Seconds skipped by an arrow key, and by `j` and `l`; clips are short. */
const near = 1;
const far = 5;
const volumeStep = 0.1;

const seekBy =
  (seconds: number): Run =>
  ({ tape }) =>
    tape.seek(tape.time + seconds);

/** Moves N steps along the list of playback rates. */
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

/** Marks an end of the part at the current time. Repeats the part once both ends are set. */
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

/** Playback commands, for one clip or several. */
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

/** Common parts of all pages with a player. */
interface PlayingPage {
  /** Absent while nothing is playing. */
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

/** Commands that every page with a player implements. */
export type PlayCommand = keyof typeof playing | keyof typeof ofPage;
