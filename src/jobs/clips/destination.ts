import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Media } from '../job';
import { diskError } from '../ledger/diskError';
import { copyTo, exists, isFolder, numbered, resolvedPath, sizeOf } from './clipFiles';

/** Requested path of a clip. */
export interface Destination {
  /** A file or folder; absent for the library folder. A name that is taken gets a number. */
  to?: string;
  /** Replaces the file `to` once the clip is complete: the user confirmed it. */
  replace?: boolean;
}

/** Final path of a clip. */
export interface ReservedFile {
  target: string;
  /** Replaces the existing file. */
  overwrite: boolean;
}

/**
 * Resolves `to`: an existing folder, or one with a trailing slash, takes the clip under `name`; a file without an extension
 * gets the clip's. Only the exact file named is overwritten, and the file behind a link rather than the link.
 */
async function targetOf(to: string, name: string, replace = false): Promise<ReservedFile> {
  const target = path.resolve(to);
  if (/[/\\]$/.test(to) || (await isFolder(target))) return { target: path.join(target, name), overwrite: false };
  if (path.extname(target) === '') return { target: target + path.extname(name), overwrite: false };
  const overwrite = replace && (await sizeOf(target)) !== undefined;
  return { target: overwrite ? await resolvedPath(target) : target, overwrite };
}

/**
 * Reserves a path for a clip to be downloaded: one that is free and that no other window has reserved.
 * @param usual path if the caller requested none
 * @param claim takes the claim on a path; false while another holder has it
 */
export async function reserve(
  { to, replace }: Destination,
  usual: string,
  claim: (name: string) => boolean,
): Promise<ReservedFile> {
  const wanted =
    to === undefined ? { target: usual, overwrite: false } : await targetOf(to, path.basename(usual), replace);
  await mkdir(path.dirname(wanted.target), { recursive: true });
  if (wanted.overwrite && claim(fileClaim(wanted.target))) return wanted;
  for (const target of numbered(wanted.target)) {
    if (!(await exists(target)) && claim(fileClaim(target))) return { target, overwrite: false };
  }
  throw new RangeError('No name is free');
}

/** Name of the claim on a path. */
export const fileClaim = (file: string): string => `file:${file}`;

/** Copies a clip to the requested path, if any. @throws VideoJobsError `disk` */
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
