import * as vscode from 'vscode';
import { testConnection } from '../platform/connectionTest';
import { showFailure } from '../ui/prompts/failure';
import { inMessage } from '../ui/text';
import type { App, Command } from './app';
import { cancellable } from './progress';
import { labelOf, providerFor } from './target';

/** Answers `{ ok, message }`. */
export const testProvider: Command = async (app, call) => {
  const { id } = await providerFor(app, call, vscode.l10n.t('Test Provider'));
  if (call.byUser) return tellOutcome(app, id);
  const { ok, message } = await testConnection(id, app.providers, app.clientFor);
  return { ok, message };
};

/** Tries a provider and says how it went. */
export async function tellOutcome(app: App, id: string): Promise<{ ok: boolean; message: string }> {
  const title = vscode.l10n.t('Testing {0}', inMessage(labelOf(app, id), 60));
  const { ok, message, error } = await cancellable(title, (signal) =>
    testConnection(id, app.providers, app.clientFor, signal),
  );
  if (error) showFailure(error, app.log, id);
  else void vscode.window.showInformationMessage(inMessage(message));
  return { ok, message };
}
