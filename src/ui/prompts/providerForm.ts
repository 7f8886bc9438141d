import * as vscode from 'vscode';
import { normaliseBaseUrl } from '../../api/baseUrl';
import { providerTypes } from '../../api/dialects';
import { guessType, presets, type Preset } from '../../api/presets';
import type { Auth, Provider } from '../../api/types';
import { auths } from '../../platform/providerEntry';
import { sandboxProvider, sandboxSystems, sandboxType } from '../../platform/sandbox';
import { askChoice, askText, back, type Back, type Choice, type Frame } from './input';
import { runSteps, type Step } from './steps';

type Draft = Partial<Provider>;

interface State {
  preset?: Preset;
  provider: Draft;
}

/** Asks for a new provider: from the known ones, or by its address. @throws Dismissed */
export async function askNewProvider(existing: readonly Provider[]): Promise<Provider> {
  const plan = ({ preset, provider }: State): Step<State>[] => {
    if (provider.type === sandboxType || (preset && preset.baseUrl !== '')) return [askPreset];
    return [askPreset, asDraft(askAddress), asDraft(askType), asDraft(askAuth), asDraft(askLabel)];
  };
  const { provider } = await runSteps<State>(vscode.l10n.t('Add Provider'), { provider: {} }, plan);
  const id = freeId(provider.id ?? provider.label ?? '', existing);
  return { ...(provider as Provider), id };
}

const asDraft =
  (question: Question): Step<State> =>
  async (state, frame) => {
    const answer = await question(frame, state.provider);
    return answer === back ? back : { ...state, provider: { ...state.provider, ...answer } };
  };

const askPreset: Step<State> = async (_state, frame) => {
  const known: Choice<State>[] = presets().map((preset) => ({
    label: preset.label,
    description: preset.baseUrl,
    detail: preset.note,
    group: vscode.l10n.t('Servers'),
    value: { preset, provider: fromPreset(preset) },
  }));
  const sandboxes: Choice<State>[] = sandboxSystems.map((system) => {
    const provider = sandboxProvider(system);
    return {
      label: provider.label!,
      detail: vscode.l10n.t('Built in: runs on this computer, needs no key and speaks as {0} does.', system),
      group: vscode.l10n.t('To try things out'),
      value: { provider },
    };
  });
  return askChoice(frame, {
    placeholder: vscode.l10n.t('Which server makes your videos?'),
    choices: [...known, ...sandboxes],
  });
};

const fromPreset = ({ id, label, type, baseUrl, auth }: Preset): Draft =>
  baseUrl === '' ? {} : { id, label, type, baseUrl, auth };

/** Asks for one part of a provider; `draft` holds the others. */
export type Question = (frame: Frame, draft: Draft) => Promise<Draft | Back>;

export const askAddress: Question = async (frame, { baseUrl, type, auth }) => {
  const answer = await askText(frame, {
    prompt: vscode.l10n.t('Base address, with or without the version path'),
    placeholder: 'https://api.example.com/v1',
    value: baseUrl,
    check: (text) => addressFault(text, type ?? guessType(text), auth),
  });
  return answer === back ? back : { baseUrl: answer };
};

export const askType: Question = async (frame, { type, baseUrl }) => {
  const words: Readonly<Record<string, string>> = {
    openai: vscode.l10n.t('The OpenAI Videos API, which most servers speak'),
    openrouter: vscode.l10n.t('OpenRouter'),
    newapi: vscode.l10n.t('A new-api gateway, such as chainhub or jxincm'),
    opeai: vscode.l10n.t('ope.ai'),
  };
  const guessed = type ?? guessType(baseUrl ?? '');
  const answer = await askChoice(frame, {
    placeholder: vscode.l10n.t('Which API does the server speak?'),
    choices: providerTypes
      .filter((each) => each !== sandboxType)
      .map((each) => ({ label: each, description: words[each], value: each })),
    first: (each) => each === guessed,
  });
  return answer === back ? back : { type: answer };
};

export const askAuth: Question = async (frame, { auth = 'bearer' }) => {
  const words: Readonly<Record<Auth, string>> = {
    bearer: vscode.l10n.t('“Authorization: Bearer …”, the usual way'),
    'api-key': vscode.l10n.t('“api-key: …”, as Azure has it'),
    token: vscode.l10n.t('“token: …”, the token of a web page’s login'),
    none: vscode.l10n.t('The server needs no key'),
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
    prompt: vscode.l10n.t('The name shown in the list'),
    value: label ?? hostOf(baseUrl),
    check: (text) => (text.length > 200 ? vscode.l10n.t('This is too long. Shorten it.') : undefined),
  });
  return answer === back ? back : { label: answer || hostOf(baseUrl) };
};

/** What is wrong with a base address, in words; nothing where it will do. */
export function addressFault(text: string, type: string, auth: Auth | undefined): string | undefined {
  try {
    normaliseBaseUrl(type, text, auth);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function hostOf(baseUrl = ''): string {
  const absolute = baseUrl.includes('://') ? baseUrl : `https://${baseUrl}`;
  return URL.canParse(absolute) ? new URL(absolute).host : baseUrl;
}

/** An id that is free, made of a name. */
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
