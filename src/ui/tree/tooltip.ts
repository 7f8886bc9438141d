import * as vscode from 'vscode';
import type { JobError } from '../../api/types';
import { isActive, type JobRecord, stateOf } from '../../jobs/job';
import type { Estimate } from '../../jobs/polling/forecast';
import {
  formatBytes,
  formatClock,
  formatDateTime,
  formatElapsed,
  formatNumber,
  formatPercent,
  formatRelative,
  formatSeconds,
  formatUntil,
} from '../format';
import { appendLines, appendPlain } from '../markdown';
import { plain, shorten } from '../text';
import { costWords } from '../words/costWords';
import { timeLeft } from '../words/estimateWords';
import { relationWord } from '../words/familyWords';
import { makerWords, ownWord, stateWord, unconfigured, unknownStatus, videoCount } from '../words/jobWords';
import type { Group } from './model';

const promptLength = 600;
const valueLength = 300;

/**
 * Returns the known facts of a job, in an untrusted Markdown string that renders them as plain text.
 * @param more `estimate` of its end; `known` is false if its provider is not configured
 */
export function jobTooltip(
  job: JobRecord,
  providerLabel: string,
  now: number,
  more: { estimate?: Estimate; known?: boolean } = {},
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  const prompt = shorten(plain(job.prompt ?? ''), promptLength);
  if (prompt) {
    appendPlain(markdown, prompt).appendMarkdown('\n\n');
  }
  return appendLines(markdown, [
    ...stateLines(job),
    isActive(job) && more.known === false ? unconfigured(providerLabel) : undefined,
    ...factLines(job, providerLabel),
    ...timeLines(job, now, more.estimate),
  ]);
}

/** @param about lines about the provider's balance and rate limit */
export function groupTooltip(
  { label, problem, pausedUntil }: Group,
  about: readonly string[] = [],
): vscode.MarkdownString | undefined {
  const next = pausedUntil && vscode.l10n.t('No requests until {0}, manual ones included.', formatUntil(pausedUntil));
  if (!problem && about.length === 0) return undefined;
  return appendLines(new vscode.MarkdownString(), [label, ...errorLines(problem), next || undefined, ...about]);
}

const short = (text: string): string => shorten(plain(text), valueLength);

function stateLines(job: JobRecord): (string | undefined)[] {
  const own = ownWord(job);
  const progress = job.status === 'in_progress' && job.progress !== undefined ? formatPercent(job.progress) : undefined;
  const status = [stateWord(stateOf(job)), progress, own && `(${own})`].filter(Boolean).join(' ');
  return [
    vscode.l10n.t('Status: {0}', status),
    job.status === 'uncertain'
      ? vscode.l10n.t(
          'The provider’s response was lost, so it may or may not have created this job. Choose "Resolve Unconfirmed Job" from its menu.',
        )
      : undefined,
    job.status === 'queued' && job.queuePosition !== undefined
      ? vscode.l10n.t('Requests ahead of it: {0}', formatNumber(job.queuePosition))
      : undefined,
    unknownStatus(job),
    ...errorLines(job.error),
    job.sendsAt === undefined
      ? undefined
      : vscode.l10n.t(
          'It will be sent once, automatically, at {0}, if this window is open then.',
          formatUntil(job.sendsAt),
        ),
    job.noClip && short(job.noClip.message),
    job.transfer?.error && vscode.l10n.t('The download failed: {0}', short(job.transfer.error.message)),
    job.pollError && vscode.l10n.t('The last status check failed: {0}', short(job.pollError.message)),
  ];
}

function errorLines(error: JobError | undefined): (string | undefined)[] {
  return error
    ? [
        short(error.message),
        error.code && vscode.l10n.t('Error code: {0}', short(error.code)),
        error.requestId && vscode.l10n.t('Request ID: {0}', short(error.requestId)),
      ]
    : [];
}

function factLines(job: JobRecord, providerLabel: string): (string | undefined)[] {
  const bytes = job.media.reduce((sum, media) => sum + media.bytes, 0);
  const size = [job.size && short(job.size), job.seconds !== undefined && formatSeconds(job.seconds)];
  return [
    vscode.l10n.t('Provider: {0}', providerLabel),
    job.model && vscode.l10n.t('Model: {0}', short(job.model)),
    size.some(Boolean) ? vscode.l10n.t('Size and length: {0}', size.filter(Boolean).join(', ')) : undefined,
    videoCount(job) > 1 ? vscode.l10n.t('Clips: {0}', videoCount(job)) : undefined,
    bytes > 0 ? vscode.l10n.t('On disk: {0}', formatBytes(bytes)) : undefined,
    cost(job),
    madeFrom(job),
    makerWords(job),
    job.take === undefined ? undefined : vscode.l10n.t('Take: {0}', formatNumber(job.take)),
    job.id && vscode.l10n.t('ID: {0}', short(job.id)),
  ];
}

/** Returns the relation to the parent, and the parent's id if known. */
function madeFrom(job: JobRecord): string | undefined {
  const relation = relationWord(job);
  return (
    relation && vscode.l10n.t('Source: {0}', [job.parent && short(job.parent.id), relation].filter(Boolean).join(', '))
  );
}

function cost({ cost, status }: JobRecord): string | undefined {
  if (!cost) return undefined;
  // The estimate does not apply to a job that did not complete.
  const over = cost.source === 'estimated' && (status === 'failed' || status === 'cancelled');
  return vscode.l10n.t('Cost: {0}', over ? vscode.l10n.t('unknown') : costWords(cost));
}

/** Returns the estimated end with its range. */
function expectedLine(estimate: Estimate, now: number): string {
  const { endsAt, low, high, overdue } = estimate;
  return overdue
    ? vscode.l10n.t('Slower than 90% of similar jobs.')
    : vscode.l10n.t(
        'Expected around {0} ({1}), usually between {2} and {3}',
        formatClock(endsAt),
        timeLeft(estimate, now),
        formatClock(low),
        formatClock(high),
      );
}

function timeLines(job: JobRecord, now: number, estimate?: Estimate): (string | undefined)[] {
  const { createdAt, completedAt, expiresAt } = job;
  return [
    vscode.l10n.t('Created: {0}', formatDateTime(createdAt)),
    estimate && expectedLine(estimate, now),
    completedAt === undefined
      ? undefined
      : vscode.l10n.t('Ended: {0} (after {1})', formatDateTime(completedAt), formatElapsed(completedAt - createdAt)),
    expiresAt === undefined
      ? undefined
      : expiresAt > now
        ? vscode.l10n.t(
            'Kept by the provider until: {0} ({1})',
            formatDateTime(expiresAt),
            formatRelative(expiresAt, now),
          )
        : vscode.l10n.t('Kept by the provider until: {0}', formatDateTime(expiresAt)),
  ];
}
