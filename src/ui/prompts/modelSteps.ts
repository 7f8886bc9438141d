import * as vscode from 'vscode';
import { refusalOf, sentPrompt, takenBy } from '../../api/dialects/refusal';
import type { Provider } from '../../api/provider';
import {
  type Account,
  type Capabilities,
  type Cost,
  type CreateSetting,
  createSettings,
  type InputRules,
  type Limits,
  type ModelInfo,
} from '../../api/types';
import type { CreateRequest } from '../../jobs/requests';
import { limitsOf } from '../../jobs/targets/limits';
import type { Target } from '../../jobs/targets/translate';
import { formatMoney } from '../format';
import { costWords } from '../words/costWords';
import { back, type Frame, MoreWanted } from './input';
import { askDespite } from './limitStep';
import { limitsBroken } from './modelLimits';
import { askParameters, parameterNames } from './parametersStep';
import { providerLabel } from './pickProvider';
import type { Step } from './steps';

/** Models that a provider lists; `at` is the time of its response, in ms since the epoch. */
export interface ModelList {
  models: readonly ModelInfo[];
  at: number;
}

/** Access to models and their prices, for the forms. */
export interface ModelTools {
  providers: readonly Provider[];
  capabilities(provider: string): Capabilities;
  /** Fetches the models. Never rejects; empty if the provider lists none. */
  models(provider: Provider): Promise<ModelList>;
  /** Returns the cached models. */
  known(provider: Provider): ModelList;
  /** Estimates the cost; undefined if unknown. */
  cost(request: Partial<CreateRequest>, model: ModelInfo | undefined): Cost | undefined;
  /** Returns true if an unknown cost matters to the user: prices or a budget are set. */
  costMatters(provider: string): boolean;
  /** Returns the account behind the provider's key, if cached. */
  left?(provider: string): Account | undefined;
  /** Returns the extra fields last sent to a model. */
  parameters(provider: string, model: string | undefined): CreateRequest['extra'];
}

type Asked = Partial<CreateRequest>;

/** Adds the cost so far and the names of extra fields to the title of a step after the model's. */
export function withCostTitle(deps: ModelTools, frame: Frame, request: Asked): Frame {
  const cost = deps.cost(request, infoOf(deps, request).model);
  const unknown = deps.costMatters(request.provider ?? '') ? vscode.l10n.t('cost unknown') : undefined;
  const words = [frame.title, cost ? costWords(cost) : unknown, parameterNames(request.extra)];
  return { ...frame, title: words.filter(Boolean).join(' · '), more: vscode.l10n.t('More Parameters…') };
}

/** Returns the answer, or the parameters if the user opened them instead. @throws Dismissed */
export async function withParametersButton<T>(
  deps: ModelTools,
  frame: Frame,
  request: Asked,
  answer: Promise<T>,
): Promise<T | { parameters: Pick<CreateRequest, 'extra' | CreateSetting> }> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof MoreWanted)) throw error;
    const { extra, sound, seed, negativePrompt } = request;
    const settings = { taken: settingsTaken(deps, request), sound, seed, negativePrompt };
    const asked = await askParameters(frame, infoOf(deps, request).model, extra, settings);
    return { parameters: asked === back ? { extra } : asked };
  }
}

/** Returns a confirmation step if the chosen model does not support the request. */
export function limitStep<S extends { request: Asked }>(deps: ModelTools, request: Asked): Step<S>[] {
  const configured = deps.providers.find(({ id }) => id === request.provider);
  if (!configured) return [];
  const { model, at } = infoOf(deps, request);
  const refused = refusalFor(deps, request);
  const limits = limitsBroken(model?.id ?? providerLabel(configured), limitsAt(deps, request, model), request);
  const broken = [...limits, ...creditBroken(deps, request, model), ...(refused ? [refused.message] : [])];
  if (broken.length === 0) return [];
  const how = refused ? 'never' : model ? at || Date.now() : 'type';
  return [
    async (state, frame) => {
      const answer = await askDespite({ ...withCostTitle(deps, frame, state.request), more: undefined }, broken, how);
      return answer === back ? back : state;
    },
  ];
}

