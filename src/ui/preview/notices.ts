import * as vscode from 'vscode';
import type { Capabilities, JobError } from '../../api/types';
import { abilities, type Ability } from '../../jobs/abilities';
import { isActive, type JobRecord, stateOf } from '../../jobs/job';
import type { Estimate } from '../../jobs/polling/forecast';
import type { Fact, Notice } from '../../shared/view';
import { formatClock, formatNumber, formatPercent, formatUntil } from '../format';
import { unconfigured, unknownStatus } from '../words/jobWords';
import { action, allowed, firstOf } from './actions';
import { advice } from './advice';
import { bounded, isMoment } from './text';

export interface NoticeContext {
  provider: { label: string; known: boolean };
  can: Capabilities;
  now: number;
  /** Estimated end of the job, if known. */
  estimate?: Estimate;
}

export const abilitiesIn = (job: JobRecord, { provider, can, now }: NoticeContext): ReadonlySet<Ability> =>
  abilities(job, { known: provider.known, can }, now);

/** Returns the notice in place of the clip for a job that has none. */
export function jobNotice(job: JobRecord, context: NoticeContext): Notice {
  const { provider } = context;
  if (isActive(job)) return job.watching ? working(job, context) : unwatched(job, context);
  switch (job.status) {
    case 'submitting':
      return {
        tone: 'busy',
        heading: vscode.l10n.t('Sending the request…'),
        paragraphs: [],
        facts: [],
        progress: elapsed(job, context),
        actions: [],
      };
    case 'uncertain':
      return job.error?.code === 'duplicate_id' ? duplicate(job, context) : unconfirmed(job, context);
    case 'cancelled':
      return ended('info', vscode.l10n.t('The job was canceled'), job, context);
    case 'expired':
      return ended('warning', vscode.l10n.t('The clip has expired'), job, context, [
        vscode.l10n.t('{0} no longer keeps it, and it was not downloaded in time.', provider.label),
      ]);
    default:
      return job.sendable
        ? notSent(job, job.sendable, context)
        : ended('error', vscode.l10n.t('The job failed'), job, context, advice(job.error));
  }
}

function unconfirmed(job: JobRecord, context: NoticeContext): Notice {
  const { provider } = context;
  return {
    tone: 'warning',
    heading: vscode.l10n.t('It is unknown whether this job was created'),
    paragraphs: [
      vscode.l10n.t(
        'The connection closed before {0} responded. The job may exist, and may be charged.',
        provider.label,
      ),
      vscode.l10n.t('Check first. Sending it again could create it twice.'),
    ],
    facts: errorFacts(job.error),
    actions: firstOf(abilitiesIn(job, context), action('resolveUncertain')),
  };
}

/** Notice for a paid request whose response names another job of the list. */
function duplicate(job: JobRecord, context: NoticeContext): Notice {
  return {
    tone: 'warning',
    heading: vscode.l10n.t('{0} answered with a job that is already in the list', context.provider.label),
    paragraphs: errorWords(job.error),
    facts: errorFacts(job.error),
    actions: firstOf(abilitiesIn(job, context), action('resolveUncertain'), action('diagnose')),
  };
}

/** Returns the provider's code and request ID, to be quoted to its support. */
export function errorFacts(error: JobError | undefined): Fact[] {
  const facts: Fact[] = [];
  if (error?.code) facts.push({ label: vscode.l10n.t('Code'), value: bounded(error.code, 200), code: true });
  if (error?.requestId) {
    facts.push({ label: vscode.l10n.t('Request ID'), value: bounded(error.requestId, 200), code: true });
  }
  return facts;
}

export const errorWords = (error: JobError | undefined): string[] =>
  error?.message ? [bounded(error.message, 4000)] : [];

