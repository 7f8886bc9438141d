import * as vscode from 'vscode';
import type { Cost } from '../../api/types';

/** Numbers, sizes, money and times in the user's locale (a BCP 47 tag). */
export interface Format {
  seconds(value: number): string;
  percent(value: number): string;
  bytes(value: number): string;
  size(value: string): string;
  cost(cost: Cost): string;
  dateTime(ms: number): string;
  span(ms: number): string;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

/** A locale that `Intl` does not know falls back to the system's. */
export function formatFor(locale: string): Format {
  const known = isLocale(locale) ? locale : undefined;
  const number = (value: number, options?: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(known, options).format(value);
  const unit = (value: number, name: string) => number(value, { style: 'unit', unit: name, maximumFractionDigits: 1 });

  return {
    seconds: (value) => unit(value, 'second'),
    percent: (value) => number(value / 100, { style: 'percent', maximumFractionDigits: 0 }),
    bytes(value) {
      const power = value < 1 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(value) / 3));
      if (power === 0) return number(value, { style: 'unit', unit: 'byte', unitDisplay: 'long' });
      return unit(value / 1000 ** power, byteUnits[power] ?? 'gigabyte');
    },
    size: (value) => value.replace(/^(\d+)\s*[x*]\s*(\d+)$/i, '$1 × $2'),
    cost({ amount, currency, source }) {
      const text = money(amount, currency, number);
      return source === 'estimated' ? vscode.l10n.t('{0} (estimated)', text) : text;
    },
    dateTime: (ms) => new Intl.DateTimeFormat(known, { dateStyle: 'medium', timeStyle: 'short' }).format(ms),
    span(ms) {
      const units: [number, string][] = [
        [ms / (24 * hour), 'day'],
        [(ms / hour) % 24, 'hour'],
        [(ms / minute) % 60, 'minute'],
        [(ms / second) % 60, 'second'],
      ];
      const parts = units.map(([value, name]) => [Math.floor(value), name] as const);
      const first = parts.findIndex(([value]) => value > 0);
      if (first < 0) return number(0, { style: 'unit', unit: 'second', unitDisplay: 'short' });
      return parts
        .slice(first, first + 2)
        .filter(([value]) => value > 0)
        .map(([value, name]) => number(value, { style: 'unit', unit: name, unitDisplay: 'short' }))
        .join(' ');
    },
  };
}

/** A moment that a calendar can hold; servers have been seen to send anything. */
export const isMoment = (ms: number | undefined): ms is number => ms !== undefined && Math.abs(ms) <= 8.64e15;

function money(amount: number, currency: string, number: (v: number, o?: Intl.NumberFormatOptions) => string): string {
  if (/^[A-Z]{3}$/.test(currency)) {
    return number(amount, { style: 'currency', currency, minimumFractionDigits: 2, maximumFractionDigits: 4 });
  }
  return `${number(amount, { maximumFractionDigits: 4 })} ${currency}`;
}

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length > 0;
  } catch {
    return false;
  }
}
