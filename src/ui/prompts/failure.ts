import * as vscode from 'vscode';
import { VideoJobsError } from '../../api/errors';
import type { Region } from '../../api/regions';
import { budgetRefuses, isOfBudget } from '../../jobs/costs/budget';
import { damagedFile } from '../../jobs/ledger/openLedger';
import { newerFile } from '../../jobs/ledger/schema';
import type { Logger } from '../../jobs/ports';
import { maySendAgain } from '../../jobs/sending/intents';
import { formatUntil } from '../format';
import { runCommand } from '../run';
import { inMessage } from '../text';
import { formTitleOf, titleOf } from '../titles';

/** Button and what it does. */
export type Action = [label: string, run: () => Thenable<unknown>];

/** Buttons that move a provider to another region of its server, after a confirmation. */
export const regionActions = (regions: readonly Region[], provider: string): Action[] =>
  regions.map(({ name, baseUrl }) => [
    vscode.l10n.t('Use Region {0}…', name),
    () => runCommand('editProvider', { id: provider, region: baseUrl }),
  ]);

/**
 * Shows the failure of a command that the user ran, with actions that help.
 * @param otherRegions of the provider's server, to one of which a rejected key may belong
 */
export function showFailure(
  error: unknown,
  log: Logger,
  provider?: string,
  otherRegions: readonly Region[] = [],
): void {
  if (error instanceof VideoJobsError && error.kind === 'cancelled') return;
  log.error('A command failed.', error);
  const actions = new Map<string, () => Thenable<unknown>>();
  const keyHelps = error instanceof VideoJobsError && (error.kind === 'auth' || error.kind === 'forbidden');
  if (keyHelps && provider !== undefined) {
    actions.set(formTitleOf('setApiKey'), () => runCommand('setApiKey', { provider }));
    const regions = error.httpStatus === undefined ? [] : regionActions(otherRegions, provider);
    regions.forEach(([label, run]) => actions.set(label, run));
  }
  for (const [code, label, command] of waysOut()) {
    if (error instanceof VideoJobsError && error.code === code) actions.set(label, () => runCommand(command));
  }
  if (error instanceof VideoJobsError && error.job !== undefined && maySendAgain(error)) {
    const { job: key, retryAfterMs } = error;
    if (retryAfterMs === undefined) actions.set(titleOf('sendAgain'), () => runCommand('sendAgain', { key }));
    else {
      const at = formatUntil(Date.now() + retryAfterMs);
      actions.set(vscode.l10n.t('Send at {0}', at), () => runCommand('sendLater', { key }));
    }
  }
  if (error instanceof VideoJobsError && error.job !== undefined && error.kind === 'rejected') {
    const { job: key } = error;
    actions.set(vscode.l10n.t('Change It…'), () => runCommand('createAgain', { key }));
  }
  if (error instanceof VideoJobsError && error.code === budgetRefuses) {
    actions.set(vscode.l10n.t('Open Settings'), () =>
      vscode.commands.executeCommand('workbench.action.openSettings', '@id:videoJobs.budget'),
    );
  }
  actions.set(titleOf('showLog'), () => runCommand('showLog'));
  void vscode.window
    .showErrorMessage(failureText(error), ...actions.keys())
    .then((chosen) => chosen && actions.get(chosen)?.());
}

/** Shows a background failure of the list, but only one that the user can do something about. */
export function showListTrouble(error: VideoJobsError, log: Logger): void {
  if (waysOut().some(([code]) => code === error.code)) showFailure(error, log);
}

const waysOut = () =>
  [
    [damagedFile, titleOf('rebuildList'), 'rebuildList'],
    [newerFile, titleOf('startNewList'), 'startNewList'],
  ] as const;

/** Returns the message, with the provider's code and request ID if it does not contain them. */
export function failureText(error: unknown): string {
  if (!(error instanceof VideoJobsError)) {
    const message = error instanceof Error ? error.message : String(error);
    return inMessage(vscode.l10n.t('Unexpected error: {0}', message));
  }
  const { message, code, requestId } = error;
  const own = isOfBudget(error) || waysOut().some(([ours]) => ours === code);
  const facts = [
    code && !message.includes(code) && !own ? code : undefined,
    requestId && !message.includes(requestId) ? vscode.l10n.t('request {0}', requestId) : undefined,
  ].filter((fact) => fact !== undefined);
  return inMessage(facts.length > 0 ? `${message} (${facts.join(', ')})` : message, 600);
}
