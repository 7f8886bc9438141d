import * as vscode from 'vscode';
import type { Capabilities, Variant } from '../../api/types';
import { isExpiring } from '../../jobs/due';
import { isActive, type JobRecord, type JobState, stateOf } from '../../jobs/job';
import type { Estimate } from '../../jobs/polling/forecast';
import {
  formatBytes,
  formatElapsed,
  formatMoment,
  formatNumber,
  formatPercent,
  formatRelative,
  formatSeconds,
  formatUntil,
} from '../format';
import { plain, shorten } from '../text';
import { expectedAt, timeLeft } from '../words/estimateWords';
import { relationWord } from '../words/familyWords';
import { jobTitle, ownWord, stateWord, statusWord, videoCount } from '../words/jobWords';
import type { Group } from './model';
import { groupTraits, jobTraits } from './traits';

/** Content of a row. `icon` is a product icon, `color` a theme colour. */
export interface RowView {
  label: string;
  description: string;
  icon: string;
  color?: string;
  contextValue: string;
  /** Text for screen readers, instead of label and description. */
  spoken: string;
}

export interface RowContext {
  now: number;
  /** Disables spinning icons. */
  still: boolean;
  /** Estimated end, if known. */
  estimate?: Estimate;
  /** Number of jobs derived from it. */
  children?: number;
  /** Shows the relation to its parent. */
  related?: boolean;
  /** Capabilities of the job's provider; undefined if it is no longer configured. */
  can?: Capabilities;
}

/** Longest label, in characters: more than a side bar shows. VS Code shortens a row from its end, the description first. */
const labelLength = 300;
const separator = ' · ';
const join = (parts: (string | undefined)[], by = separator): string => parts.filter(Boolean).join(by);

export function jobRow(job: JobRecord, context: RowContext): RowView {
  const label = jobTitle(job, labelLength);
  const state = stateWords(job, context.now);
  const size = job.size && shorten(plain(job.size), 20);
  const length = job.seconds === undefined ? undefined : formatSeconds(job.seconds);
  const clips = videoCount(job) > 1 ? vscode.l10n.t('{0} clips', formatNumber(videoCount(job))) : undefined;
  const relation = context.related ? relationWord(job) : undefined;
  const below = context.children ? vscode.l10n.t('{0} derived', formatNumber(context.children)) : undefined;
  const waiting = isActive(job) && job.watching;
  const elapsed = waiting ? formatElapsed(context.now - job.createdAt) : undefined;
  const left = context.estimate && timeLeft(context.estimate, context.now);
  const expected = context.estimate && expectedAt(context.estimate);
  const made = waiting ? undefined : formatMoment(job.createdAt, context.now);
  return {
    label,
    // Remaining before elapsed time: a side bar of the usual width shows little more. The icon shows that it is running.
    description: join([
      relation,
      below,
      left && state === statusWord('in_progress') ? '' : state,
      left,
      elapsed,
      size,
      length,
      clips,
      made,
    ]),
    ...icon(job, context),
    contextValue: jobTraits(job, context.can).join(' '),
    // Without the elapsed time: it would be read out at every tick.
    spoken: join(
      [
        jobTitle(job),
        relation,
        below,
        statusWord(job.status),
        state === statusWord(job.status) ? '' : state,
        expected,
        size,
        length,
        clips,
      ],
      ', ',
    ),
  };
}

/** Returns the most relevant part of a job's state, or undefined for a completed job. */
function stateWords(job: JobRecord, now: number): string | undefined {
  if (job.transfer?.state === 'running') {
    const { receivedBytes = 0, totalBytes } = job.transfer;
    return totalBytes
      ? vscode.l10n.t('Downloading {0}', formatPercent((100 * receivedBytes) / totalBytes))
      : vscode.l10n.t('Downloading {0}', formatBytes(receivedBytes));
  }
  if (isExpiring(job, now)) {
    return vscode.l10n.t('Expires {0}', formatRelative(job.expiresAt!, now));
  }
  if (job.transfer?.state === 'failed' && stateOf(job) !== 'noClip') {
    return vscode.l10n.t('Download failed');
  }
  const state = stateOf(job);
  if (state === 'stopped' && job.pollError?.refusal !== undefined) {
    return vscode.l10n.t('Server reports no status: {0}', shorten(plain(job.pollError.refusal), 60));
  }
  if (state === 'stopped' || state === 'missing' || state === 'noClip') {
    return stateWord(state);
  }
  if (isActive(job) && job.statusUnknown) {
    return vscode.l10n.t('Unknown status “{0}”', shorten(plain(job.providerStatus ?? ''), 40));
  }
  if (job.status === 'in_progress' && job.progress !== undefined) {
    return formatPercent(job.progress);
  }
  if (job.status === 'queued' && job.queuePosition !== undefined) {
    return job.queuePosition === 0
      ? vscode.l10n.t('Next in queue')
      : vscode.l10n.t('Queued behind {0}', formatNumber(job.queuePosition));
  }
  if (job.sendsAt !== undefined) {
    return vscode.l10n.t('Will be sent at {0}', formatUntil(job.sendsAt, now));
  }
  if (job.sendable?.from !== undefined) {
    return vscode.l10n.t('Can be sent at {0}', formatUntil(job.sendable.from, now));
  }
  if (job.status === 'failed' && job.error) {
    return shorten(plain(job.error.code ?? job.error.message), 60);
  }
  if (job.status === 'completed') {
    return job.cleared === undefined ? undefined : vscode.l10n.t('Clip deleted from disk');
  }
  return (isActive(job) && ownWord(job)) || statusWord(job.status);
}

