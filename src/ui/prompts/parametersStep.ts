import * as vscode from 'vscode';
import { jsonLossOf } from '../../api/decode/jsonLosses';
import type { ModelInfo } from '../../api/types';
import type { CreateRequest } from '../../jobs/requests';
import { askChoice, askText, type Back, back, type Choice, type Frame } from './input';

type Extra = NonNullable<CreateRequest['extra']>;

/** Fields of OpenRouter's `VideoGenerationRequest` that a model supports. */
const fields = (model: ModelInfo | undefined): Extra => ({
  ...(model?.seed && { seed: 1 }),
  ...(model?.sound !== undefined && { generate_audio: false }),
});

/** Returns the names of extra fields, for a title. */
export const parameterNames = (extra: Extra | undefined): string => Object.keys(extra ?? {}).join(', ');

/**
 * Asks for extra fields as JSON. Parameters that the provider lists can be chosen, and are inserted with a sample value.
 * @returns the fields, or undefined for none. @throws Dismissed
 */
export async function askParameters(
  { title }: Frame,
  model: ModelInfo | undefined,
  current: Extra | undefined,
): Promise<{ extra?: Extra } | Back> {
  for (;;) {
    const start = await askStart(title, model, current);
    if (start === back) return back;
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
    if (Object.keys(offers(model, current)).length === 0) return back;
  }
}

async function askStart(title: string, model: ModelInfo | undefined, current: Extra | undefined) {
  const offered = Object.entries(offers(model, current));
  if (offered.length === 0) return current;
  const write: Choice<Extra | undefined> = { label: vscode.l10n.t('Enter JSON…'), value: current };
  return askChoice<Extra | undefined>(
    { title, canGoBack: true },
    {
      placeholder: vscode.l10n.t('Which parameter?'),
      choices: [
        write,
        ...offered.map(([label, value]) => ({ label, value, group: vscode.l10n.t('From the provider') })),
      ],
    },
  );
}

/** Returns the parameters that can be added, by name: the current fields with one more. */
function offers(model: ModelInfo | undefined, current: Extra = {}): Record<string, Extra> {
  const own = Object.entries(fields(model)).filter(([name]) => !Object.hasOwn(current, name));
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
