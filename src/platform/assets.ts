import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { assertSpace } from '../jobs/clips/clipFiles';
import type { Media } from '../jobs/job';
import { diskError } from '../jobs/ledger/diskError';

/** A file of the library and its target in the workspace. */
export interface Asset {
  media: Media;
  uri: vscode.Uri;
  /** True if the same file already exists at `uri`. */
  exists: boolean;
}

/** Largest file that is copied to a remote file system, in bytes: it passes through memory as a whole. */
const maxRemoteBytes = 256 * 1024 * 1024;
/** Upper bound for numbered names. */
const maxNumber = 1000;

/**
 * Chooses a name for a file in the assets folder: the one it already has there, else a free one.
 * @param name without the extension
 * @param taken URIs that other files of the same edit will have
 */
export async function planAsset(
  folder: vscode.Uri,
  name: string,
  media: Media,
  taken: ReadonlyMap<string, Media> = new Map(),
): Promise<Asset> {
  const extension = path.extname(media.path).toLowerCase();
  for (let number = 1; number <= maxNumber; number++) {
    const uri = vscode.Uri.joinPath(folder, `${name}${number > 1 ? `-${number}` : ''}${extension}`);
    const other = taken.get(uri.toString());
    if (other) {
      if (other.sha256 === media.sha256) return { media, uri, exists: true };
      continue;
    }
    const stats = await statOf(uri);
    if (!stats) return { media, uri, exists: false };
    if (await hasContent(uri, stats, media)) return { media, uri, exists: true };
  }
  throw new VideoJobsError('disk', vscode.l10n.t('There are too many files named {0}. Rename some of them.', name));
}

/**
 * Adds files to the edit that refers to them, so that undo removes them. Each is copied to a staging folder and the edit
 * moves it from there: an edit that carries a file's bytes costs VS Code most of a second and 40 MB of memory for each
 * megabyte. Staged files of an edit that is never applied are left to the system's temp cleaning.
 * @throws VideoJobsError `disk`
 */
export async function bringAssets(assets: readonly Asset[], edit: vscode.WorkspaceEdit): Promise<void> {
  for (const { uri, media } of assets.filter(({ exists }) => !exists)) {
    assertSize(media, uri);
    const staged = vscode.Uri.file(path.join(await stagingFolder(), `${randomUUID()}${path.extname(uri.path)}`));
    await copyNew(media, staged);
    edit.renameFile(staged, uri, { overwrite: false });
  }
}

let staging: Promise<string> | undefined;

/** Staging folder of this window, created on first use and again if it was deleted. */
async function stagingFolder(): Promise<string> {
  const folder = await (staging ??= mkdtemp(path.join(tmpdir(), 'video-jobs-')));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/**
 * Copies a file to a path that must not exist yet. On local disks, the copy shares blocks if the file system can.
 * @throws VideoJobsError `disk`
 */
export async function copyNew(media: Media, target: vscode.Uri): Promise<void> {
  try {
    await (target.scheme === 'file' ? copyLocally(media, target.fsPath) : copyRemotely(media, target));
  } catch (error) {
    throw diskError(error, target.fsPath);
  }
}

async function copyLocally(media: Media, target: string): Promise<void> {
  const folder = path.dirname(target);
  await mkdir(folder, { recursive: true });
  await assertSpace(folder, media.bytes);
  await copyFile(media.path, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
}

async function copyRemotely(media: Media, target: vscode.Uri): Promise<void> {
  assertSize(media, target);
  await vscode.workspace.fs.copy(vscode.Uri.file(media.path), target, { overwrite: false });
}

function assertSize({ bytes }: Media, { scheme }: vscode.Uri): void {
  if (scheme === 'file' || bytes <= maxRemoteBytes) return;
  throw new VideoJobsError(
    'disk',
    vscode.l10n.t(
      'The clip is larger than {0} MB, which is too large for a workspace on another computer.',
      maxRemoteBytes / 1024 / 1024,
    ),
  );
}

/** @returns undefined if nothing exists there */
export async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw diskError(error, uri.fsPath);
  }
}

/** Compares a file with a clip by content; reads only files of the same length. */
async function hasContent(uri: vscode.Uri, { type, size }: vscode.FileStat, media: Media): Promise<boolean> {
  if (type !== vscode.FileType.File || size !== media.bytes) return false;
  const hash = createHash('sha256');
  if (uri.scheme === 'file') await pipeline(createReadStream(uri.fsPath), hash);
  else hash.update(await vscode.workspace.fs.readFile(uri));
  return hash.digest('hex') === media.sha256;
}
