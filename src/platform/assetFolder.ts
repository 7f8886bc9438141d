import sanitize from 'sanitize-filename';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { statOf } from './assets';
import { settings } from './settings/settings';

/** Where the media of a document go. */
export interface AssetPlace {
  /** What they never leave: the workspace folder; for a document outside of one, its own folder. */
  root: vscode.Uri;
  folder: vscode.Uri;
  /** What paths in the document start from. */
  from: vscode.Uri;
}

/**
 * The assets folder for a document. One that was never saved stands, for its paths, in the first workspace folder.
 * @throws VideoJobsError `rejected` where there is no place: nothing is saved and no folder is open, the setting names a
 * folder elsewhere, a link is in the way, or the files cannot be changed
 */
export async function assetPlace(document: vscode.TextDocument): Promise<AssetPlace> {
  const { root, from } = baseOf(document);
  const given = settings.assetsFolder(root);
  const parts = assetParts(given);
  if (!parts) {
    throw refuse(
      vscode.l10n.t(
        'The setting {0} must name a folder inside the workspace, such as "assets/videos". It is: {1}',
        'videoJobs.project.assetsFolder',
        JSON.stringify(given),
      ),
    );
  }
  return { root, from, folder: await folderBelow(root, parts, 'videoJobs.project.assetsFolder') };
}

/**
 * A folder below another one that can be written to; it need not be there yet.
 * @param setting which named it
 * @throws VideoJobsError `rejected` where the files cannot be changed, or a link or a file is in the way
 */
export async function folderBelow(root: vscode.Uri, parts: readonly string[], setting: string): Promise<vscode.Uri> {
  if (vscode.workspace.fs.isWritableFileSystem(root.scheme) !== true) {
    throw refuse(vscode.l10n.t('The files in this workspace are read-only, so nothing can be saved there.'));
  }
  await assertNoLink(root, parts, setting);
  return vscode.Uri.joinPath(root, ...parts);
}

/** @throws VideoJobsError `rejected` for a document that was never saved, where no folder is open */
export function baseOf(document: vscode.TextDocument): Pick<AssetPlace, 'root' | 'from'> {
  const notebook = vscode.workspace.notebookDocuments.find((one) =>
    one.getCells().some((cell) => cell.document === document),
  );
  const { uri, isUntitled } = notebook ?? document;
  if (isUntitled) {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri;
    if (root) return { root, from: root };
    throw refuse(vscode.l10n.t('Save the document first, so that the clip can be placed next to it.'));
  }
  const from = vscode.Uri.joinPath(uri, '..');
  return { root: vscode.workspace.getWorkspaceFolder(uri)?.uri ?? from, from };
}

/**
 * The folders that a setting names one in the other.
 * @returns undefined for what is not a path below, on any system
 */
export function assetParts(value: unknown): string[] | undefined {
  if (typeof value !== 'string' || /^[/\\]/.test(value.trim())) return undefined;
  const parts = value
    .trim()
    .split(/[/\\]+/)
    .filter((part) => part !== '' && part !== '.');
  return parts.every((part) => part === sanitize(part)) ? parts : undefined;
}

/** A link inside the workspace could lead out of it: what is written through it would land elsewhere. */
async function assertNoLink(root: vscode.Uri, parts: readonly string[], setting: string): Promise<void> {
  for (let depth = 1; depth <= parts.length; depth++) {
    const folder = vscode.Uri.joinPath(root, ...parts.slice(0, depth));
    const found = await statOf(folder);
    if (!found) return;
    if (found.type !== vscode.FileType.Directory) {
      throw refuse(
        vscode.l10n.t(
          '{0} is a link or a file. Choose a real folder in the setting {1}.',
          vscode.workspace.asRelativePath(folder),
          setting,
        ),
      );
    }
  }
}

const refuse = (message: string) => new VideoJobsError('rejected', message);
