import path from 'node:path';
import * as vscode from 'vscode';
import type { Provider } from '../../api/provider';
import type { CreateSetting, Input, ModelInfo } from '../../api/types';
import type { JobRecord } from '../../jobs/job';
import { withoutUndefined } from '../../jobs/objects';
import type { CreateRequest } from '../../jobs/requests';
import { translate, type Translation } from '../../jobs/targets/translate';
import { inputWords } from '../words/inputWords';
import { freeSeconds, freeText, modelChoices, secondsChoices, sizeChoices } from './createChoices';
import { askChoice, askText, type Back, back, type Frame } from './input';
import { askInputs, rolesOf } from './inputsStep';
import {
  canSay,
  costOf,
  infoLater,
  infoOf,
  limitsAt,
  limitStep,
  type ModelList,
  type ModelTools,
  nothingTold,
  promptFor,
  refusalFor,
  rulesFor,
  targetOf,
  withCostTitle,
  withParametersButton,
} from './modelSteps';
import { providerChoices, providerLabel } from './pickProvider';
import { askReference, type Fit, settleImage } from './referenceStep';
import { runSteps, type Step } from './steps';
import { askTranslated, changesIn } from './translationStep';

/** Last choices for a provider. */
export type Remembered = Pick<CreateRequest, 'model' | 'seconds' | 'size' | 'reference'>;

export interface CreateFormDeps extends ModelTools {
  /** Id of the provider offered first. */
  defaultProvider: string | undefined;
  history(provider: string): readonly JobRecord[];
  remembered(provider: string): Remembered;
  /** Asks for a missing key, before the user writes the prompt. @throws Dismissed */
  ready(provider: string): Promise<void>;
  /** Lets the user fit an image to the size of the video. */
  fit: Fit;
  /** Copies an image that is not on the extension's machine to it, and returns the path. */
  bring(image: vscode.Uri): Promise<string>;
  /** Called with the prompt as soon as it is written. */
  drafted(prompt: string): Thenable<void>;
}

export interface CreateFormStart {
  title: string;
  /** Fields that are not asked for. */
  given: Partial<CreateRequest>;
  /** An earlier request, offered field by field instead of the last choices; its provider may be another. */
  again?: Partial<CreateRequest>;
  /** Initial value of the prompt. */
  prompt?: string;
  /** Filters the providers on offer; all without it. */
  fits?(provider: Provider): boolean;
  /** Reason why the provider has to be chosen again, if so. */
  note?: string;
}

interface State {
  request: Partial<CreateRequest>;
  /** Fields answered in this form: going back shows the answer, not the offer. */
  answered: ReadonlySet<keyof CreateRequest>;
}

/** Asks for a request step by step; each step may go back, and Escape ends it. @throws Dismissed */
export async function askCreate(deps: CreateFormDeps, start: CreateFormStart): Promise<CreateRequest> {
  const { title, given, again, note } = start;
  const able = { ...deps, providers: deps.providers.filter(start.fits ?? (() => true)) };
  const missing = (name: keyof CreateRequest) => given[name] === undefined;
  const ask: readonly [keyof CreateRequest, Question][] = [
    ['provider', (_deps, ...rest) => askProvider(able, ...rest, note)],
    ['prompt', askPrompt],
    ['model', askModel],
    ['seconds', askSeconds],
    ['size', askSize],
    ['reference', askImage],
  ];
  const choosable = able.providers.length > 1 || note !== undefined;
  const only = choosable ? {} : { provider: able.providers[0]?.id };
  const first: State = { request: { ...only, ...given }, answered: new Set() };
  const plan = ({ request }: State): Step<State>[] => [
    ...ask
      .filter(([name]) => missing(name) && (name !== 'provider' || choosable))
      .filter(([name]) => name !== 'reference' || missing('inputs'))
      .filter(([name]) => name !== 'reference' || takesImage(deps, request))
      .map(([name, question]): Step<State> => async (before, around) => {
        for (let state = before; ;) {
          const { provider = '' } = state.request;
          if (name !== 'provider') await deps.ready(provider);
          const offered = again
            ? offeredAgain(deps, again, state.request)
            : { ...deps.remembered(provider), prompt: start.prompt };
          const shown = state.answered.has(name) ? state.request : offered;
          const value = shown[name];
          const inputs = name === 'reference' ? { inputs: shown.inputs } : {};
          const frame = afterModel.has(name) ? withCostTitle(deps, around, state.request) : around;
          const asked = withParametersButton(
            deps,
            frame,
            state.request,
            question(deps, frame, { ...state.request, ...inputs, [name]: value }),
          );
          const answer = await asked;
          if (answer === back) return back;
          if ('parameters' in answer) {
            state = { ...state, request: { ...state.request, ...answer.parameters } };
            continue;
          }
          if (answer.prompt !== undefined && answer.prompt !== value) await deps.drafted(answer.prompt);
          const { inputs: earlier, ...others } = state.request;
          const kept = name === 'reference' || earlier === undefined ? others : state.request;
          const request = { ...kept, [name]: undefined, ...answer };
          const extra = name === 'model' ? (given.extra ?? extraFor(deps, request, again)) : request.extra;
          const settings = name === 'model' ? { ...settingsFor(deps, request, again), ...settingsIn(given) } : {};
          return { request: { ...request, ...settings, extra }, answered: new Set([...state.answered, name]) };
        }
      }),
    ...fitStep(deps, given.reference, request),
    ...limitStep<State>(deps, request),
    ...translationStep(deps, again, request),
  ];
  const { request } = await runSteps(title, first, plan);
  const { extra = again && !missing('model') ? extraFor(deps, request, again) : undefined, ...rest } = request;
  const settings = again && !missing('model') ? settingsFor(deps, request, again) : {};
  return { ...settings, ...(rest as CreateRequest), ...(extra && Object.keys(extra).length > 0 && { extra }) };
}

