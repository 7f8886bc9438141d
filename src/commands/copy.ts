import * as vscode from 'vscode';
import type { Command } from './app';
import { fileFor } from './files';
import { idOf, jobFor } from './target';

/** Each answers what it put on the clipboard. */
const put = async (text: string): Promise<string> => {
  await vscode.env.clipboard.writeText(text);
  return text;
};

export const copyId: Command = async (app, call) => {
  const title = vscode.l10n.t('Copy Job ID');
  const job = await jobFor(app, call, { title, ability: 'copyId', none: vscode.l10n.t('There are no jobs yet.') });
  return put(idOf(job).id);
};

export const copyPrompt: Command = async (app, call) => {
  const title = vscode.l10n.t('Copy Prompt');
  const job = await jobFor(app, call, {
    title,
    ability: 'copyPrompt',
    none: vscode.l10n.t('There is no job with a prompt in the list.'),
  });
  return put(job.prompt ?? '');
};

export const copyPath: Command = async (app, call) =>
  put((await fileFor(app, call, vscode.l10n.t('Copy Clip Path'))).path);
