import * as vscode from 'vscode';
import type { Pasted } from '../../api/paste/pasted';
import type { Provider } from '../../api/provider';
import type { Choice } from './input';

/** Returns the choices for a pasted text: continue, then parts to correct, then parts that were ignored. */
export function pastedChoices<Question>(
  { label, baseUrl, type, auth = 'bearer', model, headers = {} }: Partial<Provider>,
  { key, left, provider }: Pasted,
  ask: Readonly<Record<'askLabel' | 'askType' | 'askAuth', Question>>,
): Choice<Question | 'add' | 'look'>[] {
  const { apiKeyEnv } = provider;
  const facts = [
    key
      ? vscode.l10n.t('the key from the text')
      : apiKeyEnv
        ? vscode.l10n.t('the key from the variable {0}', apiKeyEnv)
        : '',
    model ? vscode.l10n.t('model {0}', model) : '',
    ...Object.keys(headers),
  ].filter(Boolean);
  const put = vscode.l10n.t('To fix');
  const out = vscode.l10n.t('Ignored');
  return [
    { label: vscode.l10n.t('Add and Test'), description: baseUrl, detail: facts.join(' · '), value: 'add' },
    { label: vscode.l10n.t('Name'), description: label, group: put, value: ask.askLabel },
    { label: vscode.l10n.t('Type'), description: type, group: put, value: ask.askType },
    { label: vscode.l10n.t('Authentication'), description: auth, group: put, value: ask.askAuth },
    ...left.map((what): Choice<'look'> => ({ label: what, group: out, value: 'look' })),
  ];
}