const icons: Record<JobState, [icon: string, color?: string]> = {
  submitting: ['cloud-upload', 'charts.blue'],
  uncertain: ['question', 'list.warningForeground'],
  queued: ['clockface', 'charts.blue'],
  in_progress: ['sync', 'charts.blue'],
  completed: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  cancelled: ['circle-slash', 'disabledForeground'],
  expired: ['history', 'disabledForeground'],
  stopped: ['eye-closed', 'disabledForeground'],
  missing: ['search-stop', 'list.warningForeground'],
  noClip: ['circle-large-outline', 'list.warningForeground'],
};

function icon(job: JobRecord, { still, now }: RowContext): Pick<RowView, 'icon' | 'color'> {
  if (job.transfer?.state === 'running') {
    return { icon: 'cloud-download', color: 'charts.blue' };
  }
  if ((job.transfer?.state === 'failed' && stateOf(job) !== 'noClip') || isExpiring(job, now)) {
    return { icon: 'warning', color: 'list.warningForeground' };
  }
  if (job.sendsAt !== undefined) {
    return { icon: 'watch', color: 'charts.blue' };
  }
  if (isActive(job) && job.watching && job.statusUnknown) {
    return { icon: 'question', color: 'list.warningForeground' };
  }
  if (stateOf(job) === 'stopped' && job.pollError?.refusal !== undefined) {
    return { icon: 'warning', color: 'list.warningForeground' };
  }
  const [name, color] = icons[stateOf(job)];
  if (job.status === 'completed' && job.media.some((media) => media.variant === 'video')) {
    return { icon: 'pass-filled', color };
  }
  return { icon: name === 'sync' && !still ? `${name}~spin` : name, color };
}

const variantWord = (variant: Variant): string =>
  ({
    video: vscode.l10n.t('Clip'),
    thumbnail: vscode.l10n.t('Thumbnail'),
    spritesheet: vscode.l10n.t('Sprite sheet'),
  })[variant];

const variantIcons: Record<Variant, string> = {
  video: 'device-camera-video',
  thumbnail: 'file-media',
  spritesheet: 'layout',
};

export function outputRow(job: JobRecord, variant: Variant, index: number): RowView {
  const media = job.media.find((one) => one.variant === variant && one.index === index);
  const label = variant === 'video' ? vscode.l10n.t('Clip {0}', formatNumber(index + 1)) : variantWord(variant);
  const description = media ? formatBytes(media.bytes) : vscode.l10n.t('Not downloaded');
  return {
    label,
    description,
    icon: variantIcons[variant],
    contextValue: join(['output', `variant.${variant}`, media && 'has.media can.save'], ' '),
    spoken: join([label, description], ', '),
  };
}

const groupIcons: Record<Group['kind'], string> = {
  provider: 'server',
  status: 'list-unordered',
  day: 'calendar',
  all: '',
  children: '',
};

export function groupRow(group: Group): RowView {
  const count = formatNumber(group.count);
  const active =
    group.active > 0 && group.kind !== 'status'
      ? vscode.l10n.t('{0} in progress', formatNumber(group.active))
      : undefined;
  const jobs = group.count === 1 ? vscode.l10n.t('1 job') : vscode.l10n.t('{0} jobs', count);
  const problem = group.problem && problemWords(group.problem, group.pausedUntil);
  const [statusIcon, statusColor] = group.state ? icons[group.state] : [groupIcons[group.kind]];
  return {
    label: group.label,
    description: join([problem, count, active]),
    icon: problem ? 'warning' : statusIcon,
    color: problem ? 'list.warningForeground' : statusColor,
    contextValue: groupTraits(group).join(' '),
    spoken: join([group.label, problem, jobs, active], ', '),
  };
}

/** Summarises a provider's problem in two or three words; the tooltip has the whole message. */
function problemWords(problem: { kind: string; httpStatus?: number }, pausedUntil?: number): string {
  switch (problem.kind) {
    case 'auth':
      return problem.httpStatus ? vscode.l10n.t('key rejected') : vscode.l10n.t('needs a key');
    case 'forbidden':
      return vscode.l10n.t('access refused');
    case 'payment':
      return vscode.l10n.t('no credit left');
    case 'network':
    case 'timeout':
      return vscode.l10n.t('cannot be reached');
    case 'rateLimited':
      return pausedUntil === undefined
        ? vscode.l10n.t('rate limited')
        : vscode.l10n.t('rate limited until {0}', formatUntil(pausedUntil));
    default:
      return vscode.l10n.t('has a problem');
  }
}
