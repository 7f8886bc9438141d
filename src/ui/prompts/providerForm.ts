import * as vscode from 'vscode';
import { anyOrigin, normaliseBaseUrl, withoutQuery } from '../../api/baseUrl';
import {
  authOf,
  capabilitiesOf,
  customType,
  descriptionOf,
  isBuiltIn,
  providerTypes,
  sandboxSystems,
} from '../../api/dialects';
import { describeServer } from '../../api/paste/describe';
import type { PastedExample } from '../../api/paste/example';
import { type Pasted, readPasted } from '../../api/paste/pasted';
import { createSecretMask, type SecretMask } from '../../api/paste/secretMask';
import type { Preset, PresetGroup } from '../../api/presetRows';
import { guessType, presets } from '../../api/presets';
import type { Auth, Provider } from '../../api/provider';
import { sandboxProvider } from '../../platform/sandbox';
import { auths } from '../../platform/settings/providerEntry';
import { formTitleOf } from '../titles';
import { askChoice, askText, type Back, back, type Choice, type Frame } from './input';
import { pastedChoices } from './pastedChoices';
import { runSteps, type Step } from './steps';

type Draft = Partial<Provider>;

interface State {
  preset?: Preset;
  provider: Draft;
  /** Pasted text, its secrets masked. */
  text?: string;
  pasted?: Pasted;
  replay?: true;
}

interface NewProvider {
  /** Request in the pasted text. */
  example?: PastedExample;
  /** True to replay a recording, whose file is asked for next. */
  replay?: true;
  provider: Provider;
  /** Key found in the pasted text, and that text. */
  key?: { value: string; text: string };
}

/** Asks for a new provider: a preset, an address, or a pasted command. @throws Dismissed */
export async function askNewProvider(existing: readonly Provider[]): Promise<NewProvider> {
  const veil = createSecretMask();
  const plan = ({ preset, provider, pasted, replay }: State): Step<State>[] => {
    if (replay || isBuiltIn(provider.type)) return [askPreset];
    if (preset && preset.baseUrl !== '') {
      return preset.example ? [askPreset, asDraft(askAddress), asDraft(askAuth)] : [askPreset];
    }
    const first = [askPreset, askPasted(veil)];
    if (preset === undefined || pasted) return [...first, askWhetherRight];
    if (isNamed(preset)) return [...first, asDraft(askModel), asDraft(askLabel)];
    return [...first, asDraft(askType), asDraft(askAuth), asDraft(askLabel)];
  };
  const end = await runSteps<State>(formTitleOf('addProvider'), { provider: {} }, plan);
  const id = freeId(end.provider.id ?? end.provider.label ?? '', existing);
  const key = end.pasted?.key;
  const provider = { ...(end.provider as Provider), id };
  return {
    ...(end.replay && { replay: true }),
    provider,
    ...(end.pasted?.example && { example: end.pasted.example }),
    ...(key && { key: { value: key, text: veil.reveal(end.text ?? '') } }),
  };
}

/** Asks for an address, or a text that contains one. */
const askPasted =
  (veil: SecretMask): Step<State> =>
  async (state, frame) => {
    const chosen = state.preset && isNamed(state.preset) ? state.preset : undefined;
    const read = (given: string) => readPasted(veil.reveal(given), chosen);
    const text = await askText(frame, {
      prompt: vscode.l10n.t('Base URL, endpoint, or a whole “curl” command from documentation'),
      placeholder: 'https://api.example.com/v1',
      value: state.text,
      shown: (pasted) => veil.hide(pasted),
      check: (given) => faultOf(() => read(given)),
    });
    if (text === back) return back;
    const pasted = read(text);
    // After an address alone, the form asks for the other parts.
    if (state.preset && !pasted.key && !/\s/.test(text)) {
      return { ...state, text, pasted: undefined, provider: { ...state.provider, baseUrl: withoutQuery(text) } };
    }
    const { overrides = state.provider.overrides, ...provider } = pasted.provider;
    return { ...state, text, pasted, provider: { ...provider, ...(overrides && { overrides }) } };
  };

