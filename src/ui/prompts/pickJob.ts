import * as vscode from 'vscode';
import type { JobRecord } from '../../jobs/job';
import { jobTitle, ownWord, statusWord } from '../jobWords';
import { inLabel } from '../text';
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
  assertSome(jobs, none);
  return alone(
    askChoice(
      { title },
      { placeholder: vscode.l10n.t('Choose a job'), choices: jobs.map((job) => jobChoice(job, labelOf(job.provider))) },
    ),
  );
}

/** Asks for any number of the jobs, newest first. @throws Dismissed */
export async function pickJobs(
  title: string,
  jobs: readonly JobRecord[],
  labelOf: (provider: string) => string,
  none: string,
): Promise<JobRecord[]> {
  assertSome(jobs, none);
  const items = jobs.map((job) => {
    const { label, description, detail, value } = jobChoice(job, labelOf(job.provider));
    return { label: inLabel(label), description: inLabel(description), detail: inLabel(detail), value };
  });
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Choose the jobs'),
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  if (!chosen || chosen.length === 0) throw new Dismissed();
  return chosen.map(({ value }) => value);
}

function assertSome(jobs: readonly JobRecord[], none: string): void {
  if (jobs.length > 0) return;
  void vscode.window.showInformationMessage(none);
  throw new Dismissed();
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
