import { env } from 'vscode';

/**
 * Localised numbers, sizes and times, by Intl in VS Code's display language; `locale` is a parameter for tests.
 */

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Intl formatters by kind, locale and options: creating one costs far more than using it. */
const cache = new Map<string, unknown>();

function cached<T>(kind: string, locale: string, options: object, make: (locale: string | undefined) => T): T {
  const key = `${kind}|${locale}|${JSON.stringify(options)}`;
  let found = cache.get(key) as T | undefined;
  if (!found) {
    found = make(supported(locale));
    cache.set(key, found);
  }
  return found;
}

/** Returns undefined, the default locale, for a language tag of VS Code that Intl refuses. */
function supported(locale: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(locale)[0];
  } catch {
    return undefined;
  }
}

const numbers = (locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat =>
  cached('number', locale, options, (tag) => new Intl.NumberFormat(tag, options));

const dates = (locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  cached('date', locale, options, (tag) => new Intl.DateTimeFormat(tag, options));

const relative = (locale: string): Intl.RelativeTimeFormat =>
  cached('relative', locale, {}, (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));

export function formatNumber(value: number, locale = env.language): string {
  return numbers(locale).format(value);
}

/** `4, 6, or 8`. */
export const formatList = (words: readonly string[], locale = env.language): string =>
  cached('list', locale, {}, (tag) => new Intl.ListFormat(tag, { type: 'disjunction' })).format(words);

/** @param value 0..100; rounded down, so that 100 % means done */
export function formatPercent(value: number, locale = env.language): string {
  const whole = Math.min(100, Math.max(0, Math.floor(value)));
  return numbers(locale, { style: 'percent' }).format(whole / 100);
}

/** Formats a clip's length. @param seconds may have a fraction */
export function formatSeconds(seconds: number, locale = env.language): string {
  const options: Intl.NumberFormatOptions = {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'narrow',
    maximumFractionDigits: 1,
  };
  return numbers(locale, options).format(seconds);
}

/** Formats elapsed time: `0:07`, `1:05`, `2:03:09`. @param ms negative values count as 0 */
export function formatElapsed(ms: number, locale = env.language): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const plain = numbers(locale, { useGrouping: false });
  const padded = numbers(locale, { useGrouping: false, minimumIntegerDigits: 2 });
  const minutes = Math.floor((seconds % hour) / minute);
  const tail = padded.format(seconds % minute);
  return seconds < hour
    ? `${plain.format(minutes)}:${tail}`
    : `${plain.format(Math.floor(seconds / hour))}:${padded.format(minutes)}:${tail}`;
}

/** Formats a position in a clip: `0:03.2`. @param seconds from its start */
export function formatClipTime(seconds: number, locale = env.language): string {
  const tenths = Math.round(Math.max(0, seconds) * 10) / 10;
  const rest = numbers(locale, { minimumIntegerDigits: 2, minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return `${numbers(locale, { useGrouping: false }).format(Math.floor(tenths / minute))}:${rest.format(tenths % minute)}`;
}

/** Formats an estimated duration in whole minutes, or in half hours from 90 minutes. @param ms duration in ms */
export function formatRough(ms: number, locale = env.language): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  const long = minutes >= 90;
  const options: Intl.NumberFormatOptions = {
    style: 'unit',
    unit: long ? 'hour' : 'minute',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  };
  return numbers(locale, options).format(long ? Math.round(minutes / 30) / 2 : minutes);
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Formats a size in decimal units, as file managers and providers do. */
export function formatBytes(bytes: number, locale = env.language): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 999.95 would round up to "1,000 kB", which is 1 MB.
  while (value >= 999.95 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  const options: Intl.NumberFormatOptions = {
    style: 'unit',
    unit: byteUnits[unit],
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: unit === 0 ? 0 : 1,
  };
  return numbers(locale, options).format(value);
}

/** Formats a bitrate in decimal units, as encoders do. @param perSecond bits per second */
export function formatBitrate(perSecond: number, locale = env.language): string {
  const mega = perSecond >= 1e6;
  const unit = mega ? 'megabit-per-second' : 'kilobit-per-second';
  const value = perSecond / (mega ? 1e6 : 1e3);
  return numbers(locale, { style: 'unit', unit, maximumFractionDigits: mega ? 1 : 0 }).format(value);
}

/** Formats a sample rate: `48 kHz`. @param perSecond samples per second */
export const formatHertz = (perSecond: number, locale = env.language): string =>
  `${numbers(locale, { maximumFractionDigits: 3 }).format(perSecond / 1000)} kHz`;

/** @param currency ISO 4217 code; anything else is shown verbatim */
export function formatMoney(amount: number, currency: string, locale = env.language): string {
  // Short clips cost fractions of a cent: two digits would show 0.
  const digits = amount !== 0 && Math.abs(amount) < 0.1 ? 4 : 2;
  const fraction = { minimumFractionDigits: 2, maximumFractionDigits: digits };
  try {
    return numbers(locale, { style: 'currency', currency, ...fraction }).format(amount);
  } catch {
    return `${numbers(locale, fraction).format(amount)} ${currency}`;
  }
}

/** Formats a time in ms since the epoch; a number outside the range of `Date` is shown verbatim. */
function formatDate(at: number, locale: string, options: Intl.DateTimeFormatOptions): string {
  return Math.abs(at) <= 8.64e15 ? dates(locale, options).format(at) : String(at);
}

export function formatClock(at: number, locale = env.language): string {
  return formatDate(at, locale, { timeStyle: 'short' });
}

export function formatDateTime(at: number, locale = env.language): string {
  return formatDate(at, locale, { dateStyle: 'medium', timeStyle: 'short' });
}

/** Returns the number of calendar days between two times, regardless of daylight saving. */
function daysBetween(from: number, to: number): number {
  const midnight = (at: number) => {
    const date = new Date(at);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.round((midnight(to) - midnight(from)) / (day * 1000));
}

/** Returns the local calendar day, sortable: `2026-11-21`. */
export function dayKey(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Formats a day as a heading: "Today", "Yesterday", "Monday, November 16"; with the year unless it is the current one. */
export function formatDay(at: number, now = Date.now(), locale = env.language): string {
  const ago = daysBetween(at, now);
  if (ago === 0 || ago === 1) {
    const word = relative(locale).format(-ago, 'day');
    return word.charAt(0).toLocaleUpperCase(supported(locale)) + word.slice(1);
  }
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric';
  return formatDate(at, locale, { weekday: 'long', day: 'numeric', month: 'long', year });
}

/** Formats a past time in its shortest form: the clock for today, else the date. */
export function formatMoment(at: number, now = Date.now(), locale = env.language): string {
  if (daysBetween(at, now) === 0) {
    return formatClock(at, locale);
  }
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric';
  return formatDate(at, locale, { day: 'numeric', month: 'short', year });
}

/** Formats a future time: the clock for today, else date and clock. */
export function formatUntil(at: number, now = Date.now(), locale = env.language): string {
  return daysBetween(at, now) === 0 ? formatClock(at, locale) : formatDateTime(at, locale);
}

/** "in 3 hours", "5 minutes ago". */
export function formatRelative(at: number, now = Date.now(), locale = env.language): string {
  const seconds = Math.round((at - now) / 1000);
  const size = Math.abs(seconds);
  const [unit, length]: [Intl.RelativeTimeFormatUnit, number] =
    size < minute ? ['second', 1] : size < hour ? ['minute', minute] : size < day ? ['hour', hour] : ['day', day];
  return relative(locale).format(Math.trunc(seconds / length), unit);
}
