import * as vscode from 'vscode';
import { VideoJobsError } from '../../api/errors';
import { baseOf } from '../../platform/assetFolder';
import { pickEditor } from '../prompts/pickEditor';
import { inMessage } from '../text';
import { titleOf } from '../titles';
import { wayTo } from './insertion';
import { pictureSnippet } from './snippet';

/** Offers actions for a saved frame. @throws VideoJobsError if the chosen one fails */
export async function offerFrame(uri: vscode.Uri, label: string): Promise<void> {
  const open = vscode.l10n.t('Open');
  const copy = vscode.l10n.t('Copy Path');
  const insert = titleOf('insert');
  const words = vscode.l10n.t('Saved as {0}.', inMessage(vscode.workspace.asRelativePath(uri)));
  switch (await vscode.window.showInformationMessage(words, open, copy, insert)) {
    case open:
      return vscode.commands.executeCommand('vscode.open', uri);
    case copy:
      return vscode.env.clipboard.writeText(uri.scheme === 'file' ? uri.fsPath : uri.toString());
    case insert:
      return insertPicture(uri, label);
    case undefined:
      return;
  }
}

/** @throws VideoJobsError `rejected`, `disk`; Dismissed */
async function insertPicture(uri: vscode.Uri, label: string): Promise<void> {
  const editor = await pickEditor(titleOf('insert'));
  const { document, selections } = editor;
  const { line, character } = selections[0]!.start;
  const before = document.lineAt(line).text.slice(0, character);
  const text = pictureSnippet(document.languageId, { path: wayTo(baseOf(document), uri), label }, before);
  if (await editor.insertSnippet(new vscode.SnippetString().appendText(text), selections)) return;
  throw new VideoJobsError(
    'disk',
    vscode.l10n.t('The document could not be edited. If it is read-only, choose another one.'),
  );
}
