import * as vscode from 'vscode';
import type { ActiveStatus } from '../api/types';
import { chargeChanged } from '../jobs/cancellation';
import { cancelTermsFor, chargeOf } from '../jobs/cancelTerms';
import { type JobRecord, publicJob } from '../jobs/job';
import { formatNumber } from '../ui/format';
import { Dismissed } from '../ui/prompts/input';
import { inMessage } from '../ui/text';
import { formTitleOf } from '../ui/titles';
import { jobTitle } from '../ui/words/jobWords';
import type { App, Command } from './lib/app';
import { report } from './lib/progress';
import { jobsFor, labelOf, refOf } from './lib/target';

/**
 * Cancels jobs at their providers, after a confirmation that states the charge. Callers that name the job are not asked:
 * keybindings and other extensions have decided.
 */
const cancel: Command = async (app, call) => {
  const [job, ...others] = await jobsFor(app, call, {
    title: formTitleOf('cancel'),
    ability: 'cancel',
    none: vscode.l10n.t('No job in progress can be canceled at its provider.'),
  });
  if (others.length > 0) {
    await cancelSeveral(app, [job, ...others]);
    return undefined;
  }
  if (!call.byUser) return publicJob(await app.jobs.cancel(refOf(job)));
  const after = await cancelAsked(app, job);
  tellOutcome(after);
  return publicJob(after);
};

/** Asks, and asks again if the charge has changed by the time the request would be sent. @throws VideoJobsError, Dismissed */
async function cancelAsked(app: App, given: JobRecord): Promise<JobRecord> {
  for (let job = given; ; job = app.jobs.find(refOf(job)) ?? job) {
    await confirm(
      vscode.l10n.t('Cancel “{0}”?', inMessage(jobTitle(job, 80))),
      [chargeWords(app, job), difference()],
      formTitleOf('cancel'),
    );
    try {
      return await report(vscode.l10n.t('Canceling the job…'), () =>
        app.jobs.cancel(refOf(job), { agreed: job.status as ActiveStatus }),
      );
    } catch (error) {
      if ((error as { code?: string }).code !== chargeChanged) throw error;
    }
  }
}

/** Cancels each of several jobs once; the first error is thrown after all were tried. @throws VideoJobsError, Dismissed */
async function cancelSeveral(app: App, jobs: readonly JobRecord[]): Promise<void> {
  const words = [...new Set(jobs.map((job) => chargeWords(app, job)))];
  await confirm(
    vscode.l10n.t('Cancel {0} jobs?', formatNumber(jobs.length)),
    [...words, difference()],
    formTitleOf('cancel'),
  );
  const results = await report(vscode.l10n.t('Canceling jobs…'), () =>
    Promise.allSettled(jobs.map((job) => app.jobs.cancel(refOf(job), { agreed: job.status as ActiveStatus }))),
  );
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}

/** States what canceling costs, as the provider's documents say it. */
function chargeWords(app: App, { provider, id = '', status }: JobRecord): string {
  const terms = cancelTermsFor(app.jobs.capabilities(provider), id);
  const label = inMessage(labelOf(app, provider), 60);
  switch (terms && chargeOf(terms, status as ActiveStatus)) {
    case 'free':
      return vscode.l10n.t('{0} does not charge jobs that are canceled in the queue.', label);
    case 'charged':
      return vscode.l10n.t('{0} charges what the job has used so far.', label);
    default:
      return vscode.l10n.t('Whether {0} charges a canceled job is unknown.', label);
  }
}

const difference = (): string =>
  vscode.l10n.t('This ends the job at the provider. “Stop Following” only stops checking it.');

/** @throws Dismissed */
async function confirm(message: string, detail: readonly string[], yes: string): Promise<void> {
  const options = { modal: true, detail: detail.join('\n\n') };
  if ((await vscode.window.showWarningMessage(message, options, yes)) !== yes) throw new Dismissed();
}

function tellOutcome({ status }: JobRecord): void {
  if (status === 'cancelled') return;
  void vscode.window.showInformationMessage(
    status === 'queued' || status === 'in_progress'
      ? vscode.l10n.t('The provider accepted the cancellation. The job is followed until it ends.')
      : vscode.l10n.t('The job had already finished, so nothing was canceled.'),
  );
}

export const cancelCommands = { cancel };
