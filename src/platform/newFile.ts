import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { diskError } from '../jobs/ledger/diskError';
import { folderBelow } from './assetFolder';
import { statOf } from './assets';

/** More of one name than anybody makes. */
const mostOfOneName = 1000;

/**
 * Writes a file below a folder under a name that nobody has: a number follows one that is taken.
 * @param relative its path with the extension, as `frameName` makes it
 * @param setting which says where it goes, for the message about it
 * @throws VideoJobsError `rejected` where it cannot go there, `disk`
 */
export async function writeBelow(
  root: vscode.Uri,
  relative: string,
  bytes: Uint8Array,
  setting: string,
): Promise<vscode.Uri> {
  const { dir, name, ext } = path.parse(relative);
  const folder = await folderBelow(root, dir.split(path.sep).filter(Boolean), setting);
  for (let number = 1; number <= mostOfOneName; number++) {
    const uri = vscode.Uri.joinPath(folder, `${name}${number > 1 ? ` (${number})` : ''}${ext}`);
    if (await (uri.scheme === 'file' ? writtenHere(uri.fsPath, bytes) : writtenAway(uri, bytes))) return uri;
  }
  throw new VideoJobsError('disk', vscode.l10n.t('There are too many files named {0}. Rename some of them.', name));
}

/** Whether the name was free. What could not be written whole is taken away again. */
async function writtenHere(file: string, bytes: Uint8Array): Promise<boolean> {
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

async function writtenAway(uri: vscode.Uri, bytes: Uint8Array): Promise<boolean> {
  if (await statOf(uri)) return false;
  try {
    await vscode.workspace.fs.writeFile(uri, bytes);
    return true;
  } catch (error) {
    throw diskError(error, uri.fsPath);
  }
}
