import * as vscode from 'vscode';
import type { JobRecord } from '../../jobs/job';
import type { Family, Member } from '../../jobs/ledger/families';
import type { FamilyView, RelativeView } from '../../shared/view';
import { formatNumber } from '../format';
import { changeWords, relationWord } from '../words/familyWords';
import { jobTitle } from '../words/jobWords';
import { look } from './files';
import { askedFor } from './headerFacts';
import { stateView } from './jobView';
import { stripPath } from './strips';

interface FamilyContext {
  /** Key of the job that the page shows. */
  current: string;
  labelOf(provider: string): string;
  /** Pictures by job key; not every job has one. */
  pictures: ReadonlyMap<string, NonNullable<RelativeView['picture']>>;
  now: number;
}

const titleLength = 80;

/** Flattens a family; each job precedes those derived from it. */
export const membersFrom = (root: Member): Member[] => [root, ...root.children.flatMap(membersFrom)];

/** Returns a family as the page shows it. Pure. */
export function familyView({ root, cut }: Family, context: FamilyContext): FamilyView {
  return {
    title: vscode.l10n.t('Family'),
    members: relatives(root, undefined, 1, context),
    ...(cut ? { before: vscode.l10n.t('Older ones are not shown') } : {}),
  };
}

function relatives(member: Member, from: JobRecord | undefined, level: number, context: FamilyContext): RelativeView[] {
  const { key, job, id, children, more } = member;
  const change = job && [relationWord(job), ...(from ? changeWords(from, job, context.labelOf) : [])].filter(Boolean);
  const picture = context.pictures.get(key);
  const own: RelativeView = {
    key,
    level,
    title: job
      ? jobTitle(job, titleLength)
      : id === undefined
        ? vscode.l10n.t('No longer in the list')
        : vscode.l10n.t('Not in the list: {0}', id),
    ...(change?.length ? { change: change.join(' · ') } : {}),
    ...(job ? { status: stateView(job, context.now) } : {}),
    ...(key === context.current ? { current: true } : {}),
    ...(picture ? { picture } : {}),
    ...(more > 0 ? { more: vscode.l10n.t('Show more ({0})', formatNumber(more)) } : {}),
  };
  return [own, ...children.flatMap((child) => relatives(child, job, level + 1, context))];
}

/** Frames in a generated filmstrip: more for narrow ones (`src/webview/strip.ts`). */
const tilesOf = (job: JobRecord): number => {
  const [, width, height] = /^(\d+)\s*[x×:*]\s*(\d+)$/i.exec(askedFor(job).size ?? '') ?? [];
  return Number(width) < Number(height) ? 16 : 8;
};

/**
 * Finds a picture of each member that has one on disk: the provider's thumbnail, else the first frame of its filmstrip.
 * @param toUrl returns the page's URL of a file, or undefined for one that the page must not load
 */
export async function familyPictures(
  members: readonly Member[],
  toUrl: (path: string, version: string) => string | undefined,
): Promise<FamilyContext['pictures']> {
  const found = await Promise.all(
    members.map(async ({ key, job }) => {
      const thumbnail = job?.media.find(({ variant }) => variant === 'thumbnail')?.path;
      const clip = job?.media.find(({ variant }) => variant === 'video')?.path;
      for (const [path, tiles] of [
        [thumbnail, 1],
        [clip && stripPath(clip), job && tilesOf(job)],
      ] as const) {
        const file = path === undefined ? undefined : await look(path);
        const url = file && toUrl(path!, file.version);
        if (url) return [key, { url, tiles: tiles! }] as const;
      }
      return undefined;
    }),
  );
  return new Map(found.filter((one) => one !== undefined));
}
