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
  /** Where the clips are: `media/sandbox`. */
  clipsFolder: string;
  /** Random if absent. */
  key?: string;
  /** Any free one if absent. */
  port?: number;
  /** 1 is people's pace, a job takes about 12 s; 100 is for tests. */
  speed?: number;
  now?: () => number;
  /** Around every response, the first one outermost. */
  middleware?: readonly Middleware[];
}

export interface Sandbox {
  /** `http://127.0.0.1:…` */
  readonly origin: string;
  /** Where finished clips of some systems are, under signed addresses. */
  readonly storageOrigin: string;
  readonly key: string;
  /** What a client of that system is configured with. */
  baseUrl(system: SandboxSystem): string;
  /** Plays a recording back, as long as this sandbox runs. Returns the base address of the server that it is of. */
  replay(recording: Replayed): string;
  close(): Promise<void>;
}

/** The models that a sandbox job can be made with, and what becomes of it. */
export const sandboxModels: readonly { id: string; label: string }[] = Object.entries(scenarios).map(
  ([id, { label }]) => ({ id, label }),
);

/**
 * Starts a provider of several systems on loopback, each in its own dialect. Its jobs outlive it: another sandbox answers
 * for them, except for their prompts and deletions. @throws Error if the port is taken.
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
