import * as vscode from 'vscode';
import type { Provider } from '../../api/provider';
import { runCommand } from '../run';
import { inMessage } from '../text';
import { formTitleOf, titleOf } from '../titles';
import { askChoice, type Choice, Dismissed } from './input';
import { alone } from './steps';

export const providerLabel = (provider: Pick<Provider, 'id' | 'label'>): string => provider.label || provider.id;

export function providerChoices(providers: readonly Provider[], first: string | undefined): Choice<Provider>[] {
  const sorted = [...providers].sort((a, b) => Number(b.id === first) - Number(a.id === first));
  return sorted.map((provider) => ({
    label: providerLabel(provider),
    description: provider.label && provider.label !== provider.id ? provider.id : undefined,
    detail: provider.baseUrl,
    value: provider,
  }));
}

/** Returns the only provider, or the chosen one. Offers to add one if there is none. @throws Dismissed */
export async function pickProvider(
  title: string,
  providers: readonly Provider[],
  first: string | undefined,
  faults: readonly string[] = [],
): Promise<Provider> {
  const [only] = providers;
  if (only && providers.length === 1) return only;
  if (!only) {
    offerProvider(faults);
    throw new Dismissed();
  }
  const placeholder = vscode.l10n.t('Select a provider');
  return alone(askChoice({ title }, { placeholder, choices: providerChoices(providers, first) }));
}

function offerProvider(faults: readonly string[]): void {
  const add = formTitleOf('addProvider');
  const other = faults.length > 0 ? vscode.l10n.t('Open Settings') : titleOf('trySandbox');
  const message =
    faults.length > 0
      ? vscode.l10n.t('None of the providers can be used: {0}', inMessage(faults[0]!))
      : vscode.l10n.t('No provider supports this yet. Add one; the sandbox needs no key.');
  void vscode.window.showInformationMessage(message, add, other).then((chosen) => {
    if (chosen === add) return runCommand('addProvider');
    if (chosen !== other) return undefined;
    return faults.length > 0
      ? vscode.commands.executeCommand('workbench.action.openSettings', 'videoJobs.providers')
      : runCommand('trySandbox');
  });
}
