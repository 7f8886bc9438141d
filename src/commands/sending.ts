import * as vscode from 'vscode';
import { publicJob } from '../jobs/job';
import type { App, Command } from './app';
import type { Call } from './call';
import { report } from './progress';
import { jobFor } from './target';

const sendable = (app: App, call: Call, title: string) =>
  jobFor(app, call, {
    title,
    statuses: ['failed'],
    fits: ({ sendable }) => sendable !== undefined,
    none: vscode.l10n.t('There is no request that could be sent again as it is.'),
  });

/** Sends a request that came to nothing once more, as it was: nobody has to fill in the form again. */
export const sendAgain: Command = async (app, call) => {
  const { key } = await sendable(app, call, vscode.l10n.t('Send Again'));
  return publicJob(await report(vscode.l10n.t('Sending the request…'), () => app.jobs.sendAgain(key)));
};

/** The same as soon as the provider allows it, if this window is open then. The row says when. */
export const sendLater: Command = async (app, call) => {
  const { key } = await sendable(app, call, vscode.l10n.t('Send When Allowed'));
  if (app.jobs.sendLater(key) !== undefined) return undefined;
  return publicJob(await report(vscode.l10n.t('Sending the request…'), () => app.jobs.sendAgain(key)));
};

/** Takes back that it is sent by itself. */
export const dontSend: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: vscode.l10n.t('Don’t Send'),
    statuses: ['failed'],
    fits: ({ sendsAt }) => sendsAt !== undefined,
    none: vscode.l10n.t('No request waits to be sent.'),
  });
  app.jobs.dontSend(job.key);
};
