import * as vscode from 'vscode';
import type { Command } from './app';
import { downloadWithProgress } from './download';
import { report } from './progress';
import { idOf, jobFor } from './target';

/** Asks anew for a job that was completed without a clip, and for the clip. */
export const lookAgain: Command = async (app, call) => {
  const title = vscode.l10n.t('Look Again');
  const job = await jobFor(app, call, {
    title,
    ability: 'lookAgain',
    none: vscode.l10n.t('Every completed job has its clip.'),
  });
  await report(vscode.l10n.t('Asking for the job…'), () => app.jobs.import(idOf(job)));
  return downloadWithProgress(app, job, idOf(job));
};
