import * as vscode from 'vscode';
import type { JobRecord } from '../../jobs/job';
import type { Settings } from '../../platform/settings/settings';
import { fewest, most } from '../../shared/comparison';
import { formatNumber, formatRelative } from '../format';
import { inMessage } from '../text';
import { titleOf } from '../titles';
import { jobTitle, statusWord } from '../words/jobWords';

type Level = Settings['notifications'];

export interface Announcement {
  severity: 'information' | 'warning' | 'error';
  message: string;
  /** Button of the notification; `list` shows the view. */
  action: {
    label: string;
    command: 'preview' | 'download' | 'list' | 'compare';
    job?: JobRecord;
    jobs?: readonly JobRecord[];
  };
}

/** Returns true for a job whose clip, if any was due, did not fail to be downloaded. */
export const isReady = (job: JobRecord): boolean => job.status === 'completed' && job.transfer?.state !== 'failed';

/** Returns the notification about jobs that ended together, or undefined if the user's level suppresses it. */
export function announce(ended: readonly JobRecord[], level: Level): Announcement | undefined {
  // What the user canceled is no news.
  const news = ended.filter((job) => job.status !== 'cancelled' || job.cancelSent === undefined);
  const jobs = news.filter((job) => level === 'all' || (level === 'failures' && !isReady(job)));
  const [first] = jobs;
  if (!first) {
    return undefined;
  }
  return jobs.length === 1 ? announceOne(first) : announceSeveral(jobs);
}

/** The same for jobs that were sent as a batch; offers to compare their clips. */
export function announceGroup(ended: readonly JobRecord[], level: Level): Announcement | undefined {
  const said = ended.every(isReady) ? announce(ended, level) : level === 'off' ? undefined : announce(ended, 'all');
  const clips = ended.filter(({ media }) => media.some(({ variant }) => variant === 'video'));
  if (!said || clips.length < fewest) return said;
  // If more clips exist than fit side by side, the user chooses.
  const label = clips.length > most ? vscode.l10n.t('Compare…') : vscode.l10n.t('Compare');
  return { ...said, action: { label, command: 'compare', jobs: clips.length > most ? [] : clips } };
}

function announceOne(job: JobRecord): Announcement {
  const title = inMessage(jobTitle(job, 60));
  if (isReady(job)) {
    return {
      severity: 'information',
      message: vscode.l10n.t('“{0}” is ready.', title),
      action: { label: vscode.l10n.t('Play'), command: 'preview', job },
    };
  }
  const reason = inMessage((job.transfer?.error ?? job.error)?.message ?? '', 200);
  const what =
    job.status === 'completed'
      ? vscode.l10n.t('“{0}” is ready, but its clip could not be downloaded.', title)
      : job.status === 'failed'
        ? vscode.l10n.t('“{0}” failed.', title)
        : vscode.l10n.t('“{0}” ended: {1}.', title, statusWord(job.status));
  return {
    severity: 'error',
    message: reason ? `${what} ${reason}` : what,
    // The preview explains the failure; the details are the provider's JSON.
    action: { label: vscode.l10n.t('Show Job'), command: 'preview', job },
  };
}

function announceSeveral(jobs: readonly JobRecord[]): Announcement {
  const ready = jobs.filter(isReady).length;
  const failed = jobs.length - ready;
  const [all, good, bad] = [jobs.length, ready, failed].map((count) => formatNumber(count));
  const message =
    failed === 0
      ? vscode.l10n.t('{0} video jobs are ready.', all!)
      : ready === 0
        ? vscode.l10n.t('{0} video jobs failed.', all!)
        : vscode.l10n.t('{0} video jobs ended: {1} ready, {2} failed.', all!, good!, bad!);
  return {
    severity: failed === 0 ? 'information' : 'error',
    message,
    action: { label: vscode.l10n.t('Show Jobs'), command: 'list' },
  };
}

/** Returns the notification about clips that are not on disk and expire soon. @param now in ms since the epoch */
export function announceExpiry(expiring: readonly JobRecord[], level: Level, now: number): Announcement | undefined {
  const [first, ...others] = [...expiring].sort((a, b) => a.expiresAt! - b.expiresAt!);
  if (!first || level === 'off') {
    return undefined;
  }
  const when = formatRelative(first.expiresAt!, now);
  return others.length === 0
    ? {
        severity: 'warning',
        message: vscode.l10n.t(
          '“{0}” is not on your disk, and its provider will delete it {1}.',
          inMessage(jobTitle(first, 60)),
          when,
        ),
        action: { label: titleOf('download'), command: 'download', job: first },
      }
    : {
        severity: 'warning',
        message: vscode.l10n.t(
          '{0} clips are not on your disk and will be deleted by their providers, the first one {1}.',
          formatNumber(expiring.length),
          when,
        ),
        action: { label: vscode.l10n.t('Show Jobs'), command: 'list' },
      };
}
