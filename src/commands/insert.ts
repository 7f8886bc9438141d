import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { bringAssets } from '../platform/assets';
import { tellOfCopies } from '../ui/project/announce';
import { planInsertion } from '../ui/project/insertion';
import { pickEditor } from '../ui/prompts/pickEditor';
import { titleOf } from '../ui/titles';
import type { Command } from './lib/app';
import { clipsFor } from './lib/files';
import { report } from './lib/progress';

/** Puts clips into a document at the cursor, in its language, and their files into the project. One step to undo. */
const insert: Command = async (app, call) => {
  const title = titleOf('insert');
  const clips = await clipsFor(app, call, title);
  call.byUser = true;
  const editor = await pickEditor(title);
  const { document, selections } = editor;
  const { text, assets } = await planInsertion(document, selections[0]!.start, clips);
  const edit = new vscode.WorkspaceEdit();
  await report(vscode.l10n.t('Copying the clip…'), () => bringAssets(assets, edit));
  edit.set(
    document.uri,
    selections.map((selection) => vscode.SnippetTextEdit.replace(selection, text)),
  );
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new VideoJobsError(
      'disk',
      vscode.l10n.t('The document could not be edited. If it is read-only, choose another one.'),
    );
  }
  tellOfCopies(assets);
  return undefined;
};

export const insertCommands = { insert };
