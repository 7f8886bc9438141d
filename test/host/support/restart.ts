import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type World, world } from './jobs';

/** The same port and key on both sides of the restart, as a provider elsewhere would have them. */
export async function restartWorld(speed: number): Promise<World> {
  const file = join(process.env['VIDEO_JOBS_TEST_DIR'] ?? tmpdir(), 'restart-port');
  const w = await world({ speed, ...(existsSync(file) && { port: Number(readFileSync(file, 'utf8')) }) });
  writeFileSync(file, new URL(w.sandbox.origin).port);
  return w;
}
