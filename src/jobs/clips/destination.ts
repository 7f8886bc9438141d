import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { diskError } from '../ledger/diskError';
import type { Media } from '../job';
import { copyTo, exists, resolvedPath, isFolder, numbered, sizeOf } from './clipFiles';

/** Where somebody wants a clip. */
export interface Destination {
  /** A file or a folder; without it the clip goes to the library folder. A name that is taken gets a number. */
  to?: string;
  /** What has the name `to` goes, once the clip is whole: somebody was asked and agreed. */
  replace?: boolean;
}

/** Where a clip goes, and whether what is there goes. */
export interface ReservedFile {
  target: string;
  overwrite: boolean;
}

/**
 * Into a folder that is there, or named as one, the clip goes under `name`; else it lends its extension where there is
 * none. Only the very file that was named is overwritten, and where it is a link, the file behind it.
 */
async function targetOf(to: string, name: string, replace = false): Promise<ReservedFile> {
  const target = path.resolve(to);
  if (/[/\\]$/.test(to) || (await isFolder(target))) return { target: path.join(target, name), overwrite: false };
  if (path.extname(target) === '') return { target: target + path.extname(name), overwrite: false };
  const overwrite = replace && (await sizeOf(target)) !== undefined;
  return { target: overwrite ? await resolvedPath(target) : target, overwrite };
}

/**
 * Keeps a place for a clip that is still to come: one that nobody has, and that no other window is about to take.
 * @param usual where it goes if nothing else is wished
 * @param claim takes the claim of this name, if it is free or ours already
 */
export async function reserve(
  { to, replace }: Destination,
  usual: string,
  claim: (name: string) => boolean,
): Promise<ReservedFile> {
  const wanted =
    to === undefined ? { target: usual, overwrite: false } : await targetOf(to, path.basename(usual), replace);
  await mkdir(path.dirname(wanted.target), { recursive: true });
  if (wanted.overwrite && claim(fileName(wanted.target))) return wanted;
  for (const target of numbered(wanted.target)) {
    if (!(await exists(target)) && claim(fileName(target))) return { target, overwrite: false };
  }
  throw new RangeError('No name is free');
}

/** Of the claim on a name. */
export const fileName = (file: string): string => `file:${file}`;

/** The clip where it is wished, copied from where it is. @throws VideoJobsError `disk` */
export async function copyClip(media: Media, { to, replace }: Destination): Promise<Media> {
  if (to === undefined) return media;
  const { target, overwrite } = await targetOf(to, path.basename(media.path), replace);
  if (target === media.path) return media;
  try {
    return { ...media, path: await copyTo(media.path, target, overwrite) };
  } catch (error) {
    throw diskError(error, target);
  }
}
