import type { Variant } from '../api/types';
import { isRecord } from './guards';
import { isVariant } from './playback';
import { pageActions, type JobView, type PageAction } from './view';

/** Host to page. `start` answers `ready`; `view` follows each change. */
export type HostMessage =
  | { type: 'start'; translations?: Record<string, string>; locale: string; probe: string; view: JobView }
  | { type: 'view'; view: JobView };

/** Page to host. */
export type PageMessage =
  | { type: 'ready' }
  | { type: 'action'; action: PageAction; variant: Variant; index: number }
  /** The clip did not play; the host looks whether the file is still there. */
  | { type: 'unplayable'; variant: Variant; index: number; reason: string };

const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isPageAction = (value: unknown): value is PageAction => pageActions.includes(value as PageAction);

/** What came from the page, if it is one of its messages. */
export function isPageMessage(value: unknown): value is PageMessage {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case 'ready':
      return true;
    case 'action':
      return isPageAction(value.action) && isVariant(value.variant) && isIndex(value.index);
    case 'unplayable':
      return typeof value.reason === 'string' && isVariant(value.variant) && isIndex(value.index);
    default:
      return false;
  }
}

const isView = (value: unknown): value is JobView =>
  isRecord(value) &&
  typeof value.key === 'string' &&
  isRecord(value.status) &&
  ['facts', 'actions', 'clips', 'remarks'].every((name) => Array.isArray(value[name]));

/** What came from the host, if it is one of its messages. */
export function isHostMessage(value: unknown): value is HostMessage {
  if (!isRecord(value) || !isView(value.view)) return false;
  if (value.type === 'view') return true;
  return value.type === 'start' && typeof value.locale === 'string' && typeof value.probe === 'string';
}
