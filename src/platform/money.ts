import type { Budget } from '../jobs/costs/budget';
import type { OwnPrice } from '../jobs/costs/costs';

/** The user's prices and budgets, as the settings hold them; what is no entry is left out. */

type Fields = Readonly<Record<string, unknown>>;

const entries = (value: unknown): Fields[] =>
  Array.isArray(value) ? value.filter((one): one is Fields => typeof one === 'object' && one !== null) : [];
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
const amountOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
const currencyOf = (value: unknown): string => text(value)?.toUpperCase() ?? 'USD';

/** The setting `videoJobs.prices`. */
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

/** The setting `videoJobs.budget`. An amount that cannot be read allows nothing: a slip must not lift the limit. */
export function parseBudgets(value: unknown): Budget[] {
  return entries(value).map((entry) => ({
    ...(text(entry['provider']) && { provider: text(entry['provider']) }),
    amount: amountOf(entry['amount']) ?? 0,
    currency: currencyOf(entry['currency']),
    over: entry['over'] === 'refuse' ? 'refuse' : 'ask',
    unknown: entry['unknown'] === 'allow' || entry['unknown'] === 'refuse' ? entry['unknown'] : 'ask',
  }));
}