/** Fields whose choices depend on the model. */
const afterModel: ReadonlySet<keyof CreateRequest> = new Set(['seconds', 'size', 'reference']);

/** Returns the extra fields: the earlier request's if there is one, else those last sent to the model. */
function extraFor(
  deps: CreateFormDeps,
  { provider = '', model }: Partial<CreateRequest>,
  again: Partial<CreateRequest> | undefined,
): CreateRequest['extra'] {
  if (!again) return deps.parameters(provider, model);
  return translated(deps, again, { provider, model })?.request.extra;
}

/** Settings of an earlier request that the chosen model takes as well. */
const settingsFor = (
  deps: CreateFormDeps,
  { provider = '', model }: Partial<CreateRequest>,
  again: Partial<CreateRequest> | undefined,
): Pick<CreateRequest, CreateSetting> =>
  settingsIn((again && translated(deps, again, { provider, model })?.request) ?? {});

const settingsIn = ({ sound, seed, negativePrompt }: Partial<CreateRequest>): Pick<CreateRequest, CreateSetting> =>
  withoutUndefined({ sound, seed, negativePrompt });

/** Translates an earlier request for the chosen provider and model. */
function translated(
  deps: CreateFormDeps,
  again: Partial<CreateRequest>,
  { provider, model }: Partial<CreateRequest>,
): Translation | undefined {
  const configured = deps.providers.find(({ id }) => id === provider);
  return configured && translate(again, targetOf(deps, configured, model));
}

function offeredAgain(
  deps: CreateFormDeps,
  again: Partial<CreateRequest>,
  request: Partial<CreateRequest>,
): Partial<CreateRequest> {
  const found = translated(deps, again, request)?.request;
  // A model that this provider does not know is replaced by the last one chosen for it.
  return found ? { ...found, model: found.model ?? deps.remembered(found.provider).model } : again;
}

/** Step for an image file that was passed in: whether it fits depends on the chosen size. */
function fitStep(deps: CreateFormDeps, file: string | undefined, request: Partial<CreateRequest>): Step<State>[] {
  if (file === undefined || !path.isAbsolute(file) || !takesImage(deps, request)) return [];
  return [
    async (state, frame) => {
      const { size } = state.request;
      const asked = { title: frame.title, step: frame.step, totalSteps: frame.totalSteps, canGoBack: frame.canGoBack };
      const settled = await settleImage(asked, { file, size, fit: deps.fit }, false);
      if (settled === back) return back;
      const { reference } = settled === undefined || settled === 'other' ? { reference: file } : settled;
      if (settled === undefined && reference === state.request.reference) return state;
      return { ...state, request: { ...state.request, reference } };
    },
  ];
}

/** Last step if the chosen provider forces differences from the earlier request. */
function translationStep(
  deps: CreateFormDeps,
  again: Partial<CreateRequest> | undefined,
  request: Partial<CreateRequest>,
): Step<State>[] {
  const found = again && translated(deps, again, request);
  const changes = found ? changesIn(found.changes, request) : [];
  const provider = deps.providers.find(({ id }) => id === request.provider);
  if (!found || !provider || changes.length === 0) return [];
  return [
    async (state, frame) => {
      const extra = { extra: found.request.extra, all: again.extra };
      const answer = await askTranslated(frame, providerLabel(provider), changes, extra);
      return answer === back ? back : { ...state, request: { ...state.request, ...answer } };
    },
  ];
}

/** Returns true while the provider is not chosen yet: most take an image. */
const takesImage = (deps: CreateFormDeps, request: Partial<CreateRequest>): boolean => {
  const { provider } = request;
  if (provider === undefined) return true;
  if (deps.capabilities(provider).reference.length === 0) return false;
  const takesFrames = infoOf(deps, request).model?.frames?.length !== 0;
  return takesFrames || rolesOf(rulesFor(deps, request)).some((role) => role !== 'first' && role !== 'last');
};

