import { createFetchClient } from './fetchClient';
import type { HttpClient, NetworkSettings } from './http';
import { proxySecrets } from './route';

export type CreateHttpClient = (settings: NetworkSettings) => HttpClient | Promise<HttpClient>;

/** As the user chose it; undici is loaded with the first request. */
export const createHttpClient: CreateHttpClient = async (settings) =>
  settings.client === 'vscode' ? createFetchClient() : (await import('./undici')).createUndiciClient(settings);

export interface HttpClientPool {
  /** The one for these settings; another one is closed. */
  open(settings: NetworkSettings): Promise<HttpClient>;
  close(): Promise<void>;
}

/** @param hide learns the secrets in settings before anything is done with them */
export function createHttpClientPool(
  createHttpClient: CreateHttpClient,
  hide: (secret: string) => void,
): HttpClientPool {
  let current: { settings: string; client: Promise<HttpClient> } | undefined;
  return {
    async open(settings) {
      const text = JSON.stringify(settings);
      for (const secret of proxySecrets(settings)) hide(secret);
      if (current?.settings !== text) {
        const previous = current;
        const opened = Promise.resolve(createHttpClient(settings));
        current = { settings: text, client: opened };
        // Waits for the requests that still run there.
        void previous?.client.then((old) => old.close()).catch(() => {});
        opened.catch(() => {
          if (current?.client === opened) current = undefined;
        });
      }
      return current.client;
    },
    async close() {
      const open = current;
      current = undefined;
      await (await open?.client)?.close();
    },
  };
}
