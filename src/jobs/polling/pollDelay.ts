import { jittered } from '../backoff';
import type { Curve } from './hazard';

/** Times in ms. Pure: the clock and chance come from the caller. */

export interface PollLimits {
  minPollSeconds: number;
  maxPollSeconds: number;
}

/** A job that is followed: how long its like take, and how long it has lasted. */
export interface Followed {
  curve: Curve;
  age: number;
}

/** A refused key is asked again this seldom; a new one is tried at once. */
const refusedDelay = 5 * 60_000;
const backoffCap = 5 * 60_000;
/** Without a network the next try costs nothing, and being back should be noticed soon. */
const offlineCap = 60_000;
/**
 * How much the weight of a job's hazard grows between two questions: the price of a request. Chosen so that jobs of 60 to
 * 600 s take about twenty requests each, which test/unit/jobs/polling/pollingCost.test.ts holds.
 */
const step = 0.055;
/** What is long overdue is watched no more closely than this. */
const closest = 4;

export function limitsOf({ minPollSeconds, maxPollSeconds }: PollLimits): { min: number; max: number } {
  const min = Math.max(1, minPollSeconds) * 1000;
  return { min, max: Math.max(min, maxPollSeconds * 1000) };
}

/**
 * The hazard, weighted by itself: late ends are watched more closely than early ones, because few jobs get that far and
 * watching them costs little.
 */
function weight({ curve, age }: Followed, later: number): number {
  const hazard = curve.at(Math.max(0, age) + later);
  const bend = closest / 2;
  return hazard <= bend ? hazard ** 2 : bend ** 2 + closest * (hazard - bend);
}

/** What the next `later` ms are worth asking about one job. */
export const worth = (job: Followed, later: number): number => weight(job, later) - weight(job, 0);

/**
 * How long to wait before one question that is about all of these jobs: rarely while few of their like end, closely when
 * many do, and further apart again after that.
 */
export function pollDelay(jobs: readonly Followed[], settings: PollLimits, random: number): number {
  const { min, max } = limitsOf(settings);
  const enough = (later: number) => jobs.reduce((sum, job) => sum + worth(job, later), 0) >= step;
  let [low, high] = enough(min) ? [min, min] : [min, max];
  while (high - low > 100) {
    const middle = (low + high) / 2;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  // Half the usual width: the limits hold, and a wait at a limit varies to one side only.
  return Math.min(max, Math.max(min, high * (0.9 + 0.2 * random)));
}

/** When to ask again after `failures` (1 or more) failures in a row. */
export function failureDelay(failures: number, kind: string, settings: PollLimits, random: number): number {
  if (['auth', 'forbidden', 'payment'].includes(kind)) return jittered(refusedDelay, random);
  const { min } = limitsOf(settings);
  const cap = kind === 'network' ? offlineCap : backoffCap;
  return jittered(Math.min(Math.max(cap, min), min * 2 ** Math.min(failures, 16)), random);
}
