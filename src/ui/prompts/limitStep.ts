import * as vscode from 'vscode';
import { formatRelative } from '../format';
import { inMessage } from '../text';
import { askChoice, type Back, back, type Frame } from './input';

/**
 * Explains why a request will probably be refused, before it is sent. Going back is the first choice; catalogues may be wrong.
 * @param how source of the limits: the time of the provider's catalogue in ms since the epoch, `type` for the
 * documentation of its type of server, `never` if the API cannot express the request at all
 * @throws Dismissed
 */
export async function askDespite(
  frame: Frame,
  broken: readonly string[],
  how: number | 'type' | 'never',
): Promise<'send' | Back> {
  const answer = await askChoice<'change' | 'send'>(frame, {
    placeholder: inMessage(broken.join(' ')),
    choices: [
      { label: vscode.l10n.t('Change It'), detail: inMessage(broken.join(' ')), value: 'change' },
      ...(how === 'never'
        ? []
        : [
            {
              label: vscode.l10n.t('Send anyway'),
              detail:
                how === 'type'
                  ? vscode.l10n.t(
                      'According to the documentation of this server; it may have changed. Rejected requests are not charged.',
                    )
                  : vscode.l10n.t(
                      'According to the provider {0}; it may have changed. Rejected requests are not charged.',
                      formatRelative(how),
                    ),
              value: 'send' as const,
            },
          ]),
    ],
  });
  return answer === 'send' ? 'send' : back;
}
