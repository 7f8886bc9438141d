import type { ComparisonMessage, ComparisonState } from '../shared/comparison';
import { isHostMessage, type HostMessage, type PageMessage } from '../shared/messages';
import type { PageState } from '../shared/playback';

interface VsCodeApi {
  postMessage(message: PageMessage | ComparisonMessage): void;
  getState(): unknown;
  setState(state: PageState | ComparisonState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export const send = (message: PageMessage | ComparisonMessage): void => api.postMessage(message);
export const savedState = (): unknown => api.getState();
export const saveState = (state: PageState | ComparisonState): void => api.setState(state);

export function onMessage<V>(isView: (view: unknown) => view is V, listener: (message: HostMessage<V>) => void): void {
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isHostMessage(data, isView)) listener(data);
  });
}
