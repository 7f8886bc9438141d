import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { diskError } from '../jobs/ledger/diskError';
import { folderBelow } from './assetFolder';
import { statOf } from './assets';

/** Upper bound for numbered names. */
const maxNumber = 1000;

/**
 * Writes a file below a folder under a free name, numbered if the name is taken.
 * @param relative path with the extension, as `frameName` returns it
 * @param setting name of the setting that the path comes from, for messages
 * @throws VideoJobsError `rejected` if nothing can be written there, `disk`
 */
export async function writeBelow(
  root: vscode.Uri,
  relative: string,
  bytes: Uint8Array,
  setting: string,
): Promise<vscode.Uri> {
  const { dir, name, ext } = path.parse(relative);
  const folder = await folderBelow(root, dir.split(path.sep).filter(Boolean), setting);
  for (let number = 1; number <= maxNumber; number++) {
    const uri = vscode.Uri.joinPath(folder, `${name}${number > 1 ? ` (${number})` : ''}${ext}`);
    if (await (uri.scheme === 'file' ? writeLocally(uri.fsPath, bytes) : writeRemotely(uri, bytes))) return uri;
  }
  throw new VideoJobsError('disk', vscode.l10n.t('There are too many files named {0}. Rename some of them.', name));
}

/** Returns false if the name is taken. Deletes a partly written file. */
async function writeLocally(file: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    await rm(file, { force: true }).catch(() => undefined);
    throw diskError(error, file);
  }
}

async function writeRemotely(uri: vscode.Uri, bytes: Uint8Array): Promise<boolean> {
  if (await statOf(uri)) return false;
  try {
    await vscode.workspace.fs.writeFile(uri, bytes);
    return true;
  } catch (error) {
    throw diskError(error, uri.fsPath);
  }
}
