import * as vscode from 'vscode';
import type { Command } from './app';
import { jobFor, refOf } from './target';

export const resumeWatching: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: vscode.l10n.t('Follow Again'),
    ability: 'resumeWatching',
    none: vscode.l10n.t('All jobs in progress are being followed.'),
  });
  app.jobs.resumeWatching(refOf(job));
};
