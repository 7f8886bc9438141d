import { type World, world } from './jobs';

/** The same port and key on both sides of the restart, as a provider elsewhere would have them. */
export const restartWorld = (speed: number): Promise<World> =>
  world({ speed, port: Number(process.env.VIDEO_JOBS_SANDBOX_PORT ?? 41_873) });
