import * as vscode from 'vscode';
import { needsKey } from '../api/dialects';
import type { Provider } from '../api/provider';
import { parseProvider } from '../platform/settings/providerEntry';
import { askNewProvider } from '../ui/prompts/providerForm';
import { showJobs } from '../ui/run';
import { replayRecording } from './diagnosis';
import { askKey, ensureKey, keepKey } from './keys';
import type { Command } from './lib/app';
import { text } from './lib/call';
import { agreeToHttp } from './lib/plainHttp';
import { tellOutcome } from './lib/providerTest';

/** Adds a provider, asks for its key and tries it. Takes a whole `Provider`, which is then saved as it is. */
const addProvider: Command = async (app, call) => {
  if (text(call.fields, 'type') !== undefined) {
    await app.providers.save(call.fields);
    return;
  }
  call.byUser = true;
  const { provider: asked, key, replay } = await askNewProvider(app.providers.all);
  if (replay) return replayRecording(app);
  const provider: Provider = parseProvider(await agreeToHttp(asked));
  await app.providers.save(provider, true);
  call.provider = provider.id;
  // Saved already: whoever has no key at hand sets it later.
  if (key) await keepKey(app, provider, key.value);
  else if (provider.apiKeyEnv) await ensureKey(app, provider.id);
  else if (needsKey(provider)) await askKey(app, provider);
  if (key) void offerToClear(key.text);
  const { ok } = await tellOutcome(app, provider.id);
  if (ok) await showJobs();
};

/** A key that was pasted is still in the clipboard for whatever reads that next. */
async function offerToClear(pasted: string): Promise<void> {
  if (!(await holds(pasted))) return;
  const clear = vscode.l10n.t('Clear Clipboard');
  const message = vscode.l10n.t('The key is now in secret storage. The clipboard still contains the text you pasted.');
  const chosen = await vscode.window.showInformationMessage(message, clear);
  if (chosen === clear && (await holds(pasted))) await vscode.env.clipboard.writeText('');
}

/** A box of one line has made spaces of the ends of lines. */
const bare = (text: string): string => text.replace(/\s+/g, '');

const holds = async (pasted: string): Promise<boolean> => {
  try {
    return bare(await vscode.env.clipboard.readText()) === bare(pasted);
  } catch {
    // A browser may not let it be read.
    return false;
  }
};

export const addProviderCommands = { addProvider };
