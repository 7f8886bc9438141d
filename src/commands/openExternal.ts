import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import type { Command } from './app';
import { fileFor, isElsewhere } from './files';
import { openHere } from './openInEditor';

/** Plays a clip in the system's player; in a browser or on another machine, in the editor's own. */
export const openExternal: Command = async (app, call) => {
  const { path } = await fileFor(app, call, vscode.l10n.t('Open in System Player'));
  if (isElsewhere()) {
    await openHere(path);
    return;
  }
  if (await vscode.env.openExternal(vscode.Uri.file(path))) return;
  throw new VideoJobsError(
    'disk',
    vscode.l10n.t(
      'The system could not open {0}. Choose a default player for this type of file, then try again.',
      path,
    ),
  );
};
