import * as vscode from 'vscode';
import type { Command } from './app';
import { fileFor } from './files';

/** The view type of VS Code's built-in video editor, and the files it takes: `extensions/media-preview/package.json`. */
const videoPreview = { viewType: 'vscode.videoPreview', files: /\.(mp4|webm)$/i };

/** Opens a clip as VS Code opens any video: in its media preview. */
export const openInEditor: Command = async (app, call) => {
  const { path } = await fileFor(app, call, vscode.l10n.t('Open in VS Code’s Media Preview'));
  await openHere(path);
};

/** Opens a file inside VS Code; a video never as text. */
export async function openHere(file: string): Promise<void> {
  const uri = vscode.Uri.file(file);
  if (videoPreview.files.test(file))
    await vscode.commands.executeCommand('vscode.openWith', uri, videoPreview.viewType);
  else await vscode.commands.executeCommand('vscode.open', uri);
}