/** Shows how a pasted text was read, to be accepted by Enter or corrected. */
const askWhetherRight: Step<State> = async (state, frame) => {
  let { provider } = state;
  for (;;) {
    const answer = await askChoice(frame, {
      placeholder: vscode.l10n.t('Is this correct?'),
      choices: pastedChoices(provider, state.pasted!, { askLabel, askType, askAuth }),
    });
    if (answer === back) return back;
    if (answer === 'add') return { ...state, provider };
    const change = answer === 'look' ? back : await answer({ title: frame.title, canGoBack: true }, provider);
    if (change !== back) provider = { ...provider, ...change };
  }
};

const asDraft =
  (question: Question): Step<State> =>
  async (state, frame) => {
    const answer = await question(frame, state.provider);
    return answer === back ? back : { ...state, provider: { ...state.provider, ...answer } };
  };

const askPreset: Step<State> = async (_state, frame) => {
  const groups: Readonly<Record<PresetGroup, string>> = {
    hosted: vscode.l10n.t('Providers'),
    gateway: vscode.l10n.t('Gateways to several providers'),
    own: vscode.l10n.t('Self-hosted servers'),
  };
  const known: Choice<State>[] = presets().map((preset) => ({
    label: preset.label,
    description: preset.baseUrl,
    detail: preset.note,
    group: groups[preset.group],
    value: { preset, provider: fromPreset(preset) },
  }));
  const sandboxes: Choice<State>[] = Object.keys(sandboxSystems).map((system) => {
    const provider = sandboxProvider(system);
    return {
      label: provider.label!,
      detail: vscode.l10n.t('Built in: runs on this computer, needs no key, and uses the protocol of {0}.', system),
      group: vscode.l10n.t('Try it out'),
      value: { provider },
    };
  });
  const replay: Choice<State> = {
    label: vscode.l10n.t('Replay a Recording…'),
    detail: vscode.l10n.t('Built in: replays responses of another server from a file saved with “Diagnose”.'),
    group: vscode.l10n.t('Try it out'),
    value: { provider: {}, replay: true },
  };
  const paste: Choice<State> = {
    label: vscode.l10n.t('Paste a URL or curl Command'),
    detail: vscode.l10n.t(
      'Also accepts an endpoint or an example from documentation. Keys are moved to secret storage.',
    ),
    value: { provider: {} },
  };
  const own = ownServer();
  const described: Choice<State> = {
    label: own.label,
    detail: own.note,
    group: groups.own,
    value: { preset: own, provider: fromPreset(own) },
  };
  return askChoice(frame, {
    placeholder: vscode.l10n.t('Which server generates your videos?'),
    choices: [paste, ...known, described, ...sandboxes, replay],
  });
};

/** A server that no type fits, described in settings.json. It starts with an example that is to be changed. */
const ownServer = (): Preset => ({
  id: 'described',
  label: vscode.l10n.t('Describe a Server of Your Own…'),
  group: 'own',
  type: customType,
  baseUrl: '',
  auth: 'bearer',
  overrides: describeServer('/videos', {
    model: '',
    prompt: '',
    duration: 5,
    resolution: '720p',
    aspect_ratio: '16:9',
  }),
  source: '',
  note: vscode.l10n.t(
    'For a server that no type fits. Starts with an example in settings.json, or with a curl command from its documentation.',
  ),
});

/** Returns true for a preset with a known type; false for "another server". */
const isNamed = ({ id }: Preset): boolean => id !== 'custom';

/** Returns a preset's provider. Its overrides are copied, so that they can be seen and changed in the settings. */
function fromPreset(preset: Preset): Draft {
  const { id, label, type, baseUrl, auth, model, overrides } = preset;
  if (type === customType) return { type, auth, overrides };
  if (baseUrl === '') return isNamed(preset) ? { id, type, auth } : {};
  return { id, label, type, baseUrl, auth, ...(model && { model }), ...(overrides && { overrides }) };
}

