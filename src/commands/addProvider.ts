import * as vscode from 'vscode';
import type { Provider } from '../api/types';
import { parseProvider } from '../platform/providerEntry';
import { askNewProvider } from '../ui/prompts/providerForm';
import type { Command } from './app';
import { text } from './call';
import { askKey, needsKey } from './setApiKey';
import { tellOutcome } from './testProvider';

/** Adds a provider, asks for its key and tries it. Takes a whole `Provider`, which is then saved as it is. */
export const addProvider: Command = async (app, call) => {
  if (text(call.fields, 'type') !== undefined) {
    await app.providers.save(call.fields);
    return;
  }
  call.byUser = true;
  const provider: Provider = parseProvider(await askNewProvider(app.providers.all));
  await app.providers.save(provider);
  call.provider = provider.id;
  // Saved already: whoever has no key at hand sets it later.
  if (needsKey(provider)) await askKey(app, provider);
  const { ok } = await tellOutcome(app, provider.id);
  if (ok) await vscode.commands.executeCommand('videoJobs.jobs.focus');
};
