import * as vscode from 'vscode';
import { formatRelative } from '../format';
import { inMessage } from '../text';
import { askChoice, back, type Back, type Frame } from './input';

/**
 * Says why a request will probably be refused, before it is sent. To go back is first; a catalogue may be wrong.
 * @param at when the provider told of its models, ms since the epoch
 * @throws Dismissed
 */
export async function askDespite(frame: Frame, broken: readonly string[], at: number): Promise<'send' | Back> {
  const answer = await askChoice<'change' | 'send'>(frame, {
    placeholder: inMessage(broken.join(' ')),
    choices: [
      { label: vscode.l10n.t('Change it'), detail: inMessage(broken.join(' ')), value: 'change' },
      {
        label: vscode.l10n.t('Send anyway'),
        detail: vscode.l10n.t(
          'The provider said so {0}; it may have changed. A request that it refuses costs nothing.',
          formatRelative(at),
        ),
        value: 'send',
      },
    ],
  });
  return answer === 'send' ? 'send' : back;
}
