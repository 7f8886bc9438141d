import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { hasClip } from '../jobs/due';
import { isActive, type JobRecord } from '../jobs/job';
import { parseRemove, type Place } from '../jobs/parseRequest';
import { formatNumber } from '../ui/format';
import { Dismissed } from '../ui/prompts/input';
import { inMessage } from '../ui/text';
import { formTitleOf } from '../ui/titles';
import { jobTitle } from '../ui/words/jobWords';
import type { App, Command } from './lib/app';
import { jobsFor, labelOf, refOf } from './lib/target';

/** Removes jobs from the list, and optionally from their provider if supported. Files on disk stay. */
const deleteJob: Command = async (app, call) => {
  const jobs = await jobsFor(app, call, {
    title: formTitleOf('delete'),
    ability: 'remove',
    none: vscode.l10n.t('There are no jobs to delete.'),
  });
  const { where } = call.fields;
  if (where !== undefined) {
    for (const job of jobs) {
      await app.jobs.remove(refOf(job), parseRemove({ provider: job.provider, id: job.id ?? job.key, where }).where);
    }
    return;
  }
  call.byUser = true;
  const [job, ...others] = jobs;
  if (others.length === 0) await app.jobs.remove(refOf(job), await askWhere(app, job));
  else await deleteSeveral(app, jobs, await askWhereSeveral(app, jobs));
};

/** Deletes as many as possible, then reports the first failure. @throws VideoJobsError */
async function deleteSeveral(app: App, jobs: readonly JobRecord[], where: Place): Promise<void> {
  const failures: unknown[] = [];
  for (const job of jobs) {
    await app.jobs.remove(refOf(job), isAtProvider(app, job) ? where : 'here').catch((error) => failures.push(error));
  }
  if (failures.length === 0) return;
  const [first] = failures;
  throw new VideoJobsError(
    first instanceof VideoJobsError ? first.kind : 'server',
    vscode.l10n.t(
      '{0} of {1} jobs could not be deleted. The first one: {2}',
      formatNumber(failures.length),
      formatNumber(jobs.length),
      first instanceof Error ? first.message : String(first),
    ),
    first instanceof VideoJobsError ? { code: first.code, requestId: first.requestId } : {},
  );
}

const isAtProvider = (app: App, job: JobRecord): boolean =>
  job.id !== undefined && app.jobs.capabilities(job.provider).delete;

async function askWhere(app: App, job: JobRecord): Promise<Place> {
  const provider = inMessage(labelOf(app, job.provider), 60);
  const atProvider = isAtProvider(app, job);
  const detail = [
    atProvider
      ? vscode.l10n.t(
          'You can remove it from this list only, or also delete it at {0}, which cannot be undone.',
          provider,
        )
      : job.id === undefined
        ? vscode.l10n.t('It was not created at {0}. It will be removed from this list.', provider)
        : vscode.l10n.t(
            'It will be removed from this list only. {0} keeps it, because it does not support deletion.',
            provider,
          ),
    clipMissed(job),
    filesKept(job.media.length),
  ];
  return confirm(vscode.l10n.t('Delete “{0}”?', inMessage(jobTitle(job, 80))), detail, atProvider);
}

async function askWhereSeveral(app: App, jobs: readonly JobRecord[]): Promise<Place> {
  const atProvider = jobs.filter((job) => isAtProvider(app, job)).length;
  const active = jobs.filter(isActive).length;
  const missed = jobs.filter((job) => job.status === 'completed' && !hasClip(job)).length;
  const detail = [
    atProvider > 0
      ? vscode.l10n.t(
          'You can remove them from this list only. {0} of them can also be deleted at their provider, which cannot be undone.',
          formatNumber(atProvider),
        )
      : vscode.l10n.t('They will be removed from this list only.'),
    active > 0 && vscode.l10n.t('Still in progress: {0}. Their clips will not be downloaded.', formatNumber(active)),
    missed > 0 && vscode.l10n.t('Clips that are not on your disk: {0}.', formatNumber(missed)),
    filesKept(jobs.reduce((sum, { media }) => sum + media.length, 0)),
  ];
  return confirm(vscode.l10n.t('Delete {0} jobs?', formatNumber(jobs.length)), detail, atProvider > 0);
}

/** @throws Dismissed */
async function confirm(question: string, detail: readonly (string | false)[], atProvider: boolean): Promise<Place> {
  const both = vscode.l10n.t('Also Delete at the Provider');
  const here = vscode.l10n.t('Remove from List');
  const chosen = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: detail.filter(Boolean).join('\n\n') },
    // Enter picks the first button: it must not be the irreversible one.
    ...(atProvider ? [here, both] : [here]),
  );
  if (chosen === undefined) throw new Dismissed();
  return chosen === both ? 'both' : 'here';
}

/** Returns a warning about a clip that was paid for and is not on disk, or an empty string. */
function clipMissed(job: JobRecord): string {
  if (isActive(job)) return vscode.l10n.t('It is still in progress. Its clip will not be downloaded.');
  return job.status === 'completed' && !hasClip(job) ? vscode.l10n.t('Its clip is not on your disk.') : '';
}

function filesKept(files: number): string {
  if (files === 0) return '';
  return files === 1
    ? vscode.l10n.t('The file stays on your disk.')
    : vscode.l10n.t('The {0} files stay on your disk.', formatNumber(files));
}

export const deleteCommands = { delete: deleteJob };
