import type { ClipHeader } from '../container/header';
import { isRecord } from './guards';
import { parseHeader } from './header';
import { type ClipProblem, clipProblems, type HearingMessage, isHearingMessage, isPageAction } from './messages';
import { parseIndex, parsePlayback, type Playback } from './playback';
import type { ClipView, PageAction } from './view';

/** Bounds on the number of clips in a comparison. */
export const fewest = 2;
export const most = 4;

/** Identifies a clip in a comparison: the job and one of its outputs. */
export interface ClipKey {
  key: string;
  index: number;
}

export const isSameClip = (a: ClipKey, b: ClipKey): boolean => a.key === b.key && a.index === b.index;

/** One clip of the comparison; `facts` holds only those in which it differs from the others. */
export interface ComparedClip extends ClipView {
  key: string;
  /** Provider and model. */
  name: string;
}

export interface ComparisonView {
  title: string;
  clips: readonly ComparedClip[];
}

const layouts = ['side', 'wipe', 'blink'] as const;
/** Side by side, a wipe with a movable line between two clips, or a blink between two clips. */
export type Layout = (typeof layouts)[number];

/** State that the page restores after a reload. */
export interface ComparisonState extends Omit<Playback, 'variant' | 'index'> {
  clips: readonly ClipKey[];
  layout: Layout;
  /** Positions of the two clips that a wipe or a blink compares. */
  pair: readonly [number, number];
  /** Position of the wipe's line, 0 to 1. */
  divider: number;
  /** Position of the clip whose sound is on. */
  heard: number | undefined;
}

/** Messages from the page to the host. */
export type ComparisonMessage =
  | { type: 'ready' }
  | { type: 'action'; action: PageAction; clip: ClipKey }
  | { type: 'remove'; clip: ClipKey }
  /** Swaps the clip with the next one, the last with the first. */
  | { type: 'swap'; clip: ClipKey }
  /** Opens a diff of the clips' requests. */
  | { type: 'differences'; clips: readonly ClipKey[] }
  | HearingMessage
  | { type: 'header'; version: string; header: ClipHeader }
  | { type: 'problem'; version: string; problem: ClipProblem; reason: string };

const isClipKey = (value: unknown): value is ClipKey =>
  isRecord(value) && typeof value.key === 'string' && value.key !== '' && parseIndex(value.index) !== undefined;

const areClipKeys = (value: unknown): value is ClipKey[] =>
  Array.isArray(value) && value.length >= 1 && value.length <= most && value.every(isClipKey);

/** Returns true if `value` is a well-formed message from the comparison page. */
export function isComparisonMessage(value: unknown): value is ComparisonMessage {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case 'ready':
      return true;
    case 'action':
      return isPageAction(value.action) && isClipKey(value.clip);
    case 'remove':
    case 'swap':
      return isClipKey(value.clip);
    case 'differences':
      return areClipKeys(value.clips);
    case 'hearing':
      return isHearingMessage(value);
    case 'header':
      return typeof value.version === 'string' && parseHeader(value.header) !== undefined;
    case 'problem':
      return (
        typeof value.version === 'string' &&
        clipProblems.includes(value.problem as ClipProblem) &&
        typeof value.reason === 'string'
      );
    default:
      return false;
  }
}

export const isComparisonView = (value: unknown): value is ComparisonView =>
  isRecord(value) && typeof value.title === 'string' && areClipKeys(value.clips);

/** Returns the valid parts of a stored state, with defaults for the rest; undefined if it names no clips. */
export function parseComparisonState(value: unknown): ComparisonState | undefined {
  if (!isRecord(value) || !areClipKeys(value.clips)) return undefined;
  const { variant, index, ...playback } = parsePlayback(value);
  const clips = value.clips.map(({ key, index }) => ({ key, index }));
  const place = (at: unknown): number | undefined => {
    const found = parseIndex(at);
    return found !== undefined && found < clips.length ? found : undefined;
  };
  const pair = Array.isArray(value.pair) ? (value.pair as unknown[]).map(place) : [];
  const [first = 0, second = 1] = pair[0] === pair[1] ? [] : pair;
  const divider = value.divider;
  return {
    ...playback,
    clips,
    layout: layouts.find((layout) => layout === value.layout) ?? 'side',
    pair: [first, second],
    divider: typeof divider === 'number' && divider >= 0 && divider <= 1 ? divider : 0.5,
    heard: place(value.heard),
  };
}
