import * as vscode from 'vscode';
import { hasClip } from '../jobs/due';
import { isActive, type JobRecord } from '../jobs/job';
import { parseRemove, type Place } from '../jobs/parseRequest';
import { formatNumber } from '../ui/format';
import { Dismissed } from '../ui/prompts/input';
import { inMessage } from '../ui/text';
import { formTitleOf } from '../ui/titles';
import { jobTitle } from '../ui/words/jobWords';
import type { App, Command } from './lib/app';
import { jobFor, labelOf, refOf } from './lib/target';

/** Removes a job from the list, and optionally from its provider if supported. Files on disk stay. */
const deleteJob: Command = async (app, call) => {
  const job = await jobFor(app, call, {
    title: formTitleOf('delete'),
    ability: 'remove',
    none: vscode.l10n.t('There are no jobs to delete.'),
  });
  const { where } = call.fields;
  if (where !== undefined) {
    await app.jobs.remove(refOf(job), parseRemove({ provider: job.provider, id: job.id ?? job.key, where }).where);
    return;
  }
  call.byUser = true;
  await app.jobs.remove(refOf(job), await askWhere(app, job));
};

async function askWhere(app: App, job: JobRecord): Promise<Place> {
  const provider = inMessage(labelOf(app, job.provider), 60);
  const atProvider = job.id !== undefined && app.jobs.capabilities(job.provider).delete;
  const both = vscode.l10n.t('Also Delete at the Provider');
  const here = vscode.l10n.t('Remove from List');
  const detail = [
    atProvider
      ? vscode.l10n.t(
          'You can remove it from this list only, or also delete it at {0}, which cannot be undone.',
          provider,
        )
      : vscode.l10n.t(
          'It will be removed from this list only. {0} keeps it, because it does not support deletion.',
          provider,
        ),
    clipMissed(job),
    filesKept(job),
  ];
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete “{0}”?', inMessage(jobTitle(job, 80))),
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

function filesKept({ media }: JobRecord): string {
  if (media.length === 0) return '';
  return media.length === 1
    ? vscode.l10n.t('Its file stays on your disk.')
    : vscode.l10n.t('Its {0} files stay on your disk.', formatNumber(media.length));
}

export const deleteCommands = { delete: deleteJob };
