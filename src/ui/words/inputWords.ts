import * as vscode from 'vscode';
import type { CreateSetting, InputRole } from '../../api/types';
import type { CreateRequest } from '../../jobs/requests';

/** Roles of inputs, as labels. */
export const inputWords: Readonly<Record<InputRole, () => string>> = {
  first: () => vscode.l10n.t('First frame'),
  last: () => vscode.l10n.t('Last frame'),
  reference: () => vscode.l10n.t('Reference image'),
  video: () => vscode.l10n.t('Video to take from'),
  audio: () => vscode.l10n.t('Sound to take from'),
};

export const settingWords: Readonly<Record<CreateSetting, () => string>> = {
  sound: () => vscode.l10n.t('Sound'),
  seed: () => vscode.l10n.t('Seed'),
  negativePrompt: () => vscode.l10n.t('Negative prompt'),
};

/** Settings that a request states, as labels and values. */
export function settingFacts(request: Pick<CreateRequest, CreateSetting>): [string, string][] {
  const { sound, seed, negativePrompt } = request;
  const facts: [string, string | undefined][] = [
    [settingWords.sound(), sound === undefined ? undefined : sound ? vscode.l10n.t('On') : vscode.l10n.t('Off')],
    [settingWords.seed(), seed === undefined ? undefined : String(seed)],
    [settingWords.negativePrompt(), negativePrompt],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}
