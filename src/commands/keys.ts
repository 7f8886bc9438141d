import * as vscode from 'vscode';
import { needsKey } from '../api/dialects';
import { VideoJobsError } from '../api/errors';
import type { Provider } from '../api/provider';
import { originOf } from '../platform/settings/providerEntry';
import { askText } from '../ui/prompts/input';
import { providerLabel } from '../ui/prompts/pickProvider';
import { alone } from '../ui/prompts/steps';
import { inMessage } from '../ui/text';
import { formTitleOf } from '../ui/titles';
import type { App, Command } from './lib/app';
import { allowHttp } from './lib/plainHttp';
import { tellOutcome } from './lib/providerTest';
import { providerFor } from './lib/target';

/** Asks for a key behind dots, keeps it for the provider's present address, and tries it. */
const setApiKey: Command = async (app, call) => {
  const provider = await providerFor(app, call, formTitleOf('setApiKey'), needsKey);
  const { key } = call.fields;
  if (key !== undefined) {
    await app.providers.setKey(provider.id, key);
    return;
  }
  call.byUser = true;
  if (await askKey(app, provider)) await tellOutcome(app, provider.id);
};

/** Asks for the provider's key where there is none for its present address. @throws VideoJobsError, Dismissed */
export async function ensureKey(app: App, id: string): Promise<void> {
  const provider = app.providers.find(id);
  if (!provider || !needsKey(provider)) return;
  await allowHttp(app, provider);
  try {
    await app.providers.connect(id);
  } catch (error) {
    if (!(error instanceof VideoJobsError && error.kind === 'auth')) throw error;
    await askKey(app, provider);
  }
}

/** @returns whether there is something to try. @throws VideoJobsError, Dismissed */
export async function askKey(app: App, provider: Provider): Promise<boolean> {
  const name = providerLabel(provider);
  if (!needsKey(provider)) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} needs no key.', inMessage(name, 60)));
    return false;
  }
  const allowed = await allowHttp(app, provider);
  const key = await alone(
    askText(
      { title: vscode.l10n.t('API Key for {0}', name) },
      {
        prompt: vscode.l10n.t('It is kept in VS Code’s secret storage and sent to {0} only', originOf(allowed)),
        password: true,
        check: (text) =>
          /^[\x21-\x7e]+$/.test(text) ? undefined : vscode.l10n.t('Enter an API key. Keys contain no spaces.'),
      },
    ),
  );
  await keepKey(app, allowed, key);
  return true;
}

/** Keeps a key that a person gave, and tells them where it will not last. @throws VideoJobsError */
export async function keepKey(app: App, { id }: Provider, key: string): Promise<void> {
  if (await app.providers.setKey(id, key)) return;
  void vscode.window.showWarningMessage(
    vscode.l10n.t(
      'VS Code’s secret storage did not accept the key. It will be used until this window closes. To keep it, name an environment variable in the provider’s "apiKeyEnv".',
    ),
  );
}

const clearApiKey: Command = async (app, call) => {
  const provider = await providerFor(app, call, formTitleOf('clearApiKey'), needsKey);
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

export const keyCommands = { clearApiKey, setApiKey };
