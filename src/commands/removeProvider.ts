import * as vscode from 'vscode';
import { providerLabel } from '../ui/prompts/pickProvider';
import { inMessage } from '../ui/text';
import type { Command } from './app';
import { providerFor } from './target';

/** Takes a provider out of the settings and forgets its key. Its jobs stay in the list, its clips on disk. */
export const removeProvider: Command = async (app, call) => {
  const provider = await providerFor(app, call, vscode.l10n.t('Remove Provider'));
  if (call.byUser && !(await confirmed(providerLabel(provider)))) return;
  await app.providers.remove(provider.id);
};

async function confirmed(name: string): Promise<boolean> {
  const remove = vscode.l10n.t('Remove');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove the provider {0}?', inMessage(name, 60)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Its API key will also be deleted. Its jobs stay in the list and its clips on your disk, but jobs in progress will no longer be followed.',
      ),
    },
    remove,
  );
  return chosen === remove;
}
