import type { SpentOn } from '../../jobs/ledger/spending';

const heads = ['day', 'provider', 'model', 'currency', 'jobs', 'reported', 'estimated', 'jobs of unknown cost'];

/** What jobs cost, a line for each day, provider, model and currency (RFC 4180); numbers as programs read them. */
export function costsCsv(rows: readonly SpentOn[]): string {
  const lines = rows.map(({ day, provider, model = '', currency = '', jobs, reported, estimated, unknown }) => [
    ...[day, provider, model, currency, jobs],
    ...[rounded(reported), rounded(estimated), unknown],
  ]);
  // A byte order mark, without which spreadsheets take UTF-8 for something else.
  return `\ufeff${[heads, ...lines].map((line) => line.map(csvField).join(',')).join('\r\n')}\r\n`;
}

const rounded = (amount: number): number => Math.round(amount * 1e6) / 1e6;

/** What begins like a formula would be one in a spreadsheet, and a model's name comes from a server. */
function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
