import path from 'node:path';
import * as vscode from 'vscode';
import { isAddress } from '../../api/dialects/refusal';
import type { Cost } from '../../api/types';
import type { CreateRequest } from '../../jobs/requests';
import { type Change, translate } from '../../jobs/targets/translate';
import { formatNumber } from '../format';
import { inMessage } from '../text';
import { costWords, totalWords } from '../words/costWords';
import { translationWords } from '../words/translationWords';
import type { CreateFormDeps } from './createForm';
import { askChoice, type Back, back, type Choice, type Frame } from './input';
import { infoOf, refusalFor, targetOf } from './modelSteps';
import { providerLabel } from './pickProvider';
import type { TargetName } from './targetsStep';

/** One of the requests as it would be sent. */
export interface Planned {
  request: CreateRequest;
  changes: readonly Change[];
  cost: Cost | undefined;
  /** Reason why it cannot be sent at all. */
  refusal?: string;
  /** True if the user excluded it. */
  out: boolean;
}

/** Translates the form's state into a request per target. @param again earlier request whose settings are reused */
export function planOf(deps: CreateFormDeps, state: SeveralState, again?: Partial<CreateRequest>): Planned[] {
  const { prompt, seconds, size, reference, targets, out } = state;
  return targets.flatMap(({ provider: id, model }, at) => {
    const provider = deps.providers.find((one) => one.id === id);
    if (!provider) return [];
    const wish = {
      provider: again?.provider,
      model: again?.model,
      extra: again?.extra,
      prompt,
      seconds,
      size,
      reference,
    };
    const { request: made, changes } = translate(wish, targetOf(deps, provider, model));
    const request = { ...made, prompt };
    if (model === undefined) delete request.model;
    const refusal = refusalFor(deps, request)?.message;
    const cost = deps.cost(request, infoOf(deps, request).model);
    const told = changes.filter(({ what }) => what !== 'model');
    return [{ request, changes: told, cost, refusal, out: out.has(at) }];
  });
}

/**
 * Shows every request with its differences and its cost before any is sent. Choosing a row excludes it, or includes it
 * again.
 * @throws Dismissed
 */
export async function askSummary(
  deps: CreateFormDeps,
  frame: Frame,
  state: SeveralState,
  again: Partial<CreateRequest> | undefined,
): Promise<SeveralState | Back> {
  let out = state.out;
  let current: 'send' | number = 'send';
  for (;;) {
    const planned = planOf(deps, { ...state, out }, again);
    const answer: 'send' | number | Back = await askChoice<'send' | number>(frame, {
      placeholder: vscode.l10n.t('Nothing has been sent yet. Select a row to remove it or add it back'),
      choices: [...sendChoice(planned), ...rows(deps, planned)],
      first: (value) => value === current,
      costly: (value) => value === 'send',
    });
    if (answer === back) return back;
    if (answer === 'send') return { ...state, out };
    current = answer;
    const next = new Set(out);
    if (!next.delete(answer)) next.add(answer);
    out = next;
  }
}

const isSent = ({ out, refusal }: Planned): boolean => !out && refusal === undefined;

function sendChoice(planned: readonly Planned[]): Choice<'send'>[] {
  const sent = planned.filter(isSent);
  if (sent.length === 0) return [];
  const total = totalWords(sent.map(({ cost }) => cost));
  const label =
    sent.length === 1
      ? vscode.l10n.t('Create 1 video ({0})', total)
      : vscode.l10n.t('Create {0} videos ({1})', formatNumber(sent.length), total);
  return [{ label, value: 'send' }];
}

function rows(deps: CreateFormDeps, planned: readonly Planned[]): Choice<number>[] {
  const group = (one: Planned) =>
    one.refusal !== undefined
      ? vscode.l10n.t('Cannot be sent')
      : one.out
        ? vscode.l10n.t('Not included')
        : vscode.l10n.t('Included');
  const all = planned.map((one, at) => {
    const { request, cost, refusal, changes } = one;
    const provider = deps.providers.find(({ id }) => id === request.provider)!;
    return {
      label: request.model ?? provider.model ?? vscode.l10n.t('The provider’s default model'),
      description: [providerLabel(provider), cost ? costWords(cost) : vscode.l10n.t('cost unknown')].join(' · '),
      detail: inMessage(refusal ?? [...settingsWords(request, changes), ...translationWords(changes)].join(' · ')),
      value: at,
      group: group(one),
      rank: refusal !== undefined ? 2 : one.out ? 1 : 0,
    };
  });
  return all.sort((a, b) => a.rank - b.rank).map(({ rank, ...choice }) => choice);
}

/** Returns the settings that were not translated, in a few words. */
function settingsWords({ seconds, size, reference, extra }: CreateRequest, changes: readonly Change[]): string[] {
  const told = (name: Change['what']) => changes.some(({ what }) => what === name);
  const length =
    seconds === undefined ? vscode.l10n.t('default length') : vscode.l10n.t('{0} s', formatNumber(seconds));
  return [
    told('seconds') ? undefined : length,
    told('size') ? undefined : (size ?? vscode.l10n.t('default size')),
    reference && (isAddress(reference) ? reference : path.basename(reference)),
    Object.keys(extra ?? {}).join(', '),
  ].filter((word): word is string => Boolean(word));
}

/** Fields shared by all requests. */
export type Common = Pick<CreateRequest, 'seconds' | 'size' | 'reference'>;

/** State of the form; `out` are the indices of excluded targets. */
export interface SeveralState extends Common {
  prompt: string;
  targets: readonly TargetName[];
  out: ReadonlySet<number>;
}
