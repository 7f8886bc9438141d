import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Clips } from './clips';
import { answerApi, answerMedia, type Parts, receive } from './handler';
import { type Clock, Jobs } from './jobs';
import type { Middleware } from './middleware';
import { Replay, type Replayed } from './replay';
import { scenarios } from './scenarios';
import { listen } from './server';
import { Storage } from './storage';
import { type SandboxSystem, sandboxSystems, systems } from './systems';

export { sandboxSystems, type SandboxSystem };
export type { Middleware, SandboxRequest } from './middleware';

export interface SandboxOptions {
  /** Folder of the clips: `media/sandbox`. */
  clipsFolder: string;
  /** Random if absent. */
  key?: string;
  /** A free port if absent. */
  port?: number;
  /** 1 is real time, about 12 s per job; 100 is for tests. */
  speed?: number;
  now?: () => number;
  /** Wraps every response, the first one outermost. */
  middleware?: readonly Middleware[];
}

export interface Sandbox {
  /** `http://127.0.0.1:…` */
  readonly origin: string;
  /** Origin where some systems keep finished clips, at signed URLs. */
  readonly storageOrigin: string;
  readonly key: string;
  /** Returns the base URL to configure a client of that system with. */
  baseUrl(system: SandboxSystem): string;
  /** Replays a recording while this sandbox runs. Returns the base URL of the recorded server. */
  replay(recording: Replayed): string;
  close(): Promise<void>;
}

/** Models for sandbox jobs, labelled with their scenario. */
export const sandboxModels: readonly { id: string; label: string }[] = Object.entries(scenarios).map(
  ([id, { label }]) => ({ id, label }),
);

/**
 * Starts a server on loopback with several systems, each with its own API. Jobs outlive it: another sandbox continues
 * them, except for their prompts and deletions.
 * @throws Error if the port is taken
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clipsFolder, key = `sandbox-${randomBytes(24).toString('base64url')}`, port = 0, speed = 1 } = options;
  const clock: Clock = { now: options.now ?? Date.now, speed };
  const clips = new Clips(clipsFolder);
  const storage = new Storage(clips, randomBytes(32).toString('base64url'), clock.now);
  const parts: Parts = {
    key,
    clock,
    clips,
    storage,
    middleware: options.middleware ?? [],
    replays: [],
    jobs: Object.fromEntries(
      sandboxSystems.map((name) => [name, new Jobs(systems[name].idPrefix, clock)]),
    ) as Parts['jobs'],
  };
  const serve = (answer: typeof answerApi) => async (request: IncomingMessage, origin: string) =>
    answer(await receive(request, origin), parts);
  const media = await listen(0, serve(answerMedia));
  storage.origin = media.origin;
  const api = await listen(port, serve(answerApi)).catch(async (error: unknown) => {
    await media.close();
    throw error;
  });
  return {
    origin: api.origin,
    storageOrigin: media.origin,
    key,
    baseUrl: (system) => `${api.origin}${systems[system].baseUrlPath}`,
    replay(recording) {
      const base = `${api.origin}/replay/${parts.replays.push(new Replay(recording, storage)) - 1}`;
      return base + new URL(recording.provider.baseUrl).pathname.replace(/\/$/, '');
    },
    close: async () => {
      await Promise.all([api.close(), media.close()]);
    },
  };
}
