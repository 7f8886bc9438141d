import * as vscode from 'vscode';
import { isActive, type JobRecord, type JobState, type JobStatus } from '../../jobs/job';
import { plain, shorten } from '../text';

/** Returns a job's status, localised. */
export function statusWord(status: JobStatus): string {
  switch (status) {
    case 'submitting':
      return vscode.l10n.t('Sending');
    case 'uncertain':
      return vscode.l10n.t('Not confirmed');
    case 'queued':
      return vscode.l10n.t('Queued');
    case 'in_progress':
      return vscode.l10n.t('In progress');
    case 'completed':
      return vscode.l10n.t('Completed');
    case 'failed':
      return vscode.l10n.t('Failed');
    case 'cancelled':
      return vscode.l10n.t('Canceled');
    case 'expired':
      return vscode.l10n.t('Expired');
  }
}

export function stateWord(state: JobState): string {
  switch (state) {
    case 'stopped':
      return vscode.l10n.t('Not followed');
    case 'missing':
      return vscode.l10n.t('Not found at the provider');
    case 'noClip':
      return vscode.l10n.t('No clip');
    default:
      return statusWord(state);
  }
}

/** Returns true for a job that is sent or followed: those that the badge and the status bar count. */
export const inProgress = (job: Pick<JobRecord, 'status' | 'watching'>): boolean =>
  job.status === 'submitting' || (isActive(job) && job.watching);

/** Explains why a job whose provider was removed is not polled. */
export const unconfigured = (provider: string): string =>
  vscode.l10n.t('The provider {0} is no longer configured. Add it again to follow the job.', provider);

/** Returns a job's title in one line: its prompt, else its id, else its model. */
export function jobTitle(job: Pick<JobRecord, 'prompt' | 'id' | 'model'>, length = 80): string {
  const words = [job.prompt, job.id, job.model].map((text) => plain(text ?? '')).find((text) => text !== '');
  return words === undefined ? vscode.l10n.t('Job without a prompt') : shorten(words, length);
}

/** Upper bound for the clips of one job. */
const maxClips = 100;

/** Returns the known number of clips of a job. */
export function videoCount(job: Pick<JobRecord, 'outputs' | 'media'>): number {
  const onDisk = job.media.filter(({ variant }) => variant === 'video').map(({ index }) => index + 1);
  return Math.min(maxClips, Math.max(job.outputs ?? 0, ...onDisk));
}

/** Returns the provider's word for the status if it differs from ours. */
export function ownWord(job: Pick<JobRecord, 'status' | 'providerStatus'>): string | undefined {
  const word = plain(job.providerStatus ?? '');
  const bare = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
  return word === '' || bare(word) === bare(job.status) ? undefined : shorten(word, 40);
}

/** Explains a status word that is not known, which may hide a finished clip; undefined for a known one. */
export function unknownStatus(job: Pick<JobRecord, 'status' | 'providerStatus' | 'statusUnknown' | 'clipUrlSeen'>) {
  if (!job.statusUnknown || !isActive(job)) return undefined;
  const word = shorten(plain(job.providerStatus ?? ''), 80);
  return job.clipUrlSeen
    ? vscode.l10n.t(
        'The provider reports the status “{0}”, which is unknown here, together with a clip: the job has probably completed. Choose “Diagnose” to correct how it is read.',
        word,
      )
    : vscode.l10n.t(
        'The provider reports the status “{0}”, which is unknown here, so the job is treated as in progress. Choose “Diagnose” to correct how it is read.',
        word,
      );
}

/** Returns who asked for a job, if it was no person. */
export function makerWords({ by }: Pick<JobRecord, 'by'>): string | undefined {
  if (!by) return undefined;
  const { kind, client } = by;
  const who = {
    agent: vscode.l10n.t('Created by an agent'),
    file: vscode.l10n.t('Created from a file'),
    extension: vscode.l10n.t('Created by another extension'),
  }[kind];
  return client === undefined ? who : vscode.l10n.t('{0} ({1})', who, plain(client).slice(0, 100));
}
