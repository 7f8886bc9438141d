import * as vscode from 'vscode';
import type { Command } from './app';
import { downloadWithProgress } from './download';
import { report } from './progress';
import { idOf, jobFor } from './target';

/** Asks anew for a job that was completed without a clip, and for the clip. */
export const lookAgain: Command = async (app, call) => {
  const title = vscode.l10n.t('Check Again');
  const job = await jobFor(app, call, {
    title,
    ability: 'lookAgain',
    none: vscode.l10n.t('All completed jobs have their clips.'),
  });
  await report(vscode.l10n.t('Requesting the job…'), () => app.jobs.import(idOf(job)));
  return downloadWithProgress(app, job, idOf(job));
};