/** Returns the limits of the chosen provider. @param model its entry in the catalogue */
export function limitsAt(deps: ModelTools, { provider }: Asked, model: ModelInfo | undefined): Limits {
  return limitsOf(provider === undefined ? {} : deps.capabilities(provider), model);
}

/** Returns the reason why the chosen provider's API cannot express a request. */
export function refusalFor(deps: ModelTools, request: Asked): Error | undefined {
  const configured = deps.providers.find(({ id }) => id === request.provider);
  return configured && refusalOf(configured, request);
}

/** Inputs and settings that the chosen model takes; none while no provider is chosen. */
export function rulesFor(deps: ModelTools, { provider, model }: Asked): InputRules {
  const configured = deps.providers.find(({ id }) => id === provider);
  return configured ? takenBy(configured, model) : { roles: {} };
}

/** Prompt as the chosen provider's server gets it; undefined if the request is faulty. */
export function promptFor(deps: ModelTools, request: Asked): string | undefined {
  const configured = deps.providers.find(({ id }) => id === request.provider);
  try {
    return configured && sentPrompt(configured, request);
  } catch {
    return undefined;
  }
}

/** Settings that the chosen model takes, or may take. */
const settingsTaken = (deps: ModelTools, { provider, model }: Asked): CreateSetting[] =>
  createSettings.filter(
    (name) => provider !== undefined && !refusalFor(deps, { provider, model: model ?? '?', [name]: samples[name] }),
  );

const samples: Readonly<Record<CreateSetting, boolean | number | string>> = {
  sound: true,
  seed: 1,
  negativePrompt: '?',
};

/** Returns true if the provider's API can express a length or a size. */
export const canSay = (deps: ModelTools, { provider }: Asked, part: Pick<Asked, 'seconds' | 'size'>): boolean =>
  !refusalFor(deps, { provider, model: '?', ...part });

/** Returns a provider and model as the target of a translation. */
export const targetOf = (deps: ModelTools, provider: Provider, model: string | undefined): Target => ({
  provider,
  model,
  able: deps.capabilities(provider.id),
  models: deps.known(provider).models,
});

/** Returns a warning if the account's balance does not cover the cost, if both are known. */
function creditBroken(deps: ModelTools, request: Asked, model: ModelInfo | undefined): string[] {
  const left = request.provider === undefined ? undefined : deps.left?.(request.provider);
  const cost = deps.cost(request, model);
  if (left?.remaining === undefined || cost?.currency !== left.currency || cost.amount <= left.remaining) return [];
  return [
    vscode.l10n.t(
      'The key has {0} left, and this will cost {1}.',
      formatMoney(left.remaining, left.currency),
      costWords(cost),
    ),
  ];
}

/** Returns the cost in words, if known. */
export function costOf(deps: ModelTools, request: Asked, model: ModelInfo | undefined): string | undefined {
  const cost = deps.cost(request, model);
  return cost && costWords(cost);
}

export const nothingTold: ModelList = { models: [], at: 0 };

/** Returns the chosen model's entry in the cached catalogue. */
export function infoOf(deps: ModelTools, request: Asked): { model?: ModelInfo; at: number } {
  const configured = deps.providers.find(({ id }) => id === request.provider);
  return infoIn(configured ? deps.known(configured) : nothingTold, request, configured);
}

/** The same from the fetched catalogue. */
export async function infoLater(deps: ModelTools, request: Asked): Promise<ModelInfo | undefined> {
  const configured = deps.providers.find(({ id }) => id === request.provider);
  return infoIn(configured ? await deps.models(configured) : nothingTold, request, configured).model;
}

function infoIn({ models, at }: ModelList, { model }: Asked, provider: Provider | undefined) {
  const wanted = model ?? provider?.model;
  return { model: models.find(({ id }) => id === wanted), at };
}
