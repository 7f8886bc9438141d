import sanitize from 'sanitize-filename';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { statOf } from './assets';
import { settings } from './settings/settings';

/** Target folder for the media of a document. */
export interface AssetPlace {
  /** Folder that files never leave: the workspace folder, or the document's own folder if it is outside of one. */
  root: vscode.Uri;
  folder: vscode.Uri;
  /** Folder that relative paths in the document start from. */
  from: vscode.Uri;
}

/**
 * Returns the assets folder for a document. Paths of an unsaved document start from the first workspace folder.
 * @throws VideoJobsError `rejected` if there is no such folder: the document is unsaved and no folder is open, the setting
 * names a folder elsewhere, a link is in the way, or the files are read-only
 */
export async function assetPlace(document: vscode.TextDocument): Promise<AssetPlace> {
  const { root, from } = baseOf(document);
  const setting = settings.assetsFolder(root);
  const parts = assetParts(setting);
  if (!parts) {
    throw refuse(
      vscode.l10n.t(
        'The setting {0} must name a folder inside the workspace, such as "assets/videos". It is: {1}',
        'videoJobs.project.assetsFolder',
        JSON.stringify(setting),
      ),
    );
  }
  return { root, from, folder: await folderBelow(root, parts, 'videoJobs.project.assetsFolder') };
}

/**
 * Returns a writable folder below another one; it need not exist yet.
 * @param setting name of the setting that the path comes from, for messages
 * @throws VideoJobsError `rejected` if the files are read-only, or a link or a file is in the way
 */
export async function folderBelow(root: vscode.Uri, parts: readonly string[], setting: string): Promise<vscode.Uri> {
  if (vscode.workspace.fs.isWritableFileSystem(root.scheme) !== true) {
    throw refuse(vscode.l10n.t('The files in this workspace are read-only, so nothing can be saved there.'));
  }
  await assertNoLink(root, parts, setting);
  return vscode.Uri.joinPath(root, ...parts);
}

/** @throws VideoJobsError `rejected` for an unsaved document if no folder is open */
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
 * Splits a relative path into its folders.
 * @returns undefined for a path that is not strictly below its base, on any operating system
 */
export function assetParts(value: unknown): string[] | undefined {
  if (typeof value !== 'string' || /^[/\\]/.test(value.trim())) return undefined;
  const parts = value
    .trim()
    .split(/[/\\]+/)
    .filter((part) => part !== '' && part !== '.');
  return parts.every((part) => part === sanitize(part)) ? parts : undefined;
}

/** Rejects links: writing through one could leave the workspace. */
async function assertNoLink(root: vscode.Uri, parts: readonly string[], setting: string): Promise<void> {
  for (let depth = 1; depth <= parts.length; depth++) {
    const folder = vscode.Uri.joinPath(root, ...parts.slice(0, depth));
    const stats = await statOf(folder);
    if (!stats) return;
    if (stats.type !== vscode.FileType.Directory) {
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
