import * as vscode from 'vscode';
import { isActive, type JobRecord, stateOf } from '../../jobs/job';
import type { Fact, JobView, Tone } from '../../shared/view';
import { formatDateTime, formatElapsed, formatMoney, formatRelative, formatSeconds, formatUntil } from '../format';
import { jobTitle, ownWord, stateWord } from '../words/jobWords';
import { action, jobActions } from './actions';
import { type ClipContext, clipViews } from './clips';
import { askedFor, sizeWords } from './headerFacts';
import { abilitiesIn, jobNotice } from './notices';
import { bounded, isMoment } from './text';

/** Longest prompt on the page, in characters; copying returns all of it. Prompts come from servers, and layout must stay fast. */
const longestPrompt = 40_000;

/** Returns a job as the page shows it. Pure. */
export function jobView(job: JobRecord, context: ClipContext): JobView {
  const clips = clipViews(job, context);
  return {
    key: job.key,
    title: tabTitle(job),
    status: stateView(job, context.now),
    ...(job.prompt ? { prompt: { text: bounded(job.prompt, longestPrompt), copy: action('copyPrompt') } } : {}),
    facts: jobFacts(job, context),
    actions: jobActions(abilitiesIn(job, context)),
    clips,
    ...(clips.length === 0 ? { notice: jobNotice(job, context) } : {}),
    remarks: remarks(job, context),
  };
}

/** Returns the view of a job that is not in the list: removed in another window, or before a reload. */
export function goneView(key: string): JobView {
  return {
    key,
    title: vscode.l10n.t('Removed job'),
    status: { tone: 'info', label: vscode.l10n.t('Removed') },
    facts: [],
    actions: [],
    clips: [],
    notice: {
      tone: 'info',
      heading: vscode.l10n.t('This job is no longer in the list'),
      paragraphs: [vscode.l10n.t('It was removed. Downloaded clips are still in the library folder.')],
      facts: [],
      actions: [],
    },
    remarks: [],
  };
}

/** Returns a tab's title: the start of the prompt. */
export const tabTitle = (job: JobRecord): string => jobTitle(job, 40);

/** Returns a job's state as a label and a tone. */
export const stateView = (job: JobRecord, now: number): JobView['status'] => ({
  tone: toneOf(job),
  label: statusLabel(job, now),
});

function statusLabel(job: JobRecord, now: number): string {
  if (job.sendsAt !== undefined) return vscode.l10n.t('Will be sent at {0}', formatUntil(job.sendsAt, now));
  return stateWord(stateOf(job));
}

function toneOf(job: JobRecord): Tone {
  if (isActive(job)) return job.watching ? 'busy' : stateOf(job) === 'missing' ? 'warning' : 'info';
  if (stateOf(job) === 'noClip') return 'warning';
  if (job.sendsAt !== undefined) return 'info';
  const tones = {
    submitting: 'busy',
    uncertain: 'warning',
    completed: 'done',
    failed: 'error',
    cancelled: 'info',
    expired: 'warning',
  } as const;
  return tones[job.status as keyof typeof tones];
}

function jobFacts(job: JobRecord, { provider, now }: ClipContext): Fact[] {
  const facts: Fact[] = [];
  const add = (label: string, value: string | undefined, more: Partial<Fact> = {}) => {
    if (value) facts.push({ label, value: bounded(value, 500), ...more });
  };
  const finite = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);
  const took = job.status === 'completed' && isMoment(job.completedAt) ? job.completedAt - job.createdAt : 0;

  add(vscode.l10n.t('Model'), job.model, { code: true });
  const { size, seconds } = askedFor(job);
  const asked = [size && sizeWords(size), finite(seconds) ? formatSeconds(seconds) : undefined];
  add(vscode.l10n.t('Requested'), asked.filter(Boolean).join(', '));
  add(vscode.l10n.t('Cost'), job.cost && finite(job.cost.amount) ? costText(job.cost, job.status) : undefined);
  if (job.costDoubt) {
    const { amount, currency } = job.costDoubt;
    add(
      vscode.l10n.t('Reported cost'),
      vscode.l10n.t('{0}: this cannot be right and is not counted', `${amount} ${currency}`.slice(0, 60)),
    );
  }
  add(vscode.l10n.t('Created'), isMoment(job.createdAt) ? formatDateTime(job.createdAt) : undefined);
  add(vscode.l10n.t('Generation time'), took > 0 ? formatElapsed(took) : undefined);
  if (isMoment(job.expiresAt)) {
    const gone = job.expiresAt <= now;
    add(gone ? vscode.l10n.t('Expired') : vscode.l10n.t('Expires'), formatDateTime(job.expiresAt));
  }
  add(vscode.l10n.t('Provider'), provider.label);
  add(vscode.l10n.t('Job ID'), job.id, { code: true, copy: action('copyId') });
  if (job.parent) add(relationLabel(job.parent.relation), job.parent.id, { code: true });
  add(vscode.l10n.t('Provider’s status'), ownWord(job), { code: true });
  return facts;
}

export function costText(
  { amount, currency, source }: NonNullable<JobRecord['cost']>,
  status?: JobRecord['status'],
): string {
  if (source === 'estimated' && (status === 'failed' || status === 'cancelled')) return vscode.l10n.t('unknown');
  const text = formatMoney(amount, currency);
  return source === 'estimated' ? vscode.l10n.t('{0} (estimated)', text) : text;
}

function relationLabel(relation: NonNullable<JobRecord['parent']>['relation']): string {
  switch (relation) {
    case 'remix':
      return vscode.l10n.t('Remix of');
    case 'edit':
      return vscode.l10n.t('Edit of');
    case 'extend':
      return vscode.l10n.t('Extension of');
    case 'continue':
      return vscode.l10n.t('Continues');
  }
}

function remarks(job: JobRecord, { provider, files, now }: ClipContext): string[] {
  const remarks: string[] = [];
  const onDisk = job.media.some(({ variant, path }) => variant === 'video' && files.has(path));
  if (stateOf(job) === 'completed' && !onDisk && isMoment(job.expiresAt) && job.expiresAt > now) {
    remarks.push(vscode.l10n.t('{0} will delete the clip {1}.', provider.label, formatRelative(job.expiresAt, now)));
  }
  return remarks;
}
