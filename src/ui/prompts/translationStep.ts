import * as vscode from 'vscode';
import type { CreateRequest } from '../../jobs/requests';
import type { Change } from '../../jobs/targets/translate';
import { inMessage } from '../text';
import { translationWords } from '../words/translationWords';
import { askChoice, type Back, back, type Frame } from './input';

/** Returns the changes that the user neither overrode nor chose. */
export const changesIn = (changes: readonly Change[], chosen: Partial<CreateRequest>): Change[] =>
  changes.filter((change) => {
    switch (change.what) {
      case 'model':
        return false;
      case 'seconds':
        return chosen.seconds === change.to;
      case 'size':
        return chosen.size === change.to;
      case 'image':
        return chosen.reference === undefined;
      case 'inputs':
        return chosen.inputs === undefined;
      case 'settings':
        return change.names.some((name) => chosen[name] === undefined);
      case 'extra':
        return true;
    }
  });

/**
 * Shows the differences from the earlier request before money is spent.
 * @param extra extra fields that the target understands; `all` is sent if the user insists
 * @throws Dismissed
 */
export async function askTranslated(
  frame: Frame,
  provider: string,
  changes: readonly Change[],
  { extra, all }: Record<'extra' | 'all', CreateRequest['extra']>,
): Promise<Pick<CreateRequest, 'extra'> | Back> {
  const words = translationWords(changes).join(', ');
  const lost = changes.some(({ what }) => what === 'extra');
  const answer = await askChoice<'create' | 'all'>(frame, {
    placeholder: inMessage(vscode.l10n.t('For {0}: {1}', provider, words)),
    choices: [
      { label: vscode.l10n.t('Create with These Changes'), detail: inMessage(words), value: 'create' },
      ...(lost
        ? [
            {
              label: vscode.l10n.t('Keep the additional fields'),
              detail: vscode.l10n.t('The server may reject or ignore them.'),
              value: 'all' as const,
            },
          ]
        : []),
    ],
  });
  if (answer === back) return back;
  return { extra: answer === 'all' ? all : extra };
}
