import * as vscode from 'vscode';
import type { JobRecord, MadeFrom } from '../../jobs/job';
import { formatClipTime, formatSeconds } from '../format';
import { plain, shorten } from '../text';

/** Returns a job's relation to its parent, whether or not the parent is in the list. */
export const linkOf = ({ madeFrom, parent }: JobRecord): Pick<MadeFrom, 'relation' | 'at'> | undefined =>
  madeFrom ?? parent;

/** Names the relation in one or two words; undefined for a job without a parent. */
export function relationWord(job: JobRecord): string | undefined {
  const link = linkOf(job);
  switch (link?.relation) {
    case 'remix':
      return vscode.l10n.t('Remix');
    case 'edit':
      return vscode.l10n.t('Edit');
    case 'extend':
      return vscode.l10n.t('Extension');
    case 'continue':
      return link.at === undefined
        ? vscode.l10n.t('Continuation')
        : vscode.l10n.t('Continuation at {0}', formatClipTime(link.at));
    case 'again':
      return vscode.l10n.t('Created again');
    case undefined:
      return undefined;
  }
}

/** Maximum number of added, and of removed, words of a prompt that are listed. */
const mostWords = 3;
const longestValue = 24;

const short = (text: string): string => shorten(plain(text), longestValue);

/** Describes the differences between a job and its parent, each in a few words. */
export function changeWords(from: JobRecord, to: JobRecord, labelOf: (provider: string) => string): string[] {
  const changes: string[] = [];
  const differ = (before: string | undefined, after: string | undefined, say: (a: string, b: string) => string) => {
    // A value that only one of them has may still be equal.
    if (before !== undefined && after !== undefined && before !== after) changes.push(say(before, after));
  };
  const length = ({ seconds }: JobRecord) => (seconds === undefined ? undefined : formatSeconds(seconds));
  if (from.provider !== to.provider) {
    changes.push(vscode.l10n.t('provider {0} → {1}', short(labelOf(from.provider)), short(labelOf(to.provider))));
  }
  differ(from.model, to.model, (a, b) => vscode.l10n.t('model {0} → {1}', short(a), short(b)));
  differ(from.size, to.size, (a, b) => vscode.l10n.t('size {0} → {1}', short(a), short(b)));
  differ(length(from), length(to), (a, b) => vscode.l10n.t('length {0} → {1}', a, b));
  const prompt = promptWords(from.prompt, to.prompt);
  if (prompt) changes.push(prompt);
  return changes;
}

/** Lists added words with a plus, removed ones with a minus. */
function promptWords(before = '', after = ''): string | undefined {
  const [a, b] = [plain(before), plain(after)];
  if (a === b || a === '' || b === '') return undefined;
  const added = missingFrom(a, b).map((word) => `+${short(word)}`);
  const gone = missingFrom(b, a).map((word) => `−${short(word)}`);
  const few = added.length <= mostWords && gone.length <= mostWords && added.length + gone.length > 0;
  if (few) return vscode.l10n.t('prompt {0}', [...added, ...gone].join(' '));
  return vscode.l10n.t('prompt changed');
}

/** Returns the words of `other` that `text` does not contain. */
function missingFrom(text: string, other: string): string[] {
  const words = (of: string) => of.match(/[\p{L}\p{M}\p{N}'’-]+/gu) ?? [];
  const known = new Set(words(text.toLowerCase()));
  return [...new Set(words(other))].filter((word) => !known.has(word.toLowerCase()));
}
