import * as vscode from 'vscode';
import { formTitleOf } from '../titles';
import { type Grouping, groupings, groupingWord } from './model';

/** @returns undefined if the user cancelled */
export async function askForGrouping(current: Grouping): Promise<Grouping | undefined> {
  const items = groupings.map((grouping) => ({
    label: groupingWord(grouping),
    description: grouping === current ? vscode.l10n.t('current') : undefined,
    grouping,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: formTitleOf('groupBy'),
    placeHolder: formTitleOf('groupBy'),
  });
  return chosen?.grouping;
}

/** @param preview called with each state of the input. @returns undefined if the user cancelled */
export function askForFilter(current: string, preview: (query: string) => void): Promise<string | undefined> {
  const input = vscode.window.createInputBox();
  input.title = formTitleOf('filter');
  input.prompt = vscode.l10n.t('Search in prompt, model, ID, provider and status; for example: heron status:failed');
  input.placeholder = vscode.l10n.t('All jobs');
  input.value = current;
  return new Promise((resolve) => {
    input.onDidChangeValue((value) => preview(value.trim()));
    input.onDidAccept(() => {
      resolve(input.value.trim());
      input.hide();
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}
