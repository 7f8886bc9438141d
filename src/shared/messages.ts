import type { Variant } from '../api/types';
import { isRecord } from './guards';
import { parseHeader, type ClipHeader } from './header';
import { isVariant } from './playback';
import { pageActions, type JobView, type PageAction } from './view';

/** What the page's frame says of it: one script serves all. */
export type PageName = 'preview' | 'comparison';

/** Host to page. `start` answers `ready`; `view` follows each change. */
export type HostMessage<V = JobView> =
  | { type: 'start'; translations?: Record<string, string>; locale: string; probe: string; view: V }
  | { type: 'view'; view: V };

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
  /** The first frame can be seen. */
  | { type: 'shown'; clip: ClipRef }
  | { type: 'header'; clip: ClipRef; header: ClipHeader }
  /** A filmstrip was made: WebP, to be kept. */
  | { type: 'strip'; clip: ClipRef; bytes: Uint8Array }
  /** `reason` is the player's own word, for the log. */
  | { type: 'problem'; clip: ClipRef; problem: ClipProblem; reason: string };

/** More than a strip can have; what is larger is none. */
const largestStrip = 1024 * 1024;

const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

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
      return true;
    case 'action':
      return isPageAction(value.action) && isVariant(value.variant) && isIndex(value.index);
    case 'shown':
      return isClipRef(value.clip);
    case 'header':
      return isClipRef(value.clip) && parseHeader(value.header) !== undefined;
    case 'strip':
      return isClipRef(value.clip) && isWebp(value.bytes);
    case 'problem':
      return (
        isClipRef(value.clip) && clipProblems.includes(value.problem as ClipProblem) && typeof value.reason === 'string'
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
