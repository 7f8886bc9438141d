// The temporary folder of a test run. In memory where there is room: tests wait for the disk some ten thousand times.
import { mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const inMemory = '/dev/shm';
const prefix = 'video-jobs-tests-';
/** Profiles of VS Code, and a clip of 300 MB. */
const room = 2 * 2 ** 30;

/** Sets `TMPDIR` for this process and its children, and removes what is left there as this process ends. Linux alone has such a disk. */
export function useMemoryForTemporaryFiles() {
  if (process.platform !== 'linux' || process.env.TMPDIR || !hasRoom()) return;
  for (const name of readdirSync(inMemory)) if (isAbandoned(name)) remove(name);
  const own = `${prefix}${process.pid}`;
  mkdirSync(join(inMemory, own), { recursive: true });
  process.env.TMPDIR = join(inMemory, own);
  process.once('exit', () => remove(own));
}

function hasRoom() {
  try {
    const { bavail, bsize } = statfsSync(inMemory);
    return bavail * bsize > room;
  } catch {
    return false;
  }
}

/** Left by a run that was killed. @param {string} name */
function isAbandoned(name) {
  if (!name.startsWith(prefix)) return false;
  try {
    process.kill(Number(name.slice(prefix.length)), 0);
    return false;
  } catch {
    return true;
  }
}

/** @param {string} name */
const remove = (name) => rmSync(join(inMemory, name), { recursive: true, force: true, maxRetries: 5 });
