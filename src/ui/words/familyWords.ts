import * as vscode from 'vscode';
import type { JobRecord, MadeFrom } from '../../jobs/job';
import { formatClipTime, formatSeconds } from '../format';
import { plain, shorten } from '../text';

/** How a job came from another, whether or not that is in the list. */
export const linkOf = ({ madeFrom, parent }: JobRecord): Pick<MadeFrom, 'relation' | 'at'> | undefined =>
  madeFrom ?? parent;

/** In one or two words; nothing for a job that came from no other. */
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

/** Of a prompt's words, as many are named of each kind. */
const mostWords = 3;
const longestValue = 24;

const short = (text: string): string => shorten(plain(text), longestValue);

/** What is different in a job from the one it was made from, each in a few words. */
export function changeWords(from: JobRecord, to: JobRecord, labelOf: (provider: string) => string): string[] {
  const changes: string[] = [];
  const differ = (before: string | undefined, after: string | undefined, say: (a: string, b: string) => string) => {
    // What only one of them says is not known to be different.
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

/** Added words with a plus, those that are gone with a minus. */
function promptWords(before = '', after = ''): string | undefined {
  const [a, b] = [plain(before), plain(after)];
  if (a === b || a === '' || b === '') return undefined;
  const added = missingFrom(a, b).map((word) => `+${short(word)}`);
  const gone = missingFrom(b, a).map((word) => `−${short(word)}`);
  const few = added.length <= mostWords && gone.length <= mostWords && added.length + gone.length > 0;
  if (few) return vscode.l10n.t('prompt {0}', [...added, ...gone].join(' '));
  return vscode.l10n.t('prompt changed');
}

/** Words of the second text that the first does not have. */
function missingFrom(text: string, other: string): string[] {
  const words = (of: string) => of.match(/[\p{L}\p{M}\p{N}'’-]+/gu) ?? [];
  const known = new Set(words(text.toLowerCase()));
  return [...new Set(words(other))].filter((word) => !known.has(word.toLowerCase()));
}
