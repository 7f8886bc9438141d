import type { SpentOn } from '../../jobs/ledger/spending';

/** Sum of costs in one currency; without `currency`, for jobs of unknown cost. */
export interface Total {
  currency?: string;
  jobs: number;
  reported: number;
  estimated: number;
  unknown: number;
}

/** Groups totals by `keyOf`, in order of first occurrence; each group is sorted by currency. */
export function totalsBy(rows: readonly SpentOn[], keyOf: (row: SpentOn) => string): [key: string, totals: Total[]][] {
  const groups = new Map<string, SpentOn[]>();
  for (const row of rows) {
    const key = keyOf(row);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].map(([key, some]) => [key, totals(some)]);
}

/** Returns one total per currency; jobs of unknown cost, which have none, are a total of their own. */
export function totals(rows: readonly SpentOn[]): Total[] {
  const sums = new Map<string | undefined, Total>();
  for (const { currency, jobs, reported, estimated, unknown } of rows) {
    const sum = sums.get(currency) ?? { currency, jobs: 0, reported: 0, estimated: 0, unknown: 0 };
    sums.set(currency, {
      currency,
      jobs: sum.jobs + jobs,
      reported: sum.reported + reported,
      estimated: sum.estimated + estimated,
      unknown: sum.unknown + unknown,
    });
  }
  return [...sums.values()].sort((a, b) => (a.currency ?? '\uffff').localeCompare(b.currency ?? '\uffff'));
}
