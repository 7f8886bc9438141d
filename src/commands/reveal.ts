import * as path from 'node:path';
import * as vscode from 'vscode';
import { inMessage } from '../ui/text';
import type { Command } from './app';
import { fileFor, isElsewhere } from './files';

/** Shows a clip in the system's file manager; where there is none within reach, says where it is. */
export const reveal: Command = async (app, call) => {
  const media = await fileFor(app, call, vscode.l10n.t('Show in Folder'));
  const uri = vscode.Uri.file(media.path);
  if (!isElsewhere()) {
    await vscode.commands.executeCommand('revealFileInOS', uri);
    return;
  }
  const open = vscode.l10n.t('Open Folder');
  const copy = vscode.l10n.t('Copy Clip Path');
  void vscode.window.showInformationMessage(inMessage(media.path), open, copy).then((chosen) => {
    if (chosen === copy) return vscode.env.clipboard.writeText(media.path);
    return chosen === open ? openFolder(path.dirname(media.path)) : undefined;
  });
};

/** In another window, so that what is open here stays. */
export const openFolder = (folder: string): Thenable<unknown> =>
  vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), { forceNewWindow: true });
