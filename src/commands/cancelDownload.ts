import * as vscode from 'vscode';
import type { Command } from './app';
import { jobFor, refOf } from './target';

export const cancelDownload: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: vscode.l10n.t('Cancel Download'),
    ability: 'cancelDownload',
    none: vscode.l10n.t('No download is in progress.'),
  });
  app.jobs.cancelDownload(refOf(job));
};
