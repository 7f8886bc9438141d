import * as vscode from 'vscode';
import { customType, needsKey } from '../api/dialects';
import type { PastedExample } from '../api/paste/example';
import type { Provider } from '../api/provider';
import { parseProvider } from '../platform/settings/providerEntry';
import { askNewProvider } from '../ui/prompts/providerForm';
import { runCommand, showJobs } from '../ui/run';
import { inMessage } from '../ui/text';
import { replayRecording } from './diagnosis';
import { askKey, ensureKey, keepKey } from './keys';
import type { App, Command } from './lib/app';
import { text } from './lib/call';
import { draft } from './lib/formDeps';
import { agreeToHttp } from './lib/plainHttp';
import { tellOutcome } from './lib/providerTest';

/** Adds a provider, prompts for its key and tests it. Accepts a complete `Provider`, which is saved as it is. */
const addProvider: Command = async (app, call) => {
  if (text(call.fields, 'type') !== undefined) {
    await app.providers.save(call.fields);
    return;
  }
  call.byUser = true;
  const { provider: asked, key, replay, example } = await askNewProvider(app.providers.all);
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
  if (provider.type === customType) {
    await vscode.commands.executeCommand('workbench.action.openSettingsJson', {
      revealSetting: { key: 'videoJobs.providers' },
    });
  } else if (ok) await showJobs();
  if (ok && example) void offerToCreate(app, provider.id, example);
};

/** Offers the request of the pasted text: in the form, where it can be changed, because sending it costs money. */
async function offerToCreate(app: App, provider: string, { prompt, ...fields }: PastedExample): Promise<void> {
  const create = vscode.l10n.t('Create This Clip…');
  const message = vscode.l10n.t('The text you pasted also has a prompt: “{0}”', inMessage(prompt, 120));
  if ((await vscode.window.showInformationMessage(message, create)) !== create) return;
  await app.memento.update(draft, prompt);
  await runCommand('create', { provider, ...fields });
}

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
