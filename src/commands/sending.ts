import * as vscode from 'vscode';
import { budgetAsks, type Consent } from '../jobs/costs/budget';
import { publicJob } from '../jobs/job';
import { titleOf } from '../ui/titles';
import type { App, Command } from './lib/app';
import { agree, withinBudget } from './lib/budget';
import type { Call } from './lib/call';
import { report } from './lib/progress';
import { jobFor } from './lib/target';

const sendable = (app: App, call: Call, title: string, ability: 'sendAgain' | 'sendLater') =>
  jobFor(app, call, {
    title,
    ability,
    none: vscode.l10n.t('There is no request that can be sent again.'),
  });

/** Sends a failed request again unchanged, without the form. */
const sendAgain: Command = async (app, call) => {
  const { key } = await sendable(app, call, titleOf('sendAgain'), 'sendAgain');
  return send(app, call, key);
};

/** Programmatic callers get the rejection; users get a message. */
async function send(app: App, call: Call, key: string): Promise<unknown> {
  const work = (consent?: Consent) =>
    report(vscode.l10n.t('Sending the request…'), () => app.jobs.sendAgain(key, consent));
  return publicJob(await (call.byUser ? withinBudget(work) : work()));
}

/** Schedules the request for when the provider accepts it, if this window is open then; the row shows the time. */
const sendLater: Command = async (app, call) => {
  const job = await sendable(app, call, titleOf('sendLater'), 'sendLater');
  const { key } = job;
  // There may be no user to prompt when it is sent, so check the budget now.
  const stopped = await app.jobs.costs.checkBudget([{ ...job, ...job.request, provider: job.provider }]);
  if (stopped && !(call.byUser && stopped.code === budgetAsks)) throw stopped;
  if (stopped) await agree(stopped);
  const consent = stopped && ({ overBudget: true } satisfies Consent);
  if (app.jobs.sendLater(key, consent) !== undefined) return undefined;
  return consent ? publicJob(await app.jobs.sendAgain(key, consent)) : send(app, call, key);
};

/** Cancels a scheduled request. */
const dontSend: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: titleOf('dontSend'),
    ability: 'dontSend',
    none: vscode.l10n.t('No request is waiting to be sent.'),
  });
  app.jobs.dontSend(job.key);
};

export const sendingCommands = { dontSend, sendAgain, sendLater };
