import * as vscode from 'vscode';
import type { Diagnosis } from '../../api/diagnosis/diagnosis';
import { tellFindings } from '../../ui/prompts/testResult';
import { inMessage } from '../../ui/text';
import type { App } from './app';
import { cancellable } from './progress';
import { labelOf } from './target';

/** Tries a provider after a change to it, says how it went, and answers it. */
export async function tellOutcome(app: App, id: string): Promise<Diagnosis> {
  const found = await test(app, id);
  void tellFindings(id, found, app.jobs.capabilities(id));
  return found;
}

export async function test(app: App, id: string): Promise<Diagnosis> {
  const title = vscode.l10n.t('Testing {0}', inMessage(labelOf(app, id), 60));
  const provider = app.providers.get(id);
  const found = await cancellable(title, async (signal) => {
    const found = await app.test(id, signal);
    return found.ok && found.can?.account ? { ...found, account: await app.accounts.look(provider, true) } : found;
  });
  app.records.tests.set(id, found);
  if (!found.ok) app.log.error('A provider did not pass its test.', found.cause, found.error);
  return found;
}
