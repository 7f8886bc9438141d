import { variants, type Variant } from '../api/types';
import { isRecord } from './guards';

/** What the page remembers over a reload: which job, which output, and where the player stood. No address, no path. */
export interface PageState extends Playback {
  key: string;
}

export interface Playback {
  variant: Variant;
  index: number;
  /** Seconds. */
  time: number;
  /** 0..1. */
  volume: number;
  muted: boolean;
  rate: number;
  loop: boolean;
  paused: boolean;
}

export const defaultPlayback: Playback = {
  variant: 'video',
  index: 0,
  time: 0,
  volume: 1,
  muted: false,
  rate: 1,
  loop: false,
  paused: false,
};

export const rates = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2] as const;

const within = (value: unknown, low: number, high: number, otherwise: number): number =>
  typeof value === 'number' && value >= low && value <= high ? value : otherwise;

export const isVariant = (value: unknown): value is Variant => variants.includes(value as Variant);

/** A stored state as far as it can be believed; undefined when it names no job. */
export function parsePageState(value: unknown): PageState | undefined {
  if (!isRecord(value) || typeof value.key !== 'string' || value.key === '') return undefined;
  const base = defaultPlayback;
  return {
    key: value.key,
    variant: isVariant(value.variant) ? value.variant : base.variant,
    index: Number.isSafeInteger(value.index) ? within(value.index, 0, 999, base.index) : base.index,
    time: within(value.time, 0, 86_400, base.time),
    volume: within(value.volume, 0, 1, base.volume),
    muted: value.muted === true,
    rate: rates.find((rate) => rate === value.rate) ?? base.rate,
    loop: value.loop === true,
    paused: value.paused === true,
  };
}
