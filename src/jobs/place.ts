import { constants } from 'node:fs';
import { access, copyFile, mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../api/errors';

/** Left free on the disk whatever a clip takes. */
const spaceMargin = 16 * 1024 * 1024;

export const exists = (file: string): Promise<boolean> =>
  access(file, constants.F_OK).then(
    () => true,
    () => false,
  );

export const sizeOf = (file: string): Promise<number | undefined> =>
  stat(file).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );

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

/** Virus scanners and indexers hold a new file for a moment; Windows then refuses to rename it. ms. */
const renameDelays = [50, 100, 200, 400, 800, 1600];
const passing = ['EPERM', 'EBUSY', 'EACCES'];

/** Gives a finished file its name, in one step. */
export async function settle(part: string, target: string): Promise<void> {
  for (const delay of [...renameDelays, undefined]) {
    try {
      await rename(part, target);
      break;
    } catch (error) {
      if (delay === undefined || !passing.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      await sleep(delay);
    }
  }
  await syncFolder(path.dirname(target));
}

/** A new name is only safe once its folder is on the disk, too. Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** A copy under the first free name. The file system shares the blocks where it can. */
export async function copyTo(source: string, wanted: string): Promise<string> {
  await mkdir(path.dirname(wanted), { recursive: true });
  for (const target of numbered(wanted)) {
    try {
      await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      return target;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new RangeError('No name is free');
}

/** Writes a small file whole or not at all. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const part = `${file}.part`;
  const handle = await open(part, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await settle(part, file);
}

export const discard = (file: string): Promise<void> => rm(file, { force: true }).catch(() => undefined);
