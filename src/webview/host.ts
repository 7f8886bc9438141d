import { isHostMessage, type HostMessage, type PageMessage } from '../shared/messages';
import { parsePageState, type PageState } from '../shared/playback';

interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: PageState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export const send = (message: PageMessage): void => api.postMessage(message);
export const savedState = (): PageState | undefined => parsePageState(api.getState());
export const saveState = (state: PageState): void => api.setState(state);

export function onMessage(listener: (message: HostMessage) => void): void {
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isHostMessage(data)) listener(data);
  });
}
