import type { Variant } from '../api/types';
import type { ClipHeader } from '../container/header';
import { isRecord } from './guards';
import { parseHeader } from './header';
import { isPng } from './picture';
import { isVariant } from './playback';
import { type JobView, type PageAction, pageActions } from './view';

/** Name that the page's HTML carries; one script serves all pages. */
export type PageName = 'preview' | 'comparison' | 'reference';

/** Messages from the host to the page. `start` answers `ready`; `view` follows each change. */
export type HostMessage<V = JobView> =
  | { type: 'start'; translations?: Record<string, string>; locale: string; probe: string; view: V }
  | { type: 'view'; view: V };

/** Requests a frame of an output; the page responds with `frame` or `noFrame` and the same `id`. */
export interface CaptureMessage {
  type: 'capture';
  id: number;
  which: WhichFrame;
  /** Defaults to the output that is shown. */
  output?: { variant: Variant; index: number };
  /** Target: the host, or the clipboard, to which only the page can write an image. */
  to: 'host' | 'clipboard';
}

/** The frame on screen, or the last one of the clip. */
export type WhichFrame = 'shown' | 'last';

/** Identifies a clip's file: an output, and the version of its file that was shown. */
export interface ClipRef {
  variant: Variant;
  index: number;
  version: string;
}

/** Playback problems that the page can report. With undecodable video or sound, the other track still plays. */
export const clipProblems = ['unplayable', 'noPicture', 'noSound'] as const;
export type ClipProblem = (typeof clipProblems)[number];

/** Messages from the page to the host. */
export type PageMessage =
  | { type: 'ready' }
  | { type: 'action'; action: PageAction; variant: Variant; index: number }
  /** Shows another job of the family; loads more of the family. */
  | { type: 'relative'; key: string }
  | { type: 'moreFamily' }
  /** The first frame is on screen. */
  | { type: 'shown'; clip: ClipRef }
  | { type: 'header'; clip: ClipRef; header: ClipHeader }
  /** A generated filmstrip (WebP) to store, and a poster unless the whole clip is black. */
  | { type: 'strip'; clip: ClipRef; bytes: Uint8Array; poster?: Uint8Array }
  /** `reason` is the player's own message, for the log. */
  | { type: 'problem'; clip: ClipRef; problem: ClipProblem; reason: string }
  | HearingMessage
  | FrameMessage
  | { type: 'noFrame'; id: number; fault: CaptureFault; reason: string };

/** Result of the page's AAC test: true if a tiny clip was decoded. */
export interface HearingMessage {
  type: 'hearing';
  aac: boolean;
}

export const isHearingMessage = (value: Record<string, unknown>): boolean => typeof value.aac === 'boolean';

/** A frame at the clip's own size: PNG bytes, unless the page has copied it to the clipboard. */
interface FrameMessage {
  type: 'frame';
  id: number;
  /** Time in the clip, in seconds. */
  at: number;
  bytes?: Uint8Array;
}

/** Reasons for a missing frame: no clip is playing, its video cannot be decoded, or the clipboard refused it. */
const captureFaults = ['noClip', 'noPicture', 'clipboard'] as const;
export type CaptureFault = (typeof captureFaults)[number];

/** Largest size of a filmstrip or poster that is accepted, in bytes. */
const largestStrip = 1024 * 1024;

const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isTime = (value: unknown): value is number => typeof value === 'number' && value >= 0 && Number.isFinite(value);

export const isPageAction = (value: unknown): value is PageAction => pageActions.includes(value as PageAction);

const isClipRef = (value: unknown): value is ClipRef =>
  isRecord(value) && isVariant(value.variant) && isIndex(value.index) && typeof value.version === 'string';

/** Checks the signature: `RIFF`, four bytes of length, `WEBP`. */
function isWebp(value: unknown): value is Uint8Array {
  if (!(value instanceof Uint8Array) || value.length < 12 || value.length > largestStrip) return false;
  const text = String.fromCharCode(...value.subarray(0, 12));
  return text.startsWith('RIFF') && text.endsWith('WEBP');
}

/** Returns true if `value` is a well-formed message from the preview page. */
export function isPageMessage(value: unknown): value is PageMessage {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case 'ready':
    case 'moreFamily':
      return true;
    case 'relative':
      return typeof value.key === 'string';
    case 'action':
      return isPageAction(value.action) && isVariant(value.variant) && isIndex(value.index);
    case 'shown':
      return isClipRef(value.clip);
    case 'header':
      return isClipRef(value.clip) && parseHeader(value.header) !== undefined;
    case 'strip':
      return isClipRef(value.clip) && isWebp(value.bytes) && (value.poster === undefined || isWebp(value.poster));
    case 'problem':
      return (
        isClipRef(value.clip) && clipProblems.includes(value.problem as ClipProblem) && typeof value.reason === 'string'
      );
    case 'hearing':
      return isHearingMessage(value);
    case 'frame':
      return isIndex(value.id) && isTime(value.at) && (value.bytes === undefined || isPng(value.bytes));
    case 'noFrame':
      return (
        isIndex(value.id) && captureFaults.includes(value.fault as CaptureFault) && typeof value.reason === 'string'
      );
    default:
      return false;
  }
}

export const isJobView = (value: unknown): value is JobView =>
  isRecord(value) &&
  typeof value.key === 'string' &&
  isRecord(value.status) &&
  ['facts', 'actions', 'clips', 'remarks'].every((name) => Array.isArray(value[name]));

/** Returns true if `value` is a message from the host with a view that `isView` accepts. */
export function isHostMessage<V>(value: unknown, isView: (view: unknown) => view is V): value is HostMessage<V> {
  if (!isRecord(value) || !isView(value.view)) return false;
  if (value.type === 'view') return true;
  return value.type === 'start' && typeof value.locale === 'string' && typeof value.probe === 'string';
}

/** Returns true if `value` is the host's request for a frame. */
export function isCaptureMessage(value: unknown): value is CaptureMessage {
  if (!isRecord(value) || value.type !== 'capture' || !isIndex(value.id)) return false;
  const { which, output, to } = value;
  const known = output === undefined || (isRecord(output) && isVariant(output.variant) && isIndex(output.index));
  return known && (which === 'shown' || which === 'last') && (to === 'host' || to === 'clipboard');
}
