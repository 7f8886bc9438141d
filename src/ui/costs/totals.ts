import type { SpentOn } from '../../jobs/ledger/spending';

/** Sums of costs that may be added: one currency; or none, for jobs of unknown cost alone. */
export interface Total {
  currency?: string;
  jobs: number;
  reported: number;
  estimated: number;
  unknown: number;
}

/** Totals by what `keyOf` says, in the order in which that first occurs, and within it by currency. */
export function totalsBy(rows: readonly SpentOn[], keyOf: (row: SpentOn) => string): [key: string, totals: Total[]][] {
  const groups = new Map<string, SpentOn[]>();
  for (const row of rows) {
    const key = keyOf(row);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].map(([key, some]) => [key, totals(some)]);
}

/** One a currency; what jobs of unknown cost would have been in, nobody knows, so they stand by themselves. */
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