/** Asks for one field. `current` holds the answers so far, and the offered value of the field itself. */
type Question = (
  deps: CreateFormDeps,
  frame: Frame,
  current: Partial<CreateRequest>,
) => Promise<Partial<CreateRequest> | Back>;

const askProvider = async (
  deps: CreateFormDeps,
  frame: Frame,
  current: Partial<CreateRequest>,
  note: string | undefined,
): Promise<Partial<CreateRequest> | Back> => {
  const preferred = current.provider ?? deps.defaultProvider;
  const placeholder = note ?? vscode.l10n.t('Which provider should create it?');
  const answer = await askChoice(frame, { placeholder, choices: providerChoices(deps.providers, preferred) });
  return answer === back ? back : { provider: answer.id };
};

export const askPrompt: Question = async (_deps, frame, { prompt }) => {
  const answer = await askText(frame, {
    prompt: vscode.l10n.t('Describe the video: what it shows, camera movement, lighting'),
    placeholder: vscode.l10n.t('A heron takes off from a misty lake at dawn'),
    value: prompt,
    multiline: true,
    check: (text) => (text === '' ? vscode.l10n.t('Enter a prompt.') : undefined),
  });
  return answer === back ? back : { prompt: answer };
};

const askModel: Question = async (deps, frame, current) => {
  const provider = deps.providers.find(({ id }) => id === current.provider);
  const history = [{ model: current.model }, ...deps.history(current.provider!)];
  const offer = (list: ModelList) => modelChoices(list, history, provider?.model);
  const answer = await askChoice(frame, {
    placeholder:
      deps.capabilities(current.provider!).modelIs === 'deployment'
        ? vscode.l10n.t('Which deployment? Select one or enter its name')
        : vscode.l10n.t('Which model? Select one or enter its name'),
    choices: offer(nothingTold),
    later: provider && deps.models(provider).then(offer),
    first: (model) => model === current.model,
    free: freeText,
  });
  return answer === back ? back : { model: answer };
};

const askSeconds: Question = async (deps, frame, current) => {
  const history = [{ seconds: current.seconds }, ...deps.history(current.provider!)];
  const offer = (model?: ModelInfo) =>
    secondsChoices(limitsAt(deps, current, model), history, {
      costOf: (seconds) => costOf(deps, { ...current, seconds }, model),
      fits: (seconds) => canSay(deps, current, { seconds }),
    });
  const answer = await askChoice(frame, {
    placeholder: vscode.l10n.t('How long? Select or enter a number of seconds'),
    choices: offer(),
    later: infoLater(deps, current).then(offer),
    first: (seconds) => seconds === current.seconds,
    free: freeSeconds,
    expected: vscode.l10n.t('Enter a number of seconds greater than zero, such as 8'),
  });
  return answer === back ? back : { seconds: answer };
};

const askSize: Question = async (deps, frame, current) => {
  const history = [{ size: current.size }, ...deps.history(current.provider!)];
  const offer = (model?: ModelInfo) =>
    sizeChoices(limitsAt(deps, current, model), history, {
      costOf: (size) => costOf(deps, { ...current, size }, model),
      fits: (size) => canSay(deps, current, { size }),
    });
  const answer = await askChoice(frame, {
    placeholder: vscode.l10n.t('Which size? Select one or enter it, such as 1280x720'),
    choices: offer(),
    later: infoLater(deps, current).then(offer),
    first: (size) => size === current.size,
    free: freeText,
  });
  return answer === back ? back : { size: answer };
};

/** Inputs beside a first frame, where the chosen model takes them. */
function moreInputs(deps: CreateFormDeps, frame: Frame, current: Partial<CreateRequest>) {
  const rules = rulesFor(deps, current);
  const others = rolesOf(rules).filter((role) => role !== 'first');
  if (others.length === 0) return undefined;
  const { reference: _plain, ...request } = current;
  return {
    words: others.map((role) => inputWords[role]()).join(', '),
    current: current.inputs,
    ask: (inputs: readonly Input[]) =>
      askInputs(frame, {
        rules,
        current: inputs,
        bring: deps.bring,
        draw: () => deps.fit({ size: current.size }),
        refusal: (stated) => refusalFor(deps, { ...request, inputs: stated })?.message,
        sent: (stated) => promptFor(deps, { ...request, inputs: stated }),
      }),
  };
}

const askImage: Question = async (deps, frame, current) => {
  const { provider = '', reference, size } = current;
  const { reference: earlier } = deps.remembered(provider);
  return askReference(frame, {
    able: deps.capabilities(provider).reference,
    current: reference,
    earlier,
    size,
    fit: deps.fit,
    bring: deps.bring,
    more: moreInputs(deps, frame, current),
  });
};
