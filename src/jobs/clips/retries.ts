import type { ErrorKind, VideoJobsError } from '../../api/errors';
import { jittered } from '../backoff';
import type { JobRecord, Retry } from '../job';

/** Pauses in ms after the first, second, … failure in a row; the last one repeats. */
const pauses = [1, 2, 5, 10, 20, 30].map((minutes) => minutes * 60_000);
/** Longest pause between two checks, in ms. */
export const longestPause = Math.max(...pauses);
/** About a day of failures. After that only a refresh or a return to the window triggers another attempt. */
const maxFailures = 50;
/** Longest Retry-After that is honored for a clip without an expiry, in ms. */
const longestRetryAfter = 24 * 3600_000;
/** Shortest pause in ms, however soon a clip expires. */
const shortestPause = 15_000;

/**
 * Errors that mean there is no clip. Final only when repeated over some minutes: gateways of the new-api family return 404, or a
 * body without media, for a moment after a job has completed.
 */
const denials: readonly ErrorKind[] = ['noMedia', 'notFound', 'expired', 'unsupported', 'rejected'];
const minDenials = 3;
const minDenialMs = 5 * 60_000;

/**
 * Returns the next attempt after `error`, or undefined if that is final: cancelled, denied often enough, or expired. A clip
 * that expires soon is retried more often. @param now ms since the epoch @param random 0..1
 */
export function nextTry(job: JobRecord, error: VideoJobsError, now: number, random: number): Retry | undefined {
  if (error.kind === 'cancelled') return undefined;
  const { downloadRetry: before, expiresAt = Infinity } = job;
  const denied = denials.includes(error.kind)
    ? { times: (before?.denied?.times ?? 0) + 1, since: before?.denied?.since ?? now }
    : undefined;
  if (denied && ((denied.times >= minDenials && now - denied.since >= minDenialMs) || expiresAt <= now)) {
    return undefined;
  }
  const failures = (before?.failures ?? 0) + 1;
  const usual = jittered(pauses[Math.min(failures, pauses.length) - 1]!, random);
  const left = (expiresAt - now) / 4;
  const pause = left > 0 ? Math.max(shortestPause, Math.min(usual, left)) : usual;
  // A server's own time counts, but not beyond half of the time that is left: the clip would be gone.
  const longest = left > 0 && expiresAt < Infinity ? Math.max(shortestPause, 2 * left) : longestRetryAfter;
  const retryAfter = Math.min(error.retryAfterMs ?? 0, longest);
  return { failures, at: Math.round(now + Math.max(pause, retryAfter)), ...(denied && { denied }) };
}

/** Returns true if it is retried automatically: not indefinitely, and not after it expired. */
export const willRetry = ({ downloadRetry, expiresAt = Infinity }: JobRecord, now: number): boolean =>
  downloadRetry === undefined || (downloadRetry.failures <= maxFailures && expiresAt > now);
