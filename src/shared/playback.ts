import { type Variant, variants } from '../api/types';
import { isRecord } from './guards';

/** State that the page restores after a reload: the job, the output and the player's state. No URL, no path. */
export interface PageState extends Playback {
  key: string;
}

/** Identifies an output of a job. */
export interface OutputRef {
  variant: Variant;
  index: number;
}

export const outputId = ({ variant, index }: OutputRef): string => `${variant}/${index}`;

export interface Playback extends OutputRef {
  /** In seconds. */
  time: number;
  /** 0..1. */
  volume: number;
  muted: boolean;
  rate: number;
  /** Repeats the whole clip, or its marked part. */
  loop: boolean;
  paused: boolean;
  /** Ends of the marked part, in seconds. */
  from?: number;
  to?: number;
  /** One pixel of the clip per pixel of the screen, instead of scaling to fit. */
  actualSize: boolean;
  backdrop: Backdrop;
}

/** Backgrounds of the picture. */
export const backdrops = ['editor', 'black', 'checker'] as const;
export type Backdrop = (typeof backdrops)[number];

export const defaultPlayback: Playback = {
  variant: 'video',
  index: 0,
  time: 0,
  volume: 1,
  muted: false,
  rate: 1,
  loop: false,
  paused: false,
  actualSize: false,
  backdrop: 'editor',
};

export const rates = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2] as const;

const longest = 86_400;

const within = <T>(value: unknown, low: number, high: number, otherwise: T): number | T =>
  typeof value === 'number' && value >= low && value <= high ? value : otherwise;

/** Returns the index of an output, from 0, or undefined if `value` is none. */
export const parseIndex = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) ? within(value, 0, 999, undefined) : undefined;

export const isVariant = (value: unknown): value is Variant => variants.includes(value as Variant);

/** Returns the valid parts of a stored state, with defaults for the rest; undefined if it names no job. */
export function parsePageState(value: unknown): PageState | undefined {
  if (!isRecord(value) || typeof value.key !== 'string' || value.key === '') return undefined;
  return { key: value.key, ...parsePlayback(value) };
}

/** Returns the valid parts of a stored player state, with defaults for the rest. */
export function parsePlayback(value: Record<string, unknown>): Playback {
  const base = defaultPlayback;
  const from = within(value.from, 0, longest, undefined);
  const to = within(value.to, 0, longest, undefined);
  return {
    variant: isVariant(value.variant) ? value.variant : base.variant,
    index: parseIndex(value.index) ?? base.index,
    time: within(value.time, 0, longest, base.time),
    volume: within(value.volume, 0, 1, base.volume),
    muted: value.muted === true,
    rate: rates.find((rate) => rate === value.rate) ?? base.rate,
    loop: value.loop === true,
    paused: value.paused === true,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    actualSize: value.actualSize === true,
    backdrop: backdrops.find((backdrop) => backdrop === value.backdrop) ?? base.backdrop,
  };
}
