import * as vscode from 'vscode';
import type { Cost, Price } from '../api/types';
import { formatMoney } from './format';
import { plain } from './text';

/** `$0.32` as a provider reported it, `about $0.40` as it is estimated. */
export function costWords({ amount, currency, source }: Cost): string {
  const money = formatMoney(amount, plain(currency));
  return source === 'estimated' ? vscode.l10n.t('about {0}', money) : money;
}

/** What a second of a model costs at least: `from $0.05/s`. */
export function priceWords(prices: readonly Price[] = []): string | undefined {
  const seconds = prices.filter(({ per }) => per === 'second');
  const [first] = seconds;
  if (!first || seconds.some(({ currency }) => currency !== first.currency)) return undefined;
  const least = Math.min(...seconds.map(({ amount }) => amount));
  const money = formatMoney(least, plain(first.currency));
  return seconds.every(({ amount }) => amount === least)
    ? vscode.l10n.t('{0}/s', money)
    : vscode.l10n.t('from {0}/s', money);
}
