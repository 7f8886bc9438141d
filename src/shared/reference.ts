import { isRecord } from './guards';
import { isPicture, type Size } from './picture';

/** What servers take at most, by the strictest that says so. Bytes. */
export const largestReference = 20 * 1024 * 1024;

/** The image that a video is to start from, as the page shows it: looked at by the host, words translated. */
export interface ReferenceView {
  title: string;
  /** What is sent is to have this size, where that is known. */
  target?: Size;
  image?: { url: string; name: string; size: Size };
  /** Why the image that was brought last is not shown. */
  fault?: string;
}

/** Page to host. */
export type ReferenceMessage =
  | { type: 'ready' }
  /** From the desktop or the clipboard. */
  | { type: 'image'; name: string; bytes: Uint8Array }
  /** Dropped from a view of VS Code. */
  | { type: 'address'; uri: string }
  | { type: 'tooLarge'; name: string }
  | { type: 'choose' }
  /** The picture that was shown, to the byte. */
  | { type: 'use'; bytes: Uint8Array }
  | { type: 'useAsItIs' }
  | { type: 'cancel' };

const isText = (value: unknown, most: number): value is string => typeof value === 'string' && value.length <= most;

/** What came from the page, if it is one of its messages. */
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
