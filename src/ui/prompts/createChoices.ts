import * as vscode from 'vscode';
import type { Limits } from '../../api/types';
import type { JobRecord } from '../../jobs/job';
import { sizesOf, usualSeconds, usualSizes } from '../../jobs/targets/limits';
import { formatNumber, formatRelative } from '../format';
import { priceWords } from '../words/costWords';
import type { Choice } from './input';
import type { ModelList } from './modelSteps';

// Choices of the create form: from the provider, from earlier jobs, and common ones.

/** Maximum number of values offered from earlier jobs. */
const remembered = 8;

type Offer<T> = Choice<T | undefined>;
type History = readonly Pick<JobRecord, 'model' | 'size' | 'seconds'>[];

const groups = {
  used: () => vscode.l10n.t('Used before'),
  known: () => vscode.l10n.t('From the provider'),
  others: () => vscode.l10n.t('Other names the provider uses, possibly not for video'),
  usual: () => vscode.l10n.t('Common'),
};

/** Age from which a list of models is shown with its time, in ms. */
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
  const known = age > old ? vscode.l10n.t('From the provider, {0}', formatRelative(at)) : groups.known();
  return [
    unsaid(own ? vscode.l10n.t('From settings: {0}', own) : vscode.l10n.t('Let the provider choose the model')),
    ...used.map((id) => choice(id, groups.used())),
    ...rest.filter(({ video }) => video !== false).map(({ id }) => choice(id, known)),
    ...rest.filter(({ video }) => video === false).map(({ id }) => choice(id, groups.others())),
  ];
}

/** Presentation of a field's choices. */
export interface Shows<T> {
  /** Returns the cost with this value, in words. */
  costOf?(value: T): string | undefined;
  /** Returns true if the server's API can express it. */
  fits?(value: T): boolean;
}

export function secondsChoices(
  { seconds: known = [] }: Limits,
  history: History,
  { costOf, fits = () => true }: Shows<number> = {},
): Offer<number>[] {
  const { used, rest } = parted(known, usualSeconds, distinct(history.map(({ seconds }) => seconds)), fits);
  const choice = (seconds: number, group: string): Offer<number> => ({
    label: secondsLabel(seconds),
    description: costOf?.(seconds),
    value: seconds,
    group,
  });
  return [
    unsaid(vscode.l10n.t('Let the provider choose the length')),
    ...used.map((one) => choice(one, groups.used())),
    ...rest.map((one) => choice(one, known.length > 0 ? groups.known() : groups.usual())),
  ];
}

export function sizeChoices(
  limits: Limits,
  history: History,
  { costOf, fits = () => true }: Shows<string> = {},
): Offer<string>[] {
  const known = sizesOf(limits);
  const { used, rest } = parted(known, usualSizes, distinct(history.map(({ size }) => size)), fits);
  const choice = (size: string, group: string): Offer<string> => ({
    label: size,
    description: [shapeWord(size), costOf?.(size)].filter(Boolean).join(' · ') || undefined,
    value: size,
    group,
  });
  return [
    unsaid(vscode.l10n.t('Let the provider choose the size')),
    ...used.map((one) => choice(one, groups.used())),
    ...rest.map((one) => choice(one, known.length > 0 ? groups.known() : groups.usual())),
  ];
}

/** Splits values into those used before and the rest: the known ones, else the common ones. */
function parted<T>(known: readonly T[], usual: readonly T[], before: readonly T[], fits: (value: T) => boolean) {
  const used = before.filter((one) => (known.length === 0 || known.includes(one)) && fits(one));
  const rest = (known.length > 0 ? known : usual).filter((one) => !used.includes(one) && fits(one));
  return { used, rest };
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
