import * as vscode from 'vscode';
import type { JobRecord } from '../../jobs/job';
import type { ClipKey, ComparedClip, ComparisonView } from '../../shared/comparison';
import type { ClipView, Notice } from '../../shared/view';
import { type ClipContext, clipViews } from '../preview/clips';
import { goneView, tabTitle } from '../preview/jobView';
import { jobNotice } from '../preview/notices';
import { shorten } from '../text';
import { type Compared, differing } from './differing';

/** A clip to compare, with its job if that is in the list. */
export interface Candidate extends ClipKey {
  job?: { record: JobRecord; context: ClipContext };
}

/** Returns several clips as the page shows them. Pure. */
export function comparisonView(
  candidates: readonly Candidate[],
  redact: (text: string) => string = (text) => text,
): ComparisonView {
  const views = candidates.map(viewOf);
  const known = candidates.flatMap(({ job }, at): Compared[] => (job ? [{ job: job.record, clip: views[at]! }] : []));
  const facts = differing(known, redact);
  const clips = candidates.map(({ key, index, job }, at): ComparedClip => {
    const place = known.findIndex(({ clip }) => clip === views[at]);
    return { ...views[at]!, key, index, name: nameOf(job), facts: facts[place] ?? [] };
  });
  const first = known[0];
  const title = first ? vscode.l10n.t('Compare: {0}', tabTitle(first.job)) : vscode.l10n.t('Compare');
  return { title, clips };
}

function nameOf(job: Candidate['job']): string {
  if (!job) return vscode.l10n.t('Removed job');
  const { record, context } = job;
  return shorten([context.provider.label, record.model].filter(Boolean).join(' · '), 80);
}

/** Returns the clip's view; for a job without one, a notice with the reason and the actions. */
function viewOf({ key, index, job }: Candidate): ClipView {
  const found = job && clipViews(job.record, job.context).find((clip) => isVideo(clip) && clip.index === index);
  if (found) return found;
  const notice: Notice | undefined = job ? jobNotice(job.record, job.context) : goneView(key).notice;
  return { variant: 'video', index, label: vscode.l10n.t('Video'), kind: 'video', remarks: [], facts: [], notice };
}

const isVideo = ({ variant }: ClipView): boolean => variant === 'video';
