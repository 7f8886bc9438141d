import type { ComparisonMessage, ComparisonState } from '../shared/comparison';
import {
  type CaptureMessage,
  type HostMessage,
  isCaptureMessage,
  isHostMessage,
  type PageMessage,
} from '../shared/messages';
import type { PageState } from '../shared/playback';
import type { ReferenceMessage } from '../shared/reference';

type ToHost = PageMessage | ComparisonMessage | ReferenceMessage;

interface VsCodeApi {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: PageState | ComparisonState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export const send = (message: ToHost): void => api.postMessage(message);
export const savedState = (): unknown => api.getState();
export const saveState = (state: PageState | ComparisonState): void => api.setState(state);

export function onMessage<V>(isView: (view: unknown) => view is V, listener: (message: HostMessage<V>) => void): void {
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isHostMessage(data, isView)) listener(data);
  });
}

/** The host asks for a frame. */
export function onCapture(listener: (message: CaptureMessage) => void): void {
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isCaptureMessage(data)) listener(data);
  });
}
