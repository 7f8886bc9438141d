import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import type { Command } from './app';
import { fileFor, isElsewhere } from './files';

/** Plays a clip in the system's player; in a browser or on another machine, in the editor's own. */
export const openExternal: Command = async (app, call) => {
  const { path } = await fileFor(app, call, vscode.l10n.t('Open in the System Player'));
  const uri = vscode.Uri.file(path);
  if (isElsewhere()) {
    await vscode.commands.executeCommand('vscode.open', uri);
    return;
  }
  if (await vscode.env.openExternal(uri)) return;
  throw new VideoJobsError(
    'disk',
    vscode.l10n.t(
      'The system could not open {0}. Choose a player for such files in your system, then try again.',
      path,
    ),
  );
};
