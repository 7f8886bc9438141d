import * as vscode from 'vscode';
import type { JobRecord } from '../../jobs/job';
import { jobTitle, ownWord, statusWord } from '../jobWords';
import { askChoice, Dismissed } from './input';
import { alone } from './steps';

/**
 * Asks for one of the jobs, newest first.
 * @param none Said where there is nothing to choose from.
 * @throws Dismissed
 */
export async function pickJob(
  title: string,
  jobs: readonly JobRecord[],
  labelOf: (provider: string) => string,
  none: string,
): Promise<JobRecord> {
  if (jobs.length === 0) {
    void vscode.window.showInformationMessage(none);
    throw new Dismissed();
  }
  return alone(
    askChoice(
      { title },
      { placeholder: vscode.l10n.t('Choose a job'), choices: jobs.map((job) => jobChoice(job, labelOf(job.provider))) },
    ),
  );
}

function jobChoice(job: JobRecord, provider: string) {
  const created = new Date(job.createdAt).toLocaleString(vscode.env.language);
  return {
    label: jobTitle(job),
    description: [ownWord(job) ?? statusWord(job.status), provider].join(' · '),
    detail: [created, job.model, job.id].filter(Boolean).join(' · '),
    value: job,
  };
}
