import { jittered } from '../backoff';
import type { ErrorKind, VideoJobsError } from '../../api/errors';
import type { JobRecord, Retry } from '../job';

/** Pauses after the first, second, … failure in a row; then always the last one. ms. */
const pauses = [1, 2, 5, 10, 20, 30].map((minutes) => minutes * 60_000);
/** Between two looks at what is to be tried, at the longest. ms. */
export const longestPause = Math.max(...pauses);
/** About a day of failures. After that only an occasion (a return to the window, a refresh) makes for another try. */
const mostFailures = 50;
/** However soon a clip expires. ms. */
const shortestPause = 15_000;

/**
 * Answers that there is nothing to fetch. Taken as final only when they were heard several times over some minutes: gateways
 * of the new-api family say 404, or a body without media, for a moment after a job has completed.
 */
const denials: readonly ErrorKind[] = ['noMedia', 'notFound', 'expired', 'unsupported', 'rejected'];
const enoughDenials = 3;
const longEnough = 5 * 60_000;

/**
 * When a clip is tried again after `error`; nothing where that is settled: it was cancelled, or denied often enough or after
 * its time. What expires soon is tried more often. @param now ms since the epoch @param random 0..1
 */
export function nextTry(job: JobRecord, error: VideoJobsError, now: number, random: number): Retry | undefined {
  if (error.kind === 'cancelled') return undefined;
  const { downloadRetry: before, expiresAt = Infinity } = job;
  const denied = denials.includes(error.kind)
    ? { times: (before?.denied?.times ?? 0) + 1, since: before?.denied?.since ?? now }
    : undefined;
  if (denied && ((denied.times >= enoughDenials && now - denied.since >= longEnough) || expiresAt <= now)) {
    return undefined;
  }
  const failures = (before?.failures ?? 0) + 1;
  const usual = jittered(pauses[Math.min(failures, pauses.length) - 1]!, random);
  const left = (expiresAt - now) / 4;
  const pause = left > 0 ? Math.max(shortestPause, Math.min(usual, left)) : usual;
  return { failures, at: Math.round(now + Math.max(pause, error.retryAfterMs ?? 0)), ...(denied && { denied }) };
}

/** Whether it is tried again without an occasion: not for ever, and not after its time. */
export const willRetry = ({ downloadRetry, expiresAt = Infinity }: JobRecord, now: number): boolean =>
  downloadRetry === undefined || (downloadRetry.failures <= mostFailures && expiresAt > now);
