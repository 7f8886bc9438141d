import * as vscode from 'vscode';
import { jsonLossOf } from '../../api/decode/jsonLosses';
import type { CreateSetting, ModelInfo } from '../../api/types';
import type { CreateRequest } from '../../jobs/requests';
import { settingFacts, settingWords } from '../words/inputWords';
import { askChoice, askText, type Back, back, type Choice, type Frame } from './input';

type Extra = NonNullable<CreateRequest['extra']>;

/** Settings of the request, and those of them that the model takes or may take. */
type Settings = Pick<CreateRequest, CreateSetting> & { taken: readonly CreateSetting[] };
type Answer = Pick<CreateRequest, 'extra' | CreateSetting>;

/** Returns the names of extra fields, for a title. */
export const parameterNames = (extra: Extra | undefined): string => Object.keys(extra ?? {}).join(', ');

/**
 * Asks for a setting, or for extra fields as JSON. Parameters that the provider lists can be chosen, and are inserted
 * with a sample value.
 * @returns the extra fields, and settings that changed; undefined for none. @throws Dismissed
 */
export async function askParameters(
  { title }: Frame,
  model: ModelInfo | undefined,
  current: Extra | undefined,
  settings: Settings = { taken: [] },
): Promise<Answer | Back> {
  for (;;) {
    const start = await askStart(title, model, current, settings);
    if (start === back) return back;
    if (typeof start === 'string') {
      const answer = await askSetting(title, start, settings);
      if (answer === back) continue;
      return { extra: current, ...answer };
    }
    const answer = await askText(
      { title, canGoBack: true },
      {
        prompt: vscode.l10n.t('A JSON object that is merged into the request. Empty for none'),
        placeholder: '{ "seed": 42 }',
        value: start && Object.keys(start).length > 0 ? JSON.stringify(start) : '',
        check: (text) => fault(text),
      },
    );
    if (answer !== back) return { extra: parse(answer) };
    if (Object.keys(offers(model, settings, current)).length === 0 && settings.taken.length === 0) return back;
  }
}

async function askStart(
  title: string,
  model: ModelInfo | undefined,
  current: Extra | undefined,
  settings: Settings,
): Promise<Extra | CreateSetting | Back | undefined> {
  const offered = Object.entries(offers(model, settings, current));
  if (offered.length === 0 && settings.taken.length === 0) return current;
  const write: Choice<Extra | CreateSetting | undefined> = { label: vscode.l10n.t('Enter JSON…'), value: current };
  const facts = new Map(settingFacts(settings));
  return askChoice<Extra | CreateSetting | undefined>(
    { title, canGoBack: true },
    {
      placeholder: vscode.l10n.t('Which parameter?'),
      choices: [
        ...settings.taken.map((name) => ({
          label: `${settingWords[name]()}…`,
          description: facts.get(settingWords[name]()),
          value: name,
        })),
        write,
        ...offered.map(([label, value]) => ({ label, value, group: vscode.l10n.t('From the provider') })),
      ],
    },
  );
}

async function askSetting(title: string, name: CreateSetting, settings: Settings): Promise<Answer | Back> {
  const frame: Frame = { title, canGoBack: true };
  if (name === 'sound') {
    const answer = await askChoice<'on' | 'off' | 'default'>(frame, {
      placeholder: settingWords.sound(),
      choices: [
        { label: vscode.l10n.t('On'), value: 'on' },
        { label: vscode.l10n.t('Off'), value: 'off' },
        { label: vscode.l10n.t('The server decides'), value: 'default' },
      ],
      first: (value) => value === (settings.sound === undefined ? 'default' : settings.sound ? 'on' : 'off'),
    });
    return answer === back ? back : { sound: answer === 'default' ? undefined : answer === 'on' };
  }
  if (name === 'seed') {
    const answer = await askText(frame, {
      prompt: vscode.l10n.t('Seed: the same one gives similar results. Empty for a new one each time'),
      placeholder: '42',
      value: settings.seed === undefined ? '' : String(settings.seed),
      check: (text) =>
        text === '' || (/^\d+$/.test(text) && Number.isSafeInteger(Number(text)))
          ? undefined
          : vscode.l10n.t('Enter an integer of 0 or more.'),
    });
    return answer === back ? back : { seed: answer === '' ? undefined : Number(answer) };
  }
  const answer = await askText(frame, {
    prompt: vscode.l10n.t('What the video should not show. Empty for nothing'),
    value: settings.negativePrompt,
  });
  return answer === back ? back : { negativePrompt: answer === '' ? undefined : answer };
}

/** Fields of OpenRouter's `VideoGenerationRequest` that a model supports and that are no settings here. */
const fields = (model: ModelInfo | undefined, { taken }: Settings): Extra => ({
  ...(model?.seed && !taken.includes('seed') && { seed: 1 }),
  ...(model?.sound !== undefined && !taken.includes('sound') && { generate_audio: false }),
});

/** Returns the parameters that can be added, by name: the current fields with one more. */
function offers(model: ModelInfo | undefined, settings: Settings, current: Extra = {}): Record<string, Extra> {
  const own = Object.entries(fields(model, settings)).filter(([name]) => !Object.hasOwn(current, name));
  const passed = (model?.parameters ?? []).map((name) => [name, throughTo(model!, name, current)] as const);
  return Object.fromEntries([...own.map(([name, value]) => [name, { ...current, [name]: value }] as const), ...passed]);
}

/**
 * Adds a pass-through parameter. OpenRouter expects it under the upstream provider's slug (`provider.options.<slug>`),
 * which its catalogue does not list: the first part of the model's name is a guess for the user to correct.
 */
function throughTo({ id }: ModelInfo, name: string, current: Extra): Extra {
  const slug = id.split('/')[0]!;
  const provider = objectOf(current['provider']);
  const options = objectOf(provider['options']);
  return {
    ...current,
    provider: { ...provider, options: { ...options, [slug]: { ...objectOf(options[slug]), [name]: '' } } },
  };
}

const objectOf = (value: unknown): Extra =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Extra) : {};

function parse(text: string): Extra | undefined {
  if (text === '') return undefined;
  const value = JSON.parse(text) as Extra;
  return Object.keys(value).length > 0 ? value : undefined;
}

function fault(text: string): string | undefined {
  if (text === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject) return vscode.l10n.t('Enter an object, such as {0}.', '{ "seed": 42 }');
    const loss = jsonLossOf(text);
    if (!loss) return undefined;
    return 'number' in loss
      ? vscode.l10n.t('{0} cannot be sent with all its digits. Use a smaller number, or put it in quotes.', loss.number)
      : vscode.l10n.t('The field “{0}” is there twice. Remove one.', loss.field);
  } catch (error) {
    return vscode.l10n.t('Not valid JSON: {0}', error instanceof Error ? error.message : String(error));
  }
}
