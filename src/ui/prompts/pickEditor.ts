import * as vscode from 'vscode';
import { VideoJobsError } from '../../api/errors';
import { askChoice } from './input';
import { alone } from './steps';

/**
 * Picks the document to write to and focuses its editor: the active one, the only open one, or one the user chooses.
 * @throws VideoJobsError `rejected` if none is open; Dismissed
 */
export async function pickEditor(title: string): Promise<vscode.TextEditor> {
  const active = vscode.window.activeTextEditor ?? onlyOne(vscode.window.visibleTextEditors);
  if (active) return vscode.window.showTextDocument(active.document, { viewColumn: active.viewColumn });
  const open = openDocuments();
  if (open.length === 0) {
    throw new VideoJobsError(
      'rejected',
      vscode.l10n.t('First open the document, and place the cursor where the clip should go.'),
    );
  }
  const choices = open.map(({ label, uri, group }) => ({
    label,
    description: vscode.workspace.asRelativePath(uri),
    value: { uri, viewColumn: group },
  }));
  const chosen =
    onlyOne(choices)?.value ??
    (await alone(askChoice({ title }, { placeholder: vscode.l10n.t('Insert into which document?'), choices })));
  return vscode.window.showTextDocument(chosen.uri, { viewColumn: chosen.viewColumn });
}

const onlyOne = <T>(all: readonly T[]): T | undefined => (all.length === 1 ? all[0] : undefined);

/** Returns all text tabs, including hidden ones: a preview in front of a document hides its editor. */
const openDocuments = () =>
  vscode.window.tabGroups.all.flatMap(({ tabs, viewColumn }) =>
    tabs.flatMap(({ label, input }) =>
      input instanceof vscode.TabInputText ? [{ label, uri: input.uri, group: viewColumn }] : [],
    ),
  );
