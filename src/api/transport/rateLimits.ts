import { asNumber } from '../decode/read';

/** Remaining requests according to a response's headers. */
export interface RateLimit {
  limit?: number;
  remaining: number;
  /** Time at which the limit resets, in ms since the epoch. */
  resetsAt?: number;
}

/** Longest wait, in ms, for which a reset counts as a rate limit. */
const longest = 24 * 3600_000;

/**
 * Reads `x-ratelimit-*` of OpenRouter (limit, remaining, reset in ms since the epoch) and of OpenAI (`…-requests`,
 * reset as `6m0s`).
 * @returns undefined if the headers are absent or not numeric
 */
export function rateLimitOf(headers: Readonly<Record<string, string>>, now = Date.now()): RateLimit | undefined {
  const of = (name: string) => headers[`x-ratelimit-${name}-requests`] ?? headers[`x-ratelimit-${name}`];
  const count = (name: string) => {
    const number = asNumber(of(name)?.slice(0, 20));
    return number !== undefined && number >= 0 ? Math.trunc(number) : undefined;
  };
  const remaining = count('remaining');
  if (remaining === undefined) return undefined;
  const resetsAt = timeOf(of('reset')?.slice(0, 40), now);
  const limit = count('limit');
  return { ...(limit !== undefined && { limit }), remaining, ...(resetsAt !== undefined && { resetsAt }) };
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3600_000 };

/** Reads ms or seconds since the epoch, seconds from now, or a span such as `6m0s` and `20ms`. */
function timeOf(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const number = asNumber(text);
  let at = number === undefined ? NaN : number > 1e11 ? number : number > 1e9 ? number * 1000 : now + number * 1000;
  if (/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) {
    at = now;
    for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) at += Number(amount) * units[unit!]!;
  }
  return at > now && at < now + longest ? Math.round(at) : undefined;
}
