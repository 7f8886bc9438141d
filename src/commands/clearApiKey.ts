import * as vscode from 'vscode';
import { needsKey } from '../api/dialects';
import { VideoJobsError } from '../api/errors';
import { providerLabel } from '../ui/prompts/pickProvider';
import { inMessage } from '../ui/text';
import type { Command } from './app';
import { providerFor } from './target';

export const clearApiKey: Command = async (app, call) => {
  const provider = await providerFor(app, call, vscode.l10n.t('Clear API Key'), needsKey);
  if (!(await app.providers.clearKey(provider.id))) {
    throw new VideoJobsError(
      'disk',
      vscode.l10n.t('The key could not be deleted from VS Code’s secret storage. Try again.'),
    );
  }
  if (!call.byUser) return;
  const message = vscode.l10n.t('The API key for {0} was deleted.', inMessage(providerLabel(provider), 60));
  void vscode.window.showInformationMessage(message);
};
