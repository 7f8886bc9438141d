import * as vscode from 'vscode';
import { publicJob, type JobRecord } from '../jobs/job';
import { jobTitle } from '../ui/jobWords';
import { askChoice, askText, back, Dismissed } from '../ui/prompts/input';
import { alone } from '../ui/prompts/steps';
import { inMessage } from '../ui/text';
import type { App, Command } from './app';
import { jobFor, labelOf } from './target';

type Way = 'id' | 'sendAgain' | 'forget';

/** For a job whose create got no answer: the user says what became of it, since only the provider's site can tell. */
export const resolveUncertain: Command = async (app, call) => {
  const title = vscode.l10n.t('Resolve Unconfirmed Job');
  const job = await jobFor(app, call, {
    title,
    statuses: ['uncertain'],
    fits: () => true,
    none: vscode.l10n.t('Every job is confirmed. There is nothing to resolve.'),
  });
  call.byUser = true;
  for (;;) {
    const way = await alone(askChoice({ title }, question(app, job)));
    if (way === 'id') {
      const id = await askText(
        { title, canGoBack: true },
        {
          prompt: vscode.l10n.t('The job’s ID at the provider'),
          check: (text) => (text === '' ? vscode.l10n.t('Enter the ID of a job.') : undefined),
        },
      );
      if (id !== back) return shown(await app.jobs.resolveUncertain(job.key, { id }));
      continue;
    }
    if (way === 'sendAgain') await confirmSending(app, job);
    return shown(await app.jobs.resolveUncertain(job.key, way));
  }
};

const shown = (job: JobRecord | undefined) => job && publicJob(job);

function question(app: App, job: JobRecord) {
  const provider = labelOf(app, job.provider);
  return {
    placeholder: vscode.l10n.t('{0} did not answer. Check on its site whether the job is there', provider),
    choices: [
      {
        label: vscode.l10n.t('It is there: enter its ID…'),
        detail: vscode.l10n.t('The job is followed from then on.'),
        value: 'id' as Way,
      },
      {
        label: vscode.l10n.t('It is not there: send it again…'),
        detail: vscode.l10n.t('If it is there after all, you are charged twice.'),
        value: 'sendAgain' as Way,
      },
      {
        label: vscode.l10n.t('Remove it from the list'),
        detail: vscode.l10n.t('Nothing is sent.'),
        value: 'forget' as Way,
      },
    ],
  };
}

async function confirmSending(app: App, job: JobRecord): Promise<void> {
  const send = vscode.l10n.t('Send Again');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Send “{0}” again?', inMessage(jobTitle(job, 80))),
    {
      modal: true,
      detail: vscode.l10n.t(
        'It is not known whether {0} took the first request. If it did, the video is made twice and you may be charged twice.',
        inMessage(labelOf(app, job.provider), 60),
      ),
    },
    send,
  );
  if (chosen !== send) throw new Dismissed();
}
