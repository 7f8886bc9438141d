import * as vscode from 'vscode';
import { VideoJobsError } from '../../api/errors';
import { budgetAsks, type Consent } from '../../jobs/costs/budget';
import { Dismissed } from '../../ui/prompts/input';

/**
 * Runs `work`; if a budget would be exceeded, prompts the user and runs it again with their consent.
 * @throws VideoJobsError, Dismissed
 */
export async function withinBudget<T>(work: (consent?: Consent) => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof VideoJobsError) || error.code !== budgetAsks) throw error;
    await agree(error);
    return work({ overBudget: true });
  }
}

/** @throws Dismissed */
export async function agree({ message }: VideoJobsError): Promise<void> {
  const send = vscode.l10n.t('Send Anyway');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Send anyway, over budget?'),
    { modal: true, detail: message },
    send,
  );
  if (chosen !== send) throw new Dismissed();
}
