import * as vscode from 'vscode';
import type { RateLimit } from '../../api/transport/rateLimits';
import type { Account, Cost, Price } from '../../api/types';
import { formatMoney, formatNumber, formatUntil } from '../format';
import { plain } from '../text';

/** Formats a cost: `$0.32` if reported, `about $0.40` if estimated. */
export function costWords({ amount, currency, source }: Cost): string {
  const money = formatMoney(amount, plain(currency));
  return source === 'estimated' ? vscode.l10n.t('about {0}', money) : money;
}

/** Formats the sum of several costs per currency, without conversion; counts unknown ones. */
export function totalWords(costs: readonly (Cost | undefined)[]): string {
  const sums = new Map<string, Cost>();
  for (const cost of costs) {
    if (!cost) continue;
    const { currency, amount, source } = cost;
    const before = sums.get(currency);
    const estimated = source === 'estimated' || before?.source === 'estimated';
    const sum = Math.round(((before?.amount ?? 0) + amount) * 1e6) / 1e6;
    sums.set(currency, { currency, amount: sum, source: estimated ? 'estimated' : 'reported' });
  }
  const unknown = costs.filter((cost) => !cost).length;
  if (sums.size === 0) return vscode.l10n.t('cost unknown');
  const rest = unknown === 0 ? [] : [vscode.l10n.t('{0} of unknown cost', formatNumber(unknown))];
  return [...[...sums.values()].map(costWords), ...rest].join(' + ');
}

/** Formats a model's lowest price per second: `from $0.05/s`. */
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

/** Describes what the key may still spend, or has spent. */
export function accountWords({ currency, spent, limit, remaining, resets }: Account): string | undefined {
  const money = (amount: number) => formatMoney(amount, plain(currency));
  const again = resets ? ` (${plain(resets)})` : '';
  if (remaining !== undefined && limit !== undefined) {
    return vscode.l10n.t('Credit left on the key: {0} of {1}', money(remaining), money(limit)) + again;
  }
  if (remaining !== undefined) return vscode.l10n.t('Credit left on the key: {0}', money(remaining)) + again;
  return spent === undefined ? undefined : vscode.l10n.t('Spent with the key: {0}', money(spent));
}

export function limitWords({ limit, remaining, resetsAt }: RateLimit): string {
  const [left, all] = [formatNumber(remaining), limit === undefined ? '?' : formatNumber(limit)];
  return resetsAt === undefined || resetsAt <= Date.now()
    ? vscode.l10n.t('Requests: {0} of {1} left', left, all)
    : vscode.l10n.t('Requests: {0} of {1} left, reset at {2}', left, all, formatUntil(resetsAt));
}
