import * as vscode from 'vscode';
import type { Limits, ModelInfo } from '../../api/types';
import type { CreateRequest } from '../../jobs/requests';
import { unionOf } from '../../jobs/targets/limits';
import { freeSeconds, freeText, secondsChoices, sizeChoices } from './createChoices';
import { askPrompt, type CreateFormDeps } from './createForm';
import { askChoice, back } from './input';
import { infoLater, infoOf, limitsAt } from './modelSteps';
import { askReference } from './referenceStep';
import { askSummary, type Common, type Planned, planOf, type SeveralState } from './severalSummary';
import { runSteps, type Step } from './steps';
import { askTargets, type TargetName } from './targetsStep';

/** Last choices. */
export type SeveralRemembered = Common & { targets?: readonly TargetName[] };

interface SeveralStart {
  title: string;
  /** Initial value of the prompt. */
  prompt?: string;
  /** Earlier request whose settings are reused. */
  again?: Partial<CreateRequest>;
  remembered: SeveralRemembered;
}

interface SeveralAnswer {
  state: SeveralState;
  planned: readonly Planned[];
}

/** Asks step by step for several requests with one prompt; the last step shows them all. @throws Dismissed */
export async function askSeveral(deps: CreateFormDeps, start: SeveralStart): Promise<SeveralAnswer> {
  const { title, again, remembered } = start;
  const { seconds, size, reference } = again ?? remembered;
  const prompt = start.prompt ?? again?.prompt ?? '';
  const own = again?.provider === undefined ? [] : [{ provider: again.provider, model: again.model }];
  const targets = remembered.targets?.length ? remembered.targets : own;
  const first: SeveralState = { prompt, targets, seconds, size, reference, out: new Set() };
  const state = await runSteps(title, first, (state) => [
    ...common(deps),
    ...(ways(deps, state.targets).length > 0 ? [imageStep(deps)] : []),
    (now, frame) => askSummary(deps, frame, now, again),
  ]);
  return { state, planned: planOf(deps, state, again).filter(({ out, refusal }) => !out && !refusal) };
}

function common(deps: CreateFormDeps): Step<SeveralState>[] {
  return [
    async (state, frame) => {
      const answer = await askPrompt(deps, frame, { prompt: state.prompt });
      if (answer === back) return back;
      const { prompt = '' } = answer;
      if (prompt !== state.prompt) await deps.drafted(prompt);
      return { ...state, prompt };
    },
    async (state, frame) => {
      const targets = await askTargets(deps, frame, state.targets);
      if (targets === back) return back;
      for (const provider of new Set(targets.map((one) => one.provider))) await deps.ready(provider);
      return { ...state, targets, out: new Set() };
    },
    async (state, frame) => {
      const history = [{ seconds: state.seconds }, ...historyOf(deps, state)];
      const offer = (limits: Limits) => secondsChoices(limits, history);
      const answer = await askChoice(frame, {
        placeholder: vscode.l10n.t('How long? Select or enter a number of seconds'),
        choices: offer(limitsOfAll(deps, state, (target) => infoOf(deps, target).model)),
        later: limitsLater(deps, state).then(offer),
        first: (seconds) => seconds === state.seconds,
        free: freeSeconds,
      });
      return answer === back ? back : { ...state, seconds: answer };
    },
    async (state, frame) => {
      const history = [{ size: state.size }, ...historyOf(deps, state)];
      const offer = (limits: Limits) => sizeChoices(limits, history);
      const answer = await askChoice(frame, {
        placeholder: vscode.l10n.t('Which size? Select one or enter it, such as 1280x720'),
        choices: offer(limitsOfAll(deps, state, (target) => infoOf(deps, target).model)),
        later: limitsLater(deps, state).then(offer),
        first: (size) => size === state.size,
        free: freeText,
      });
      return answer === back ? back : { ...state, size: answer };
    },
  ];
}

const imageStep =
  (deps: CreateFormDeps): Step<SeveralState> =>
  async (state, frame) => {
    const { targets, reference, size } = state;
    const answer = await askReference(frame, {
      able: ways(deps, targets),
      current: reference,
      size,
      fit: deps.fit,
      bring: deps.bring,
    });
    return answer === back ? back : { ...state, reference: answer.reference };
  };

/** Returns the kinds of images that at least one target takes. */
const ways = (deps: CreateFormDeps, targets: readonly TargetName[]) => [
  ...new Set(targets.flatMap(({ provider }) => deps.capabilities(provider).reference)),
];

const historyOf = (deps: CreateFormDeps, { targets }: SeveralState) =>
  [...new Set(targets.map(({ provider }) => provider))].flatMap((provider) => deps.history(provider));

const limitsOfAll = (
  deps: CreateFormDeps,
  { targets }: SeveralState,
  infoFor: (target: TargetName) => ModelInfo | undefined,
): Limits => unionOf(targets.map((target) => limitsAt(deps, target, infoFor(target))));

async function limitsLater(deps: CreateFormDeps, state: SeveralState): Promise<Limits> {
  const infos = new Map<TargetName, ModelInfo | undefined>();
  await Promise.all(state.targets.map(async (target) => infos.set(target, await infoLater(deps, target))));
  return limitsOfAll(deps, state, (target) => infos.get(target));
}
