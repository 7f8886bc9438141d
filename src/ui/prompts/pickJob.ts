import * as vscode from 'vscode';
import type { JobRecord } from '../../jobs/job';
import { inLabel } from '../text';
import { jobTitle, ownWord, statusWord } from '../words/jobWords';
import { askChoice, Dismissed } from './input';
import { alone } from './steps';

/**
 * Asks for one of the jobs, newest first.
 * @param none message if there is nothing to choose from
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
      { placeholder: vscode.l10n.t('Select a job'), choices: jobs.map((job) => jobChoice(job, labelOf(job.provider))) },
    ),
  );
}

/** Asks for any number of the jobs, newest first. @throws Dismissed */
export const pickJobs = (
  title: string,
  jobs: readonly JobRecord[],
  labelOf: (provider: string) => string,
  none: string,
): Promise<JobRecord[]> =>
  pickSome(
    { title, none, placeholder: vscode.l10n.t('Select jobs') },
    jobs.map((job) => ({ job, value: job })),
    labelOf,
  );

interface SomeQuestion {
  title: string;
  placeholder: string;
  /** Message if there is nothing to choose from. */
  none: string;
  /** Minimum number of choices; with `most`, the maximum. Any number by default. */
  fewest?: number;
  most?: number;
}

/** A job, or one of its outputs. */
interface JobChoice<T> {
  job: JobRecord;
  output?: number;
  value: T;
}

/** Asks for several of the jobs or outputs until their number is valid. @throws Dismissed */
export async function pickSome<T>(
  { title, placeholder, none, fewest = 1, most = Infinity }: SomeQuestion,
  choices: readonly JobChoice<T>[],
  labelOf: (provider: string) => string,
): Promise<T[]> {
  assertSome(choices, none);
  const items = choices.map(({ job, output, value }) => {
    const { label, description, detail } = jobChoice(job, labelOf(job.provider));
    const name = output === undefined ? label : `${label} – ${vscode.l10n.t('Video {0}', output + 1)}`;
    return { label: inLabel(name), description: inLabel(description), detail: inLabel(detail), value, picked: false };
  });
  for (;;) {
    const chosen = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: placeholder,
      canPickMany: true,
      matchOnDescription: true,
      matchOnDetail: true,
      ignoreFocusOut: true,
    });
    if (!chosen || chosen.length === 0) throw new Dismissed();
    if (chosen.length >= fewest && chosen.length <= most) return chosen.map(({ value }) => value);
    // Ask again, with the same rows checked.
    for (const item of items) item.picked = chosen.includes(item);
  }
}

function assertSome(jobs: readonly unknown[], none: string): void {
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
