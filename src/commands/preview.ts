import * as vscode from 'vscode';
import type { Command } from './app';
import { jobFor, refOf } from './target';

export const preview: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: vscode.l10n.t('Preview'),
    none: vscode.l10n.t('There are no jobs yet. Create a video first.'),
  });
  app.preview.open(refOf(job));
};
