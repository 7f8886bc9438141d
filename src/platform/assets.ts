import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import type { Media } from '../jobs/job';
import { diskError } from '../jobs/ledger/diskError';
import { assertSpace } from '../jobs/clips/clipFiles';

/** A file of the library and where it goes in the workspace. */
export interface Asset {
  media: Media;
  uri: vscode.Uri;
  /** The same file is there already. */
  there: boolean;
}

/** What is not on this machine's disks gets a file whole, through memory. */
const remoteBytes = 256 * 1024 * 1024;
/** More of one name than anybody makes. */
const mostOfOneName = 1000;

/**
 * Chooses a name for a file in the assets folder: the one it has there already, else one that nobody has.
 * @param name without the extension
 * @param taken addresses that others of the same edit will have
 */
export async function planAsset(
  folder: vscode.Uri,
  name: string,
  media: Media,
  taken: ReadonlyMap<string, Media> = new Map(),
): Promise<Asset> {
  const extension = path.extname(media.path).toLowerCase();
  for (let number = 1; number <= mostOfOneName; number++) {
    const uri = vscode.Uri.joinPath(folder, `${name}${number > 1 ? `-${number}` : ''}${extension}`);
    const other = taken.get(uri.toString());
    if (other) {
      if (other.sha256 === media.sha256) return { media, uri, there: true };
      continue;
    }
    const found = await statOf(uri);
    if (!found) return { media, uri, there: false };
    if (await holds(uri, found, media)) return { media, uri, there: true };
  }
  throw new VideoJobsError('disk', vscode.l10n.t('There are too many files named {0}. Rename some of them.', name));
}

/**
 * Makes files a part of the edit that shows them, so that undoing it takes them back. Each is copied to a folder for
 * what is on its way, and the edit moves it from there: an edit that holds a file's bytes takes VS Code most of a second
 * and 40 MB of memory for each megabyte. What comes of an edit that nobody applies is left to the system to clear.
 * @throws VideoJobsError `disk`
 */
export async function bringAssets(assets: readonly Asset[], edit: vscode.WorkspaceEdit): Promise<void> {
  for (const { uri, media } of assets.filter(({ there }) => !there)) {
    assertSize(media, uri);
    const staged = vscode.Uri.file(path.join(await stagingFolder(), `${randomUUID()}${path.extname(uri.path)}`));
    await copyNew(media, staged);
    edit.renameFile(staged, uri, { overwrite: false });
  }
}

let staging: Promise<string> | undefined;

/** One for each window, made at first use; made anew where somebody cleared it away. */
async function stagingFolder(): Promise<string> {
  const folder = await (staging ??= mkdtemp(path.join(tmpdir(), 'video-jobs-')));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/**
 * Copies a file to where nothing is yet. On this machine's disks the blocks are shared where the file system can.
 * @throws VideoJobsError `disk`
 */
export async function copyNew(media: Media, target: vscode.Uri): Promise<void> {
  try {
    await (target.scheme === 'file' ? copyHere(media, target.fsPath) : copyAway(media, target));
  } catch (error) {
    throw diskError(error, target.fsPath);
  }
}

async function copyHere(media: Media, target: string): Promise<void> {
  const folder = path.dirname(target);
  await mkdir(folder, { recursive: true });
  await assertSpace(folder, media.bytes);
  await copyFile(media.path, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
}

async function copyAway(media: Media, target: vscode.Uri): Promise<void> {
  assertSize(media, target);
  await vscode.workspace.fs.copy(vscode.Uri.file(media.path), target, { overwrite: false });
}

function assertSize({ bytes }: Media, { scheme }: vscode.Uri): void {
  if (scheme === 'file' || bytes <= remoteBytes) return;
  throw new VideoJobsError(
    'disk',
    vscode.l10n.t(
      'The clip is larger than {0} MB, which is too large for a workspace on another computer.',
      remoteBytes / 1024 / 1024,
    ),
  );
}

/** @returns undefined where nothing is there */
export async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw diskError(error, uri.fsPath);
  }
}

/** Whether it is the file, to the byte. Only one of the same length is read. */
async function holds(uri: vscode.Uri, { type, size }: vscode.FileStat, media: Media): Promise<boolean> {
  if (type !== vscode.FileType.File || size !== media.bytes) return false;
  const hash = createHash('sha256');
  if (uri.scheme === 'file') await pipeline(createReadStream(uri.fsPath), hash);
  else hash.update(await vscode.workspace.fs.readFile(uri));
  return hash.digest('hex') === media.sha256;
}
