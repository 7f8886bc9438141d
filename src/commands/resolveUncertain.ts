import * as vscode from 'vscode';
import type { RemoteJob } from '../api/types';
import { type JobRecord, publicJob } from '../jobs/job';
import { formatDateTime } from '../ui/format';
import { askChoice, askText, type Back, Dismissed } from '../ui/prompts/input';
import { alone } from '../ui/prompts/steps';
import { inMessage, plain, shorten } from '../ui/text';
import { formTitleOf } from '../ui/titles';
import { jobTitle } from '../ui/words/jobWords';
import type { App, Command } from './lib/app';
import { withinBudget } from './lib/budget';
import { report } from './lib/progress';
import { jobFor, labelOf } from './lib/target';

type Way = 'look' | 'id' | 'sendAgain' | 'forget';

/** Resolves a job whose create got no response: searches for it, or lets the user decide. Sends nothing unasked. */
const resolveUncertain: Command = async (app, call) => {
  const title = formTitleOf('resolveUncertain');
  const job = await jobFor(app, call, {
    title,
    ability: 'resolveUncertain',
    none: vscode.l10n.t('All jobs are confirmed. There is nothing to resolve.'),
  });
  call.byUser = true;
  let remark: string | undefined;
  for (;;) {
    const way = await alone(askChoice({ title }, question(app, job, remark)));
    if (way === 'sendAgain' || way === 'forget') {
      await (way === 'forget' ? confirmForgetting(app, job) : confirmSending(app, job));
      return shown(await withinBudget((consent) => app.jobs.resolveUncertain(job.key, way, consent)));
    }
    const answer = way === 'look' ? await look(app, job, title) : await askId(title);
    if (typeof answer === 'object') return shown(answer);
    if (typeof answer === 'string') return shown(await app.jobs.resolveUncertain(job.key, { id: answer }));
    remark =
      answer === undefined ? vscode.l10n.t('No job in the list of {0} matches', labelOf(app, job.provider)) : undefined;
  }
};

const shown = (job: JobRecord | undefined) => job && publicJob(job);

function question(app: App, job: JobRecord, remark?: string) {
  const provider = labelOf(app, job.provider);
  const lists = app.jobs.capabilities(job.provider).list;
  return {
    placeholder: remark ?? vscode.l10n.t('{0} did not respond. Check on its website whether the job exists', provider),
    choices: [
      ...(lists
        ? [
            {
              label: vscode.l10n.t('Look for It at the Provider'),
              detail: vscode.l10n.t('Searches its list by prompt, model and time. Sends and charges nothing.'),
              value: 'look' as Way,
            },
          ]
        : []),
      {
        label: vscode.l10n.t('Enter Job ID…'),
        detail: vscode.l10n.t('The job will be followed from then on.'),
        value: 'id' as Way,
      },
      {
        label: vscode.l10n.t('Send Again (May Be Charged Twice)…'),
        detail: vscode.l10n.t('If it does exist there, you will be charged twice.'),
        value: 'sendAgain' as Way,
      },
      {
        label: vscode.l10n.t('Forget…'),
        detail: vscode.l10n.t('Removes it from the list. Nothing is sent.'),
        value: 'forget' as Way,
      },
    ],
  };
}

/** @returns the job, or the id that the user picked; undefined if none matches @throws VideoJobsError, Dismissed */
async function look(app: App, job: JobRecord, title: string): Promise<JobRecord | string | Back | undefined> {
  const { found, candidates } = await report(vscode.l10n.t('Looking for the job…'), () =>
    app.jobs.lookForUncertain(job.key),
  );
  if (found || candidates.length === 0) return found;
  return askChoice(
    { title, canGoBack: true },
    {
      placeholder: vscode.l10n.t('Which of these is it? It was sent at {0}', formatDateTime(job.createdAt)),
      choices: candidates.map(candidate),
    },
  );
}

const candidate = ({ id, prompt, model, createdAt }: RemoteJob) => ({
  label: prompt === undefined ? id : shorten(plain(prompt), 80),
  description: [createdAt === undefined ? undefined : formatDateTime(createdAt), model && shorten(plain(model), 40)]
    .filter(Boolean)
    .join(' · '),
  detail: id,
  value: id,
});

const askId = (title: string): Promise<string | Back> =>
  askText(
    { title, canGoBack: true },
    {
      prompt: vscode.l10n.t('Job ID at the provider'),
      check: (text) => (text === '' ? vscode.l10n.t('Enter a job ID.') : undefined),
    },
  );

/** @throws Dismissed */
async function confirm(message: string, detail: string, yes: string): Promise<void> {
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, yes)) !== yes) throw new Dismissed();
}

const confirmSending = (app: App, job: JobRecord) =>
  confirm(
    vscode.l10n.t('Send “{0}” again?', inMessage(jobTitle(job, 80))),
    vscode.l10n.t(
      'It is unknown whether {0} accepted the first request. If it did, the video will be generated twice, and you may be charged twice.',
      inMessage(labelOf(app, job.provider), 60),
    ),
    vscode.l10n.t('Send Again'),
  );

const confirmForgetting = (app: App, job: JobRecord) =>
  confirm(
    vscode.l10n.t('Forget “{0}”?', inMessage(jobTitle(job, 80))),
    vscode.l10n.t(
      'If {0} accepted the request, the video will be generated and charged, and only be available there.',
      inMessage(labelOf(app, job.provider), 60),
    ),
    vscode.l10n.t('Forget'),
  );

export const resolveUncertainCommands = { resolveUncertain };
