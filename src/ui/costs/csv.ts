import type { SpentOn } from '../../jobs/ledger/spending';

const heads = ['day', 'provider', 'model', 'currency', 'jobs', 'reported', 'estimated', 'jobs of unknown cost'];

/** Returns costs as CSV (RFC 4180): one line per day, provider, model and currency, with unformatted numbers. */
export function costsCsv(rows: readonly SpentOn[]): string {
  const lines = rows.map(({ day, provider, model = '', currency = '', jobs, reported, estimated, unknown }) => [
    ...[day, provider, model, currency, jobs],
    ...[rounded(reported), rounded(estimated), unknown],
  ]);
  // A byte order mark, without which spreadsheets do not detect UTF-8.
  return `\ufeff${[heads, ...lines].map((line) => line.map(csvField).join(',')).join('\r\n')}\r\n`;
}

const rounded = (amount: number): number => Math.round(amount * 1e6) / 1e6;

/** Quotes a field, and defuses formulas: a model's name comes from a server. */
function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
