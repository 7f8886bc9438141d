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

/** Adds a provider, prompts for its key and tests it. Accepts a complete `Provider`, which is saved as it is. */
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
  // The provider is already saved: the user can set the key later.
  if (key) await keepKey(app, provider, key.value);
  else if (provider.apiKeyEnv) await ensureKey(app, provider.id);
  else if (needsKey(provider)) await askKey(app, provider);
  if (key) void offerToClear(key.text);
  const { ok } = await tellOutcome(app, provider.id);
  if (ok) await showJobs();
};

/** Offers to clear the clipboard, where a pasted key stays readable for other programs. */
async function offerToClear(pasted: string): Promise<void> {
  if (!(await holds(pasted))) return;
  const clear = vscode.l10n.t('Clear Clipboard');
  const message = vscode.l10n.t('The key is now in secret storage. The clipboard still contains the text you pasted.');
  const chosen = await vscode.window.showInformationMessage(message, clear);
  if (chosen === clear && (await holds(pasted))) await vscode.env.clipboard.writeText('');
}

/** Removes whitespace: a single-line input box turns line breaks into spaces. */
const bare = (text: string): string => text.replace(/\s+/g, '');

const holds = async (pasted: string): Promise<boolean> => {
  try {
    return bare(await vscode.env.clipboard.readText()) === bare(pasted);
  } catch {
    // A browser may deny access to the clipboard.
    return false;
  }
};

export const addProviderCommands = { addProvider };
