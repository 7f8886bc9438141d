import { createFetchDoor } from './fetchClient';
import { proxySecrets } from './route';
import type { HttpDoor, NetworkSettings } from './http';

export type OpenDoor = (settings: NetworkSettings) => HttpDoor | Promise<HttpDoor>;

/** As the user chose it; undici is loaded with the first request. */
export const usualDoor: OpenDoor = async (settings) =>
  settings.client === 'vscode' ? createFetchDoor() : (await import('./undici')).createDoor(settings);

export interface Doors {
  /** The one for these settings; another one is closed. */
  open(settings: NetworkSettings): Promise<HttpDoor>;
  close(): Promise<void>;
}

/** @param hide learns the secrets in settings before anything is done with them */
export function createDoors(openDoor: OpenDoor, hide: (secret: string) => void): Doors {
  let current: { settings: string; door: Promise<HttpDoor> } | undefined;
  return {
    async open(settings) {
      const text = JSON.stringify(settings);
      for (const secret of proxySecrets(settings)) hide(secret);
      if (current?.settings !== text) {
        const previous = current;
        const opened = Promise.resolve(openDoor(settings));
        current = { settings: text, door: opened };
        // Waits for the requests that still run there.
        void previous?.door.then((old) => old.close()).catch(() => {});
        opened.catch(() => {
          if (current?.door === opened) current = undefined;
        });
      }
      return current.door;
    },
    async close() {
      const open = current;
      current = undefined;
      await (await open?.door)?.close();
    },
  };
}
