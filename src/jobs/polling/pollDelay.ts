import { jittered } from '../backoff';
import type { Curve } from './hazard';

/** Delays between polls, in ms. Pure: the caller provides the clock and random numbers. */

interface PollLimits {
  minPollSeconds: number;
  maxPollSeconds: number;
}

/** Job that is followed: the hazard curve of its kind, and its age in ms. */
export interface FollowedJob {
  curve: Curve;
  age: number;
}

/** Delay after a refused key, in ms; a new key is tried at once. */
const refusedDelay = 5 * 60_000;
const backoffCap = 5 * 60_000;
/** Longest delay without a network, in ms: a try costs nothing, and its return should be noticed soon. */
const offlineCap = 60_000;
/**
 * Hazard weight per poll, the "price" of one request. Chosen so that jobs of 60 to 600 s take about twenty requests each,
 * as test/unit/jobs/polling/pollingCost.test.ts asserts.
 */
const weightPerPoll = 0.055;
/** Upper bound of the growth of the weight per unit of hazard, for jobs that are long overdue. */
const maxWeightGrowth = 4;

export function limitsOf({ minPollSeconds, maxPollSeconds }: PollLimits): { min: number; max: number } {
  const min = Math.max(1, minPollSeconds) * 1000;
  return { min, max: Math.max(min, maxPollSeconds * 1000) };
}

/**
 * Returns the hazard weighted by itself: late ends are polled more closely than early ones, because few jobs get that far
 * and polling them costs little.
 */
function weight({ curve, age }: FollowedJob, later: number): number {
  const hazard = curve.at(Math.max(0, age) + later);
  const bend = maxWeightGrowth / 2;
  return hazard <= bend ? hazard ** 2 : bend ** 2 + maxWeightGrowth * (hazard - bend);
}

/** Returns the value of a poll of one job that is `later` ms away, in units of weight. */
export const pollValue = (job: FollowedJob, later: number): number => weight(job, later) - weight(job, 0);

/**
 * Returns the delay before one request that covers all of these jobs: long while few jobs of their kind end, short when
 * many do, and longer again after that.
 */
export function pollDelay(jobs: readonly FollowedJob[], settings: PollLimits, random: number): number {
  const { min, max } = limitsOf(settings);
  const enough = (later: number) => jobs.reduce((sum, job) => sum + pollValue(job, later), 0) >= weightPerPoll;
  let [low, high] = enough(min) ? [min, min] : [min, max];
  while (high - low > 100) {
    const middle = (low + high) / 2;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  // Half the usual jitter: the limits hold, and a delay at a limit varies to one side only.
  return Math.min(max, Math.max(min, high * (0.9 + 0.2 * random)));
}

/** Returns the delay after `failures` (1 or more) consecutive failures. */
export function failureDelay(failures: number, kind: string, settings: PollLimits, random: number): number {
  if (['auth', 'forbidden', 'payment'].includes(kind)) return jittered(refusedDelay, random);
  const { min } = limitsOf(settings);
  const cap = kind === 'network' ? offlineCap : backoffCap;
  return jittered(Math.min(Math.max(cap, min), min * 2 ** Math.min(failures, 16)), random);
}