/** Asks for one part of a provider; `draft` holds the others. */
export type Question = (frame: Frame, draft: Draft) => Promise<Draft | Back>;

export const askAddress: Question = async (frame, { baseUrl, type, auth }) => {
  const answer = await askText(frame, {
    prompt: vscode.l10n.t('Base URL, with or without the version path'),
    placeholder: 'https://api.example.com/v1',
    value: baseUrl,
    check: (text) => addressFault(text, type ?? guessType(text), auth),
  });
  return answer === back ? back : { baseUrl: withoutQuery(answer) };
};

/** Asks for the model of requests that name none. Azure's deployments have names of the user's own. */
export const askModel: Question = async (frame, { model, type = '', baseUrl = '' }) => {
  const deployment = capabilitiesOf({ type, baseUrl }).modelIs === 'deployment';
  const answer = await askText(frame, {
    prompt: deployment
      ? vscode.l10n.t('Default deployment. Empty for none')
      : vscode.l10n.t('Default model. Empty for none'),
    value: model,
  });
  return answer === back ? back : { model: answer || undefined };
};

export const askType: Question = async (frame, { type, baseUrl }) => {
  const guessed = type ?? guessType(baseUrl ?? '');
  const answer = await askChoice(frame, {
    placeholder: vscode.l10n.t('Which API does the server use?'),
    choices: providerTypes
      .filter((each) => !isBuiltIn(each) && each !== customType)
      .map((each) => ({ label: each, description: descriptionOf(each), value: each })),
    first: (each) => each === guessed,
  });
  return answer === back ? back : { type: answer };
};

export const askAuth: Question = async (frame, { type = 'openai', baseUrl = '', ...own }) => {
  const auth = authOf({ type, baseUrl, ...own });
  const words: Readonly<Record<Auth, string>> = {
    bearer: vscode.l10n.t('“Authorization: Bearer …”, the most common'),
    'api-key': vscode.l10n.t('“api-key: …”, as used by Azure, or the equivalent of the type'),
    token: vscode.l10n.t('“token: …”, from signing in to a website'),
    none: vscode.l10n.t('No key'),
  };
  const answer = await askChoice(frame, {
    placeholder: vscode.l10n.t('How is the key sent?'),
    choices: auths.map((each) => ({ label: each, description: words[each], value: each })),
    first: (each) => each === auth,
  });
  return answer === back ? back : { auth: answer };
};

export const askLabel: Question = async (frame, { label, baseUrl }) => {
  const answer = await askText(frame, {
    prompt: vscode.l10n.t('Name shown in the list'),
    value: label ?? hostOf(baseUrl),
    check: (text) => (text.length > 200 ? vscode.l10n.t('This is too long. Shorten it.') : undefined),
  });
  return answer === back ? back : { label: answer || hostOf(baseUrl) };
};

/** Returns an error message about a base address, or undefined if it is valid. */
export const addressFault = (text: string, type: string, auth: Auth | undefined): string | undefined =>
  faultOf(() => normaliseBaseUrl(type, text, auth, anyOrigin));

function faultOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function hostOf(baseUrl = ''): string {
  const absolute = baseUrl.includes('://') ? baseUrl : `https://${baseUrl}`;
  return URL.canParse(absolute) ? new URL(absolute).host : baseUrl;
}

/** Derives a free provider id from a name. */
export function freeId(name: string, existing: readonly Pick<Provider, 'id'>[]): string {
  const base =
    name
      .toLowerCase()
      .replace(/[^\w.-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 56) || 'provider';
  const taken = new Set(existing.map(({ id }) => id));
  let id = base;
  for (let number = 2; taken.has(id); number++) id = `${base}-${number}`;
  return id;
}
