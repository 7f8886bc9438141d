import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, link, lstat, mkdir, open, realpath, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';

/** Left free on the disk whatever a clip takes. */
const spaceMargin = 16 * 1024 * 1024;

/** Also a link that leads nowhere has its name. */
export const exists = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );

export const sizeOf = (file: string): Promise<number | undefined> =>
  stat(file).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );

/** @throws what the file system throws */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

export const isFolder = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** `clip.mp4`, `clip (2).mp4`, … without end. */
export function* numbered(file: string): Generator<string> {
  yield file;
  const { dir, name, ext } = path.parse(file);
  for (let number = 2; ; number++) yield path.join(dir, `${name} (${number})${ext}`);
}

/** Whether so many more bytes fit, with some to spare; also where the system cannot tell. */
export async function hasRoom(folder: string, bytes: number): Promise<boolean> {
  const disk = await statfs(folder).catch(() => undefined);
  // Some network file systems report nothing at all.
  return !disk || disk.blocks === 0 || disk.bavail * disk.bsize >= bytes + spaceMargin;
}

/** @throws VideoJobsError `disk` when the clip would not fit, where the system can tell. */
export async function assertSpace(folder: string, bytes: number): Promise<void> {
  if (await hasRoom(folder, bytes)) return;
  throw new VideoJobsError(
    'disk',
    l10n.t(
      'There is not enough room in {0}: the clip takes {1} MB. Free some space and download it again.',
      folder,
      Math.ceil(bytes / 1_000_000),
    ),
    { code: 'ENOSPC' },
  );
}

/** Bytes that a file system takes as one name. */
const longestName = 255;

/** What becomes `file` once it is whole. Beside it, so that giving it its name is one step of one file system. */
export function partialPathOf(file: string): string {
  const { dir, base } = path.parse(file);
  if (Buffer.byteLength(base) + 5 <= longestName) return `${file}.part`;
  const hash = createHash('sha256').update(base).digest('hex').slice(0, 16);
  return path.join(dir, `${hash}.part`);
}

/** Virus scanners and indexers hold a new file for a moment; Windows then refuses to rename it. ms. */
const renameDelays = [50, 100, 200, 400, 800, 1600];
const passing = ['EPERM', 'EBUSY', 'EACCES'];
const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';

async function patiently(work: () => Promise<void>): Promise<void> {
  for (const delay of [...renameDelays, undefined]) {
    try {
      return await work();
    } catch (error) {
      if (delay === undefined || !passing.includes(codeOf(error))) throw error;
      await sleep(delay);
    }
  }
}

/** Gives a finished file its name, in one step. What had that name is gone then, and not before. */
export async function moveIntoPlace(part: string, target: string): Promise<void> {
  await patiently(() => rename(part, target));
  await syncFolder(path.dirname(target));
}

/**
 * As `settle`, under the first of the names that nobody has. Another program may take one at any moment, so the file
 * system itself is asked to refuse; where it has no links (FAT, some network mounts), a look just before must do.
 */
export async function moveToFreeName(part: string, names: Iterable<string>): Promise<string> {
  for (const target of names) {
    try {
      await link(part, target);
      await patiently(() => rm(part, { force: true })).catch(() => undefined);
      await syncFolder(path.dirname(target));
      return target;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      if (await exists(target)) continue;
      await moveIntoPlace(part, target);
      return target;
    }
  }
  throw new RangeError('No name is free');
}

/** The file that a name stands for: what replaces it goes there, not in the place of the link. */
export const resolvedPath = (file: string): Promise<string> => realpath(file).catch(() => file);

/** A new name is only safe once its folder is on the disk, too. Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/**
 * A copy under the first free name, or in the place of what is there. Whole or not at all; the file system shares the
 * blocks where it can.
 */
export async function copyTo(source: string, wanted: string, replace: boolean): Promise<string> {
  await mkdir(path.dirname(wanted), { recursive: true });
  const part = partialPathOf(wanted);
  await discard(part);
  try {
    await copyFile(source, part, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await synced(part);
    if (!replace) return await moveToFreeName(part, numbered(wanted));
    await moveIntoPlace(part, wanted);
    return wanted;
  } catch (error) {
    await discard(part);
    throw error;
  }
}

async function synced(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
}

/** Writes a small file whole or not at all. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const part = partialPathOf(file);
  try {
    const handle = await open(part, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await moveIntoPlace(part, file);
  } catch (error) {
    await discard(part);
    throw error;
  }
}

export const discard = (file: string): Promise<void> => rm(file, { force: true }).catch(() => undefined);
