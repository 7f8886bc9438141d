import type { Provider } from '../../api/provider';
import type { CreateRequest } from '../../jobs/requests';
import * as vscode from 'vscode';
import { refusalOf } from '../../api/dialects/refusal';
import type { Account, Capabilities, Cost, Limits, ModelInfo } from '../../api/types';
import { limitsOf } from '../../jobs/targets/limits';
import type { Target } from '../../jobs/targets/translate';
import { costWords } from '../words/costWords';
import { formatMoney } from '../format';
import { back, MoreWanted, type Frame } from './input';
import { askDespite } from './limitStep';
import { limitsBroken } from './modelLimits';
import { askParameters, parameterNames } from './parametersStep';
import { providerLabel } from './pickProvider';
import type { Step } from './steps';

/** What a provider says of its models, and when it said so (ms since the epoch). */
export interface ModelList {
  models: readonly ModelInfo[];
  at: number;
}

/** What the form knows of models and their prices. */
export interface ModelTools {
  providers: readonly Provider[];
  capabilities(provider: string): Capabilities;
  /** Never rejects; empty where the provider does not say. */
  models(provider: Provider): Promise<ModelList>;
  /** As much of that as is at hand. */
  known(provider: Provider): ModelList;
  /** Nothing where it is not known. */
  cost(request: Partial<CreateRequest>, model: ModelInfo | undefined): Cost | undefined;
  /** Whether it matters to the user that a cost is not known. */
  minds(provider: string): boolean;
  /** What the provider said that its key may still spend. */
  left?(provider: string): Account | undefined;
  /** Fields that were sent beside the others to a model. */
  parameters(provider: string, model: string | undefined): CreateRequest['extra'];
}

type Asked = Partial<CreateRequest>;

/** The frame of a step after the model's: it says what the request will cost so far, and what is sent beside its fields. */
export function dressed(deps: ModelTools, frame: Frame, request: Asked): Frame {
  const cost = deps.cost(request, infoOf(deps, request).model);
  const unknown = deps.minds(request.provider ?? '') ? vscode.l10n.t('cost unknown') : undefined;
  const words = [frame.title, cost ? costWords(cost) : unknown, parameterNames(request.extra)];
  return { ...frame, title: words.filter(Boolean).join(' · '), more: vscode.l10n.t('More Parameters…') };
}

/** The answer, or the parameters that were asked for in its place. @throws Dismissed */
export async function orParameters<T>(
  deps: ModelTools,
  frame: Frame,
  request: Asked,
  answer: Promise<T>,
): Promise<T | { parameters: CreateRequest['extra'] }> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof MoreWanted)) throw error;
    const asked = await askParameters(frame, infoOf(deps, request).model, request.extra);
    return { parameters: asked === back ? request.extra : asked.extra };
  }
}

/** A step before the request is sent, where the chosen model does not make what is asked for. */
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
      const answer = await askDespite({ ...dressed(deps, frame, state.request), more: undefined }, broken, how);
      return answer === back ? back : state;
    },
  ];
}

/** What can be asked for at the provider that is chosen. @param model as the catalogue tells it */
export function limitsAt(deps: ModelTools, { provider }: Asked, model: ModelInfo | undefined): Limits {
  return limitsOf(provider === undefined ? {} : deps.capabilities(provider), model);
}

/** Why a request cannot be put into the words of the provider that is chosen. */
export function refusalFor(deps: ModelTools, request: Asked): Error | undefined {
  const configured = deps.providers.find(({ id }) => id === request.provider);
  return configured && refusalOf(configured, request);
}

/** Whether a length or a size can be. */
export const canSay = (deps: ModelTools, { provider }: Asked, part: Pick<Asked, 'seconds' | 'size'>): boolean =>
  !refusalFor(deps, { provider, model: '?', ...part });

/** Where a request is to go, with what is known of it. */
export const targetOf = (deps: ModelTools, provider: Provider, model: string | undefined): Target => ({
  provider,
  model,
  able: deps.capabilities(provider.id),
  models: deps.known(provider).models,
});

/** Whether the key has not enough left, as far as both are known. */
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

/** In words, where it is known. */
export function costOf(deps: ModelTools, request: Asked, model: ModelInfo | undefined): string | undefined {
  const cost = deps.cost(request, model);
  return cost && costWords(cost);
}

export const nothingTold: ModelList = { models: [], at: 0 };

/** What the provider tells of the chosen model, as far as that is at hand. */
export function infoOf(deps: ModelTools, request: Asked): { model?: ModelInfo; at: number } {
  const configured = deps.providers.find(({ id }) => id === request.provider);
  return infoIn(configured ? deps.known(configured) : nothingTold, request, configured);
}

/** The same as soon as the provider has told. */
export async function infoLater(deps: ModelTools, request: Asked): Promise<ModelInfo | undefined> {
  const configured = deps.providers.find(({ id }) => id === request.provider);
  return infoIn(configured ? await deps.models(configured) : nothingTold, request, configured).model;
}

function infoIn({ models, at }: ModelList, { model }: Asked, provider: Provider | undefined) {
  const wanted = model ?? provider?.model;
  return { model: models.find(({ id }) => id === wanted), at };
}
