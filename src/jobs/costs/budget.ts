import type { Spent } from '../ledger/spending';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import type { Cost } from '../../api/types';

/** What may be spent in a day, by the clock of this machine. */
export interface Budget {
  /** Of one provider; of all together where there is none. */
  provider?: string;
  amount: number;
  /** ISO 4217. */
  currency: string;
  /** What happens to a request that would go beyond it. */
  over: 'ask' | 'refuse';
  /** What happens to a request whose cost is not known. */
  unknown: 'ask' | 'allow' | 'refuse';
}

/** What a user agreed to when asked about a budget. */
export interface Consent {
  overBudget: true;
}

/** Codes of the errors by which a budget stops a request: the one may be agreed to, the other not. */
export const budgetAsks = 'BUDGET_ASKS';
export const budgetRefuses = 'BUDGET_REFUSES';

export const isOfBudget = ({ code }: { code?: string }): boolean => code === budgetAsks || code === budgetRefuses;

/** The start of the day that a budget is for. ms since the epoch. */
export const startOfDay = (now: number): number => new Date(now).setHours(0, 0, 0, 0);

/** By the locale of this process. @param currency ISO 4217; a word that is none is shown as it came */
function money(amount: number, currency: string): string {
  const fraction = { minimumFractionDigits: 2, maximumFractionDigits: amount !== 0 && amount < 0.1 ? 4 : 2 };
  try {
    return amount.toLocaleString(undefined, { style: 'currency', currency, ...fraction });
  } catch {
    return `${amount.toLocaleString(undefined, fraction)} ${currency}`;
  }
}

/**
 * Whether requests may be sent. Costs in another currency than a budget's are unknown to it: nothing is converted.
 * @param costs one a request, all of the same provider
 * @param spent today's, of what a budget is for
 * @returns why not; `refuses` wins over `asks`
 */
export function checkBudgets(
  budgets: readonly Budget[],
  provider: string,
  costs: readonly (Cost | undefined)[],
  spent: (budget: Budget) => Spent,
): VideoJobsError | undefined {
  let asks: VideoJobsError | undefined;
  for (const budget of budgets) {
    if (budget.provider !== undefined && budget.provider !== provider) continue;
    const found = checkBudget(budget, costs, spent(budget));
    if (found?.code === budgetRefuses) return found;
    asks ??= found;
  }
  return asks;
}

function checkBudget(budget: Budget, costs: readonly (Cost | undefined)[], spent: Spent): VideoJobsError | undefined {
  const { amount: limit, currency, over, unknown } = budget;
  const known = costs.filter((cost) => cost?.currency === currency);
  const wanted = known.reduce((sum, cost) => sum + cost!.amount, 0);
  const sofar = spent.reported + spent.estimated;
  // Many small sums must not come to a hair more than the limit they add up to.
  if (sofar + wanted > limit + 1e-9) {
    const about = l10n.t(
      'Today’s budget of {0} would be exceeded: {1} are spent and this would cost about {2}.',
      money(limit, currency),
      money(sofar, currency),
      money(wanted, currency),
    );
    return stop(over, [about, besides(spent.unknown)]);
  }
  if (known.length < costs.length && unknown !== 'allow') {
    return stop(unknown, [
      l10n.t(
        'What this will cost is not known, and there is a budget of {0} for today, of which {1} are spent.',
        money(limit, currency),
        money(sofar, currency),
      ),
      besides(spent.unknown),
    ]);
  }
  return undefined;
}

const besides = (unknown: number): string =>
  unknown > 0 ? l10n.t('The cost of {0} other jobs of today is not known.', unknown) : '';

/** Of kind `payment`: the request is not at fault, and can be sent again as it is. */
function stop(how: 'ask' | 'refuse', sentences: readonly string[]): VideoJobsError {
  const end =
    how === 'ask'
      ? l10n.t('Nothing was sent: it is for you to agree.')
      : l10n.t('Nothing was sent. The setting {0} says so.', 'videoJobs.budget');
  return new VideoJobsError('payment', [...sentences, end].filter(Boolean).join(' '), {
    code: how === 'ask' ? budgetAsks : budgetRefuses,
  });
}
