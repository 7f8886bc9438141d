import * as vscode from 'vscode';
import type { ModelInfo } from '../../api/types';
import type { JobRecord } from '../../jobs/job';
import { priceWords } from '../costWords';
import { formatNumber, formatRelative } from '../format';
import type { Choice } from './input';
import { sizesOf } from './modelLimits';
import type { ModelList } from './modelSteps';

/** What may be chosen in the create form: from the provider, from earlier jobs, and by default. */

const usualSizes = ['1280x720', '720x1280', '1792x1024', '1024x1792'];
const usualSeconds = [4, 8, 12];
/** As many values of earlier jobs as are worth reading. */
const remembered = 8;

type Offer<T> = Choice<T | undefined>;
type History = readonly Pick<JobRecord, 'model' | 'size' | 'seconds'>[];

const groups = {
  used: () => vscode.l10n.t('Used before'),
  known: () => vscode.l10n.t('From the provider'),
  others: () => vscode.l10n.t('Other names of the provider, perhaps not for video'),
  usual: () => vscode.l10n.t('Common'),
};

/** Worth saying of a list of models: they come and go. ms. */
const old = 3600_000;

/** @param own the provider's configured model */
export function modelChoices({ models, at }: ModelList, history: History, own: string | undefined): Offer<string>[] {
  const used = distinct([own, ...history.map(({ model }) => model)]);
  const told = new Map(models.map((model) => [model.id, model]));
  const choice = (id: string, group: string): Offer<string> => {
    const { name, prices } = told.get(id) ?? {};
    const description = [name === id ? undefined : name, priceWords(prices)].filter(Boolean).join(' · ');
    return { label: id, description: description || undefined, value: id, group };
  };
  const rest = models.filter(({ id }) => !used.includes(id));
  const age = Date.now() - at;
  const known = age > old ? vscode.l10n.t('From the provider, as it said {0}', formatRelative(at)) : groups.known();
  return [
    unsaid(own ? vscode.l10n.t('From the settings: {0}', own) : vscode.l10n.t('Leave the model to the provider')),
    ...used.map((id) => choice(id, groups.used())),
    ...rest.filter(({ video }) => video !== false).map(({ id }) => choice(id, known)),
    ...rest.filter(({ video }) => video === false).map(({ id }) => choice(id, groups.others())),
  ];
}

/** @param costOf what a choice would cost, in words; so below */
export function secondsChoices(
  model: ModelInfo | undefined,
  history: History,
  costOf: (seconds: number) => string | undefined = () => undefined,
): Offer<number>[] {
  const known = model?.seconds ?? [];
  const used = distinct(history.map(({ seconds }) => seconds)).filter(
    (one) => known.length === 0 || known.includes(one),
  );
  const rest = (known.length > 0 ? known : usualSeconds).filter((one) => !used.includes(one));
  const choice = (seconds: number, group: string): Offer<number> => ({
    label: secondsLabel(seconds),
    description: costOf(seconds),
    value: seconds,
    group,
  });
  return [
    unsaid(vscode.l10n.t('Leave the length to the provider')),
    ...used.map((one) => choice(one, groups.used())),
    ...rest.map((one) => choice(one, known.length > 0 ? groups.known() : groups.usual())),
  ];
}

export function sizeChoices(
  model: ModelInfo | undefined,
  history: History,
  costOf: (size: string) => string | undefined = () => undefined,
): Offer<string>[] {
  const known = sizesOf(model);
  const used = distinct(history.map(({ size }) => size)).filter((one) => known.length === 0 || known.includes(one));
  const rest = (known.length > 0 ? known : usualSizes).filter((one) => !used.includes(one));
  const choice = (size: string, group: string): Offer<string> => ({
    label: size,
    description: [shapeWord(size), costOf(size)].filter(Boolean).join(' · ') || undefined,
    value: size,
    group,
  });
  return [
    unsaid(vscode.l10n.t('Leave the size to the provider')),
    ...used.map((one) => choice(one, groups.used())),
    ...rest.map((one) => choice(one, known.length > 0 ? groups.known() : groups.usual())),
  ];
}

export const freeText = (text: string): Offer<string> => ({ label: vscode.l10n.t('Use “{0}”', text), value: text });

export function freeSeconds(text: string): Offer<number> | undefined {
  const seconds = Number(text.replace(/\s*s$/i, '').replace(',', '.'));
  return Number.isFinite(seconds) && seconds > 0
    ? { label: vscode.l10n.t('Use {0}', secondsLabel(seconds)), value: seconds }
    : undefined;
}

const secondsLabel = (seconds: number): string => vscode.l10n.t('{0} s', formatNumber(seconds));

const unsaid = (label: string): Offer<never> => ({ label, value: undefined });

function distinct<T>(values: readonly (T | undefined)[]): T[] {
  return [...new Set(values)].filter((value): value is T => value !== undefined).slice(0, remembered);
}

function shapeWord(size: string): string | undefined {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(size) ?? [];
  if (width === undefined) return undefined;
  const difference = Number(width) - Number(height);
  if (difference === 0) return vscode.l10n.t('square');
  return difference > 0 ? vscode.l10n.t('landscape') : vscode.l10n.t('portrait');
}
