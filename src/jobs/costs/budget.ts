import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import type { Cost } from '../../api/types';
import type { Spent } from '../ledger/spending';

/** Limit of spending per local day. */
export interface Budget {
  /** Provider ID; absent for all providers together. */
  provider?: string;
  /** Set for a budget of agents alone, whose jobs it counts. */
  maker?: 'agent';
  amount: number;
  /** ISO 4217. */
  currency: string;
  /** Action for a request that would exceed it. */
  over: 'ask' | 'refuse';
  /** Action for a request of unknown cost. */
  unknown: 'ask' | 'allow' | 'refuse';
}

/** The user's consent to exceed a budget. */
export interface Consent {
  overBudget: true;
}

/** Error codes of a request stopped by a budget: the user may consent to the first, not to the second. */
export const budgetAsks = 'BUDGET_ASKS';
export const budgetRefuses = 'BUDGET_REFUSES';

export const isOfBudget = ({ code }: { code?: string }): boolean => code === budgetAsks || code === budgetRefuses;

/**
 * Returns the period whose jobs count against today's budget, in ms since the epoch; the end is exclusive. It ends a day
 * after today, so that a clock that is set back gives nothing back, and a job dated a century ahead takes nothing.
 */
export function budgetDay(now: number): readonly [from: number, before: number] {
  const start = new Date(now);
  start.setHours(0, 0, 0, 0);
  const end = new Date(start);
  end.setDate(end.getDate() + 2);
  return [start.getTime(), end.getTime()];
}

/** Formats an amount in the locale of this process. @param currency ISO 4217; any other text is shown as it is */
function money(amount: number, currency: string): string {
  const fraction = { minimumFractionDigits: 2, maximumFractionDigits: amount !== 0 && amount < 0.1 ? 4 : 2 };
  try {
    return amount.toLocaleString(undefined, { style: 'currency', currency, ...fraction });
  } catch {
    return `${amount.toLocaleString(undefined, fraction)} ${currency}`;
  }
}

/**
 * Checks requests against the budgets. Costs in another currency than a budget's are unknown to it: nothing is converted.
 * @param costs one per request, all of the same provider
 * @param maker kind of asker, if no person
 * @param spent returns today's spending under a budget
 * @returns the refusal, if any; `refuses` wins over `asks`
 */
export function checkBudgets(
  budgets: readonly Budget[],
  provider: string,
  costs: readonly (Cost | undefined)[],
  spent: (budget: Budget) => Spent,
  maker?: string,
): VideoJobsError | undefined {
  let asks: VideoJobsError | undefined;
  for (const budget of budgets) {
    if (budget.provider !== undefined && budget.provider !== provider) continue;
    if (budget.maker !== undefined && budget.maker !== maker) continue;
    const refusal = checkBudget(budget, costs, spent(budget));
    if (refusal?.code === budgetRefuses) return refusal;
    asks ??= refusal;
  }
  return asks;
}

function checkBudget(budget: Budget, costs: readonly (Cost | undefined)[], spent: Spent): VideoJobsError | undefined {
  const { amount: limit, currency, over, unknown, maker } = budget;
  const costed = costs.filter((cost) => cost?.currency === currency);
  const wanted = costed.reduce((sum, cost) => sum + cost!.amount, 0);
  const total = spent.reported + spent.estimated;
  // Tolerate rounding errors of many small sums.
  if (total + wanted > limit + 1e-9) {
    const amounts = [money(limit, currency), money(total, currency), money(wanted, currency)] as const;
    const about = maker
      ? l10n.t(
          'Today’s budget of {0} for agents would be exceeded: {1} spent, and this would cost about {2}.',
          ...amounts,
        )
      : l10n.t('Today’s budget of {0} would be exceeded: {1} spent, and this would cost about {2}.', ...amounts);
    return stop(over, [about, besides(spent.unknown)], maker);
  }
  if (costed.length < costs.length && unknown !== 'allow') {
    const amounts = [money(limit, currency), money(total, currency)] as const;
    return stop(
      unknown,
      [
        maker
          ? l10n.t('The cost of this is unknown. Agents may spend {0} today, of which {1} is spent.', ...amounts)
          : l10n.t(
              'The cost of this is unknown, and there is a budget of {0} for today, of which {1} is spent.',
              ...amounts,
            ),
        besides(spent.unknown),
      ],
      maker,
    );
  }
  return undefined;
}

const besides = (unknown: number): string =>
  unknown > 0 ? l10n.t('The cost of {0} other jobs today is unknown.', unknown) : '';

/** Error of kind `payment`: the request is valid, and can be sent again as it is. */
function stop(how: 'ask' | 'refuse', sentences: readonly string[], maker: Budget['maker']): VideoJobsError {
  const end =
    how === 'ask'
      ? l10n.t('Nothing was sent. It requires your confirmation.')
      : l10n.t('Nothing was sent, because of the setting {0}.', maker ? 'videoJobs.agents.budget' : 'videoJobs.budget');
  return new VideoJobsError('payment', [...sentences, end].filter(Boolean).join(' '), {
    code: how === 'ask' ? budgetAsks : budgetRefuses,
  });
}
