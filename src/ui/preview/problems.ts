import * as vscode from 'vscode';
import type { Ability } from '../../jobs/abilities';
import type { Media } from '../../jobs/job';
import type { ActionView, Notice, Remark } from '../../shared/view';
import { action, allowed, firstOf } from './actions';
import type { Fault } from './diagnosis';
import type { FileFacts } from './files';

/** Returns the notice in place of a clip that does not play at all. */
export function unplayable({ variant, index, bytes }: Media, file: FileFacts, able: ReadonlySet<Ability>): Notice {
  const changed = sizeOf(file) !== bytes;
  const paragraphs = [faultWords(file.fault)];
  if (changed) paragraphs.push(vscode.l10n.t('The file has changed since it was downloaded.'));
  // The library returns the existing file while its size is unchanged.
  const again = changed ? [action('download', { variant, index, label: vscode.l10n.t('Download again') })] : [];
  return {
    tone: 'error',
    heading:
      file.fault === 'webPage' ? vscode.l10n.t('This is not a clip') : vscode.l10n.t('The clip cannot be shown here'),
    paragraphs: file.making ? [...paragraphs, beingMade()] : paragraphs,
    facts: [],
    actions: firstOf(able, ...again, ...ways(file), action('reveal')),
  };
}

/** Ways to play a clip that does not play as it should; one with a fault plays nowhere better. */
const ways = ({ fault, making }: FileFacts): ActionView[] => [
  ...(fault === undefined && !making ? [action('makePlayable')] : []),
  action('openExternal'),
];

const beingMade = (): string => vscode.l10n.t('A copy that plays here is being made.');

/** Size of the clip itself, not of a copy that is played. */
const sizeOf = ({ bytes, original }: FileFacts): number => original?.bytes ?? bytes;

function faultWords(fault: Fault | undefined): string {
  switch (fault) {
    case 'empty':
      return vscode.l10n.t('The file is empty.');
    case 'webPage':
      return vscode.l10n.t('The file is named like a video but contains a web page.');
    case 'answer':
      return vscode.l10n.t('The file is named like a video but contains a text response of the server.');
    case 'cut':
      return vscode.l10n.t('The file is truncated.');
    case undefined:
      return vscode.l10n.t('The file is damaged, or its format is not supported by this editor.');
  }
}

/** Returns remarks above a clip that plays with restrictions. */
export function remarksOf({ variant, index, bytes }: Media, file: FileFacts, able: ReadonlySet<Ability>): Remark[] {
  const remarks: Remark[] = [];
  const say = (text: string, ...actions: ActionView[]) => remarks.push({ tone: 'warning', text, actions });
  if (file.problem === 'noPicture') {
    const text = vscode.l10n.t('This editor cannot decode the video of this clip, only its audio.');
    say(file.making ? `${text} ${beingMade()}` : text, ...ways(file));
  }
  if (file.problem === 'noSound' && !file.coming) {
    const text = vscode.l10n.t('This editor cannot decode the audio of this clip.');
    say(file.making ? `${text} ${beingMade()}` : text, ...ways(file));
  }
  if (file.fault === 'cut' && file.problem !== 'unplayable') {
    const again = action('download', { variant, index, label: vscode.l10n.t('Download again') });
    say(vscode.l10n.t('The file is truncated.'), ...(sizeOf(file) === bytes ? [] : allowed(able, again)));
  }
  return remarks;
}
