import { createHash, randomBytes } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, link, lstat, mkdir, open, realpath, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';

/** Bytes left free on the disk by any download. */
const spaceMargin = 16 * 1024 * 1024;

/** Returns true if the name is taken, even by a dangling link. */
export const exists = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );

export const sizeOf = (file: string): Promise<number | undefined> =>
  stat(file).then(
    (info) => (info.isFile() ? info.size : undefined),
    () => undefined,
  );

/** @throws the file system's errors */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

export const isFolder = (file: string): Promise<boolean> =>
  stat(file).then(
    (info) => info.isDirectory(),
    () => false,
  );

/** Yields `clip.mp4`, `clip (2).mp4`, and so on, endlessly. */
export function* numbered(file: string): Generator<string> {
  yield file;
  const { dir, name, ext } = path.parse(file);
  for (let number = 2; ; number++) yield path.join(dir, `${name} (${number})${ext}`);
}

/** Returns true if N more bytes fit with a margin, or if the system cannot tell. */
export async function hasRoom(folder: string, bytes: number): Promise<boolean> {
  const disk = await statfs(folder).catch(() => undefined);
  // Some network file systems report nothing at all.
  return !disk || disk.blocks === 0 || disk.bavail * disk.bsize >= bytes + spaceMargin;
}

/** @throws VideoJobsError `disk` if the clip would not fit, as far as the system can tell */
export async function assertSpace(folder: string, bytes: number): Promise<void> {
  if (await hasRoom(folder, bytes)) return;
  throw new VideoJobsError(
    'disk',
    l10n.t(
      'Not enough space in {0}. The clip needs {1} MB. Free up some space and download it again.',
      folder,
      Math.ceil(bytes / 1_000_000),
    ),
    { code: 'ENOSPC' },
  );
}

/** Longest file name a file system takes, in bytes. */
const maxNameBytes = 255;

/**
 * Returns a new path for `file` while it is incomplete: `clip.9f86d081884c.mp4.part`. In the same folder, so that the final
 * rename is atomic, and of a name that no other program uses.
 */
export function newPartialPath(file: string): string {
  const { dir, name, ext } = path.parse(file);
  const ending = `.${randomBytes(6).toString('hex')}${ext}.part`;
  const isShort = Buffer.byteLength(name + ending) <= maxNameBytes;
  return path.join(dir, (isShort ? name : createHash('sha256').update(name).digest('hex').slice(0, 16)) + ending);
}

/** Pauses in ms: virus scanners and indexers open a new file for a moment, and Windows then refuses to rename it. */
const renameDelays = [50, 100, 200, 400, 800, 1600];
const transientCodes = ['EPERM', 'EBUSY', 'EACCES'];
const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';

async function withRetries(work: () => Promise<void>): Promise<void> {
  for (const delay of [...renameDelays, undefined]) {
    try {
      return await work();
    } catch (error) {
      if (delay === undefined || !transientCodes.includes(codeOf(error))) throw error;
      await sleep(delay);
    }
  }
}

/** Renames a complete file atomically, replacing a file of that name. */
export async function moveIntoPlace(part: string, target: string): Promise<void> {
  await withRetries(() => rename(part, target));
  await syncFolder(path.dirname(target));
}

/**
 * Renames a complete file to the first free name. Another program may take a name at any moment, so a hard link makes the
 * file system refuse; without links (FAT, some network mounts) a check just before must do.
 */
export async function moveToFreeName(part: string, names: Iterable<string>): Promise<string> {
  for (const target of names) {
    try {
      await link(part, target);
      await withRetries(() => rm(part, { force: true })).catch(() => undefined);
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

/** Returns the file behind a link: a replacement goes there and leaves the link. */
export const resolvedPath = (file: string): Promise<string> => realpath(file).catch(() => file);

/** Flushes a folder to the disk: a new name survives a power cut only then. Windows has no equivalent. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/**
 * Copies to the first free name, or over the existing file. Complete or not at all; the file system shares blocks if it can.
 */
export async function copyTo(source: string, wanted: string, replace: boolean): Promise<string> {
  await mkdir(path.dirname(wanted), { recursive: true });
  const part = newPartialPath(wanted);
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

/**
 * Writes a small file atomically, under a name that is free or taken by a file that may be replaced.
 * @param part path of the incomplete file, which nothing else uses
 * @param mayReplace tests the file that has the name
 * @throws the file system's errors, among them `EEXIST` for a name that is taken
 */
export async function writeWhole(
  file: string,
  text: string,
  part: string,
  mayReplace: () => Promise<boolean>,
): Promise<void> {
  // Neither follows a link nor opens a file that is there.
  const handle = await open(part, 'wx');
  try {
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (await hasLinked(part, file)) return;
    if (!(await mayReplace())) throw Object.assign(new Error(`${file} is another program's`), { code: 'EEXIST' });
    await moveIntoPlace(part, file);
  } finally {
    await discard(part);
  }
}

/** Gives a file a second name, unless that is taken. Without hard links, a check just before the rename must do. */
async function hasLinked(part: string, target: string): Promise<boolean> {
  try {
    await link(part, target);
  } catch {
    if (await exists(target)) return false;
    await moveIntoPlace(part, target);
    return true;
  }
  await syncFolder(path.dirname(target));
  return true;
}

export const discard = (file: string): Promise<void> => rm(file, { force: true }).catch(() => undefined);
