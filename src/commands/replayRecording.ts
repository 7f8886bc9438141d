import * as vscode from 'vscode';
import { largestRecording, parseRecording } from '../api/recording/recording';
import { Dismissed } from '../ui/prompts/input';
import { freeId } from '../ui/prompts/providerForm';
import { parseProvider } from '../platform/settings/providerEntry';
import { spokenBy } from '../platform/sandbox';
import type { App } from './app';

/** Adds a provider that says again what a recording holds, until this window closes. @throws VideoJobsError, Dismissed */
export async function replayRecording(app: App): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Replay Recording'),
      openLabel: vscode.l10n.t('Replay'),
      filters: { JSON: ['json'] },
    })) ?? [];
  if (!file) throw new Dismissed();
  const { size } = await vscode.workspace.fs.stat(file);
  const bytes = size > largestRecording ? undefined : await vscode.workspace.fs.readFile(file);
  const recording = parseRecording(bytes ? new TextDecoder().decode(bytes) : ' '.repeat(largestRecording + 1));
  const { type, baseUrl, model, overrides } = recording.provider;
  const label = vscode.l10n.t('Replay of {0}', new URL(baseUrl).host);
  const sandbox = await app.sandbox.start();
  const provider = parseProvider({
    ...{ id: freeId('replay', app.providers.all), label, type: spokenBy(type, baseUrl), auth: 'none' },
    ...{ baseUrl: sandbox.replay(recording), model, overrides },
  });
  // Its port is gone with the window.
  app.providers.lend(provider);
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The recording will be replayed as the provider “{0}” until this window closes.',
      label.slice(0, 100),
    ),
  );
}
