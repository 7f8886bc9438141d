import { asNumber } from './read';

/**
 * Reads a progress as percent, 0..100: an integer, `"45%"`, or a fraction of 1 (a number below 1 that is not whole).
 * @param isFraction set for fields that always hold a fraction
 */
export function decodeProgress(value: unknown, isFraction = false): number | undefined {
  const percent = typeof value === 'string' && value.trim().endsWith('%');
  const number = asNumber(percent ? value.trim().slice(0, -1) : value);
  if (number === undefined) return undefined;
  const fraction = !percent && (isFraction ? number <= 1 : number < 1 && !Number.isInteger(number));
  return Math.min(100, Math.max(0, Math.round(fraction ? number * 100 : number)));
}

const latestTime = 8.64e15;

/** Reads a time as ms since the epoch from seconds or milliseconds (numbers or strings) or an ISO date. Zero means "not yet". */
export function decodeTime(value: unknown): number | undefined {
  const number = asNumber(value);
  if (number !== undefined) {
    const ms = Math.round(number > 1e11 ? number : number * 1000);
    return ms > 0 && ms <= latestTime ? ms : undefined;
  }
  const parsed = typeof value === 'string' ? Date.parse(value) : NaN;
  return parsed > 0 ? parsed : undefined;
}

/** Reads the duration of a clip in seconds; servers send `8`, `"8"` or `"8s"`. */
export function decodeSeconds(value: unknown): number | undefined {
  const number = asNumber(typeof value === 'string' ? value.slice(0, 40).replace(/\s*s(ec(onds?)?)?$/i, '') : value);
  return number !== undefined && number > 0 ? number : undefined;
}

/** Reads a place in a queue, from 0. */
export function decodePosition(value: unknown): number | undefined {
  const number = asNumber(value);
  return number !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