function working(job: JobRecord, context: NoticeContext): Notice {
  const { estimate, provider } = context;
  const paragraphs = provider.known ? [] : [unconfigured(provider.label)];
  const unknown = unknownStatus(job);
  if (unknown) paragraphs.push(unknown);
  if (job.status === 'queued' && job.queuePosition !== undefined) {
    paragraphs.push(
      job.queuePosition === 0
        ? vscode.l10n.t('It is the next in the queue.')
        : vscode.l10n.t('Requests ahead of it: {0}', formatNumber(job.queuePosition)),
    );
  }
  if (estimate?.overdue) {
    paragraphs.push(vscode.l10n.t('Slower than 90% of similar jobs.'));
  } else if (estimate) {
    const expected = vscode.l10n.t('Similar jobs suggest it will be done around {0}.', formatClock(estimate.endsAt));
    paragraphs.push(expected);
  }
  if (job.missingSince !== undefined) {
    paragraphs.push(vscode.l10n.t('{0} could not find this job just now. It will be checked again.', provider.label));
  }
  if (job.pollError) {
    paragraphs.push(
      vscode.l10n.t('The last status check failed and will be repeated: {0}', bounded(job.pollError.message, 1000)),
    );
  }
  if (job.cancelSent !== undefined) {
    paragraphs.push(vscode.l10n.t('Its cancellation was sent. It is followed until it ends.'));
  }
  return {
    tone: 'busy',
    heading: job.status === 'queued' ? vscode.l10n.t('Waiting in the queue') : vscode.l10n.t('Generating the video'),
    paragraphs,
    facts: errorFacts(job.pollError),
    progress: elapsed(job, context),
    actions: allowed(
      abilitiesIn(job, context),
      action('cancel'),
      action('stopWatching'),
      ...(job.statusUnknown ? [action('diagnose')] : []),
    ),
  };
}

function unwatched(job: JobRecord, context: NoticeContext): Notice {
  const { provider } = context;
  const able = abilitiesIn(job, context);
  if (stateOf(job) === 'missing') {
    return {
      tone: 'warning',
      heading: vscode.l10n.t('{0} no longer has this job', provider.label),
      paragraphs: [
        vscode.l10n.t(
          'It was not found several times. The job may have been deleted at the provider, or belong to another account.',
        ),
        ...errorWords(job.pollError),
      ],
      facts: errorFacts(job.pollError),
      actions: firstOf(able, action('resumeWatching'), action('createAgain')),
    };
  }
  return {
    tone: 'info',
    heading: vscode.l10n.t('This job is no longer followed'),
    paragraphs: [
      ...errorWords(job.pollError),
      provider.known
        ? vscode.l10n.t(
            'It may still be running at {0}, and be charged. Follow it again to get its clip.',
            provider.label,
          )
        : unconfigured(provider.label),
    ],
    facts: errorFacts(job.pollError),
    actions: firstOf(
      able,
      action('resumeWatching'),
      ...(job.pollError || job.statusUnknown ? [action('diagnose')] : []),
    ),
  };
}

/** Notice for a request that was not accepted and can be sent again unchanged. */
function notSent(job: JobRecord, { from = 0 }: NonNullable<JobRecord['sendable']>, context: NoticeContext): Notice {
  const { now } = context;
  const { sendsAt } = job;
  const at = formatUntil(sendsAt ?? from, now);
  const next =
    sendsAt === undefined
      ? vscode.l10n.t('Nothing was created or charged. You can send the same request again.')
      : vscode.l10n.t('It will be sent once, automatically, at {0}, if this window is open then.', at);
  return {
    tone: sendsAt === undefined ? 'warning' : 'info',
    heading:
      sendsAt === undefined
        ? vscode.l10n.t('The request failed; nothing was created')
        : vscode.l10n.t('The request will be sent at {0}', at),
    paragraphs: [...errorWords(job.error), next],
    facts: errorFacts(job.error),
    actions: firstOf(
      abilitiesIn(job, context),
      action('sendAgain'),
      action('sendLater', { label: vscode.l10n.t('Send at {0}', at) }),
      action('dontSend'),
      ...(sendsAt === undefined ? [action('createAgain')] : []),
    ),
  };
}

function ended(
  tone: 'info' | 'warning' | 'error',
  heading: string,
  job: JobRecord,
  context: NoticeContext,
  next: string[] = [],
): Notice {
  return {
    tone,
    heading,
    paragraphs: [...errorWords(job.error), ...next],
    facts: errorFacts(job.error),
    actions: firstOf(abilitiesIn(job, context), action('createAgain')),
  };
}

function elapsed(job: JobRecord, { now }: NoticeContext): Notice['progress'] {
  const percent = job.progress === undefined ? undefined : Math.min(100, Math.max(0, job.progress));
  return {
    ...(percent === undefined ? {} : { percent, label: formatPercent(percent) }),
    ...(isMoment(job.createdAt) ? { elapsedMs: Math.max(0, now - job.createdAt) } : {}),
  };
}
