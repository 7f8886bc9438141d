import type { Variant } from '../api/types';
import { isRecord } from './guards';
import { type ClipHeader, parseHeader } from './header';
import { isPng } from './picture';
import { isVariant } from './playback';
import { type JobView, type PageAction, pageActions } from './view';

/** What the page's frame says of it: one script serves all. */
export type PageName = 'preview' | 'comparison' | 'reference';

/** Host to page. `start` answers `ready`; `view` follows each change. */
export type HostMessage<V = JobView> =
  | { type: 'start'; translations?: Record<string, string>; locale: string; probe: string; view: V }
  | { type: 'view'; view: V };

/** Host to page: asks for a frame of an output; answered by `frame` or `noFrame` with the same `id`. */
export interface CaptureMessage {
  type: 'capture';
  id: number;
  which: WhichFrame;
  /** Without it, the one that is shown. */
  output?: { variant: Variant; index: number };
  /** Where it goes: to the host, or from the page to the clipboard, which the host cannot reach with a picture. */
  to: 'host' | 'clipboard';
}

/** The one that is seen, or the very last one of the clip. */
export type WhichFrame = 'shown' | 'last';

/** Which file the page speaks of: an output, and the version of it that was shown. */
export interface ClipRef {
  variant: Variant;
  index: number;
  version: string;
}

/** What is wrong with a clip that was tried here. A picture or a sound that cannot be decoded leaves the rest. */
export const clipProblems = ['unplayable', 'noPicture', 'noSound'] as const;
export type ClipProblem = (typeof clipProblems)[number];

/** Page to host. */
export type PageMessage =
  | { type: 'ready' }
  | { type: 'action'; action: PageAction; variant: Variant; index: number }
  /** Another of the family is to be shown; more of the family. */
  | { type: 'relative'; key: string }
  | { type: 'moreFamily' }
  /** The first frame can be seen. */
  | { type: 'shown'; clip: ClipRef }
  | { type: 'header'; clip: ClipRef; header: ClipHeader }
  /** A filmstrip was made: WebP, to be kept; and a poster, where not all of the clip is black. */
  | { type: 'strip'; clip: ClipRef; bytes: Uint8Array; poster?: Uint8Array }
  /** `reason` is the player's own word, for the log. */
  | { type: 'problem'; clip: ClipRef; problem: ClipProblem; reason: string }
  | HearingMessage
  | FrameMessage
  | { type: 'noFrame'; id: number; fault: CaptureFault; reason: string };

/** Whether AAC is decoded where the page is, tried with a tiny clip. */
export interface HearingMessage {
  type: 'hearing';
  aac: boolean;
}

export const isHearingMessage = (value: Record<string, unknown>): boolean => typeof value.aac === 'boolean';

/** A frame at the clip's own size: PNG, unless the page has put it on the clipboard. */
interface FrameMessage {
  type: 'frame';
  id: number;
  /** Seconds into the clip. */
  at: number;
  bytes?: Uint8Array;
}

/** Why there is no frame: no clip that plays, a picture that cannot be decoded, a clipboard that takes none. */
const captureFaults = ['noClip', 'noPicture', 'clipboard'] as const;
export type CaptureFault = (typeof captureFaults)[number];

/** More than a strip can have; what is larger is none. */
const largestStrip = 1024 * 1024;

const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isTime = (value: unknown): value is number => typeof value === 'number' && value >= 0 && Number.isFinite(value);

export const isPageAction = (value: unknown): value is PageAction => pageActions.includes(value as PageAction);

const isClipRef = (value: unknown): value is ClipRef =>
  isRecord(value) && isVariant(value.variant) && isIndex(value.index) && typeof value.version === 'string';

/** `RIFF`, four bytes of length, `WEBP`. */
function isWebp(value: unknown): value is Uint8Array {
  if (!(value instanceof Uint8Array) || value.length < 12 || value.length > largestStrip) return false;
  const text = String.fromCharCode(...value.subarray(0, 12));
  return text.startsWith('RIFF') && text.endsWith('WEBP');
}

/** What came from the page, if it is one of its messages. */
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

/** What came from the host, if it is one of its messages to this page. */
export function isHostMessage<V>(value: unknown, isView: (view: unknown) => view is V): value is HostMessage<V> {
  if (!isRecord(value) || !isView(value.view)) return false;
  if (value.type === 'view') return true;
  return value.type === 'start' && typeof value.locale === 'string' && typeof value.probe === 'string';
}

/** What came from the host, if it asks for a frame. */
export function isCaptureMessage(value: unknown): value is CaptureMessage {
  if (!isRecord(value) || value.type !== 'capture' || !isIndex(value.id)) return false;
  const { which, output, to } = value;
  const known = output === undefined || (isRecord(output) && isVariant(output.variant) && isIndex(output.index));
  return known && (which === 'shown' || which === 'last') && (to === 'host' || to === 'clipboard');
}
