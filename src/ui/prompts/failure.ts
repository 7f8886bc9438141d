import * as vscode from 'vscode';
import { VideoJobsError } from '../../api/errors';
import { commandId } from '../../commands/ids';
import type { Logger } from '../../jobs/ports';
import { inMessage } from '../text';

/** One message for a command that a user ran and that failed, with the one or two things to do about it. */
export function showFailure(error: unknown, log: Logger, provider?: string): void {
  if (error instanceof VideoJobsError && error.kind === 'cancelled') return;
  log.error('A command failed.', error);
  const actions = new Map<string, () => Thenable<unknown>>();
  const keyHelps = error instanceof VideoJobsError && (error.kind === 'auth' || error.kind === 'forbidden');
  if (keyHelps && provider !== undefined) {
    actions.set(vscode.l10n.t('Set API Key'), () => run('setApiKey', { provider }));
  }
  actions.set(vscode.l10n.t('Show Log'), () => run('showLog'));
  void vscode.window
    .showErrorMessage(failureText(error), ...actions.keys())
    .then((chosen) => chosen && actions.get(chosen)?.());
}

/** The message, and the provider's own code and request id where the message does not have them. */
export function failureText(error: unknown): string {
  if (!(error instanceof VideoJobsError)) {
    const message = error instanceof Error ? error.message : String(error);
    return inMessage(vscode.l10n.t('Something unexpected went wrong: {0}', message));
  }
  const { message, code, requestId } = error;
  const facts = [
    code && !message.includes(code) ? code : undefined,
    requestId && !message.includes(requestId) ? vscode.l10n.t('request {0}', requestId) : undefined,
  ].filter((fact) => fact !== undefined);
  return inMessage(facts.length > 0 ? `${message} (${facts.join(', ')})` : message, 600);
}

const run = (name: 'setApiKey' | 'showLog', argument?: { provider: string }) =>
  vscode.commands.executeCommand(commandId(name), argument);
