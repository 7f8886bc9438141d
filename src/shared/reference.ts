import { isRecord } from './guards';
import { isPicture, type Size } from './picture';

/** Largest image that the strictest known server accepts, in bytes. */
export const largestReference = 20 * 1024 * 1024;

/** State of the reference page: the image checked by the host, texts translated. */
export interface ReferenceView {
  title: string;
  /** Size of the picture to send, if known. */
  target?: Size;
  image?: { url: string; name: string; size: Size };
  /** Reason why the most recently opened image is not shown. */
  fault?: string;
}

/** Messages from the page to the host. */
export type ReferenceMessage =
  | { type: 'ready' }
  /** Image from the desktop or the clipboard. */
  | { type: 'image'; name: string; bytes: Uint8Array }
  /** Item dropped from a view of VS Code. */
  | { type: 'address'; uri: string }
  | { type: 'tooLarge'; name: string }
  | { type: 'choose' }
  /** The encoded picture, exactly as it was shown. */
  | { type: 'use'; bytes: Uint8Array }
  | { type: 'useAsItIs' }
  | { type: 'cancel' };

const isText = (value: unknown, most: number): value is string => typeof value === 'string' && value.length <= most;

/** Returns true if `value` is a well-formed message from the reference page. */
export function isReferenceMessage(value: unknown): value is ReferenceMessage {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case 'ready':
    case 'choose':
    case 'useAsItIs':
    case 'cancel':
      return true;
    case 'image':
      return isText(value.name, 1000) && value.bytes instanceof Uint8Array && value.bytes.length <= largestReference;
    case 'tooLarge':
      return isText(value.name, 1000);
    case 'address':
      return isText(value.uri, 8000);
    case 'use':
      return isPicture(value.bytes) && value.bytes.length <= largestReference;
    default:
      return false;
  }
}

const isSize = (value: unknown): value is Size =>
  isRecord(value) && typeof value.width === 'number' && typeof value.height === 'number';

export const isReferenceView = (value: unknown): value is ReferenceView =>
  isRecord(value) &&
  isText(value.title, 1000) &&
  (value.target === undefined || isSize(value.target)) &&
  (value.image === undefined || (isRecord(value.image) && isSize(value.image.size)));
