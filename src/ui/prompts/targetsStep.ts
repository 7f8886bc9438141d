import * as vscode from 'vscode';
import type { Provider } from '../../api/provider';
import { modelChoices } from './createChoices';
import type { CreateFormDeps } from './createForm';
import type { Back, Choice, Frame } from './input';
import { askMany } from './manyInput';
import { type ModelList, refusalFor } from './modelSteps';
import { providerLabel } from './pickProvider';

/** A model at a provider; without one, the provider's default. */
export interface TargetName {
  provider: string;
  model?: string;
}

const fewestTargets = 2;
const mostTargets = 8;

/** Asks for several providers and models. @throws Dismissed */
export function askTargets(
  deps: CreateFormDeps,
  frame: Frame,
  ticked: readonly TargetName[],
): Promise<TargetName[] | Back> {
  const offer = (lists: readonly ModelList[]) =>
    deps.providers.flatMap((provider, at) => targetChoices(deps, provider, lists[at]!));
  return askMany(frame, {
    placeholder: vscode.l10n.t('Which servers and models should create it? Select two to eight'),
    choices: offer(deps.providers.map((provider) => deps.known(provider))),
    later: Promise.all(deps.providers.map((provider) => deps.models(provider))).then(offer),
    ticked: (value) => ticked.some((one) => isSameTarget(one, value)),
    isSame: isSameTarget,
    tooFew: (offered) =>
      offered < fewestTargets
        ? vscode.l10n.t('This needs at least two servers or models. Add a provider first')
        : undefined,
    wrong: (count) =>
      count >= fewestTargets && count <= mostTargets ? undefined : vscode.l10n.t('Select two to eight.'),
  });
}

const isSameTarget = (a: TargetName, b: TargetName): boolean => a.provider === b.provider && a.model === b.model;

/** Returns the configured or default model, those used before, and the catalogue's video models. */
function targetChoices(deps: CreateFormDeps, provider: Provider, { models, at }: ModelList): Choice<TargetName>[] {
  const { id, model: own } = provider;
  const videos = models.filter(({ video }) => video !== false);
  const label = providerLabel(provider);
  return modelChoices({ models: videos, at }, deps.history(id), own)
    .filter(({ value }) => value !== undefined || (own === undefined && !refusalFor(deps, { provider: id })))
    .map(({ label: name, description, value: model }) => ({
      label: name,
      description: [label, description].filter(Boolean).join(' · '),
      value: model === undefined ? { provider: id } : { provider: id, model },
      group: label,
    }));
}
