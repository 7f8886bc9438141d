import type { Budget } from '../../jobs/costs/budget';
import type { OwnPrice } from '../../jobs/costs/price';

// Parsing of the settings `videoJobs.prices` and `videoJobs.budget`.

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const entries = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
const amountOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
const currencyOf = (value: unknown): string => text(value)?.toUpperCase() ?? 'USD';

/** Parses `videoJobs.prices`; skips invalid entries. */
export function parsePrices(value: unknown): OwnPrice[] {
  return entries(value).flatMap((entry) => {
    const provider = text(entry['provider']);
    if (provider === undefined) return [];
    const size = text(entry['size'])?.toLowerCase();
    const model = text(entry['model']);
    const when = {
      ...(model && { model }),
      ...(size && (/^(\d{3,4}p|\d{1,2}k)$/.test(size) ? { resolution: size } : { size })),
    };
    return (['second', 'clip'] as const).flatMap((per) => {
      const amount = amountOf(entry[per === 'second' ? 'perSecond' : 'perClip']);
      return amount === undefined ? [] : [{ provider, amount, currency: currencyOf(entry['currency']), per, when }];
    });
  });
}

/** Parses `videoJobs.budget`. An unreadable budget or amount counts as 0: a typo must not lift the limit. */
export function parseBudgets(value: unknown): Budget[] {
  const list = value === undefined || value === null ? [] : [value].flat();
  return list
    .map((one) => (isFields(one) ? one : {}))
    .map((entry) => ({
      ...(text(entry['provider']) && { provider: text(entry['provider']) }),
      amount: amountOf(entry['amount']) ?? 0,
      currency: currencyOf(entry['currency']),
      over: entry['over'] === 'refuse' ? 'refuse' : 'ask',
      unknown: entry['unknown'] === 'allow' || entry['unknown'] === 'refuse' ? entry['unknown'] : 'ask',
    }));
}
