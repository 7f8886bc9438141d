/** Times in ms. Pure: the clock and chance come from the caller. */

export interface PollLimits {
  minPollSeconds: number;
  maxPollSeconds: number;
}

/** A refused key is asked again this seldom; a new one is tried at once. */
const refusedDelay = 5 * 60_000;
const backoffCap = 5 * 60_000;
/** Without a network the next try costs nothing, and being back should be noticed soon. */
const offlineCap = 60_000;

/** ±20 %, so that windows and machines do not fall into step. */
export const jittered = (delay: number, random: number): number => delay * (0.8 + 0.4 * random);

function limits({ minPollSeconds, maxPollSeconds }: PollLimits) {
  const min = Math.max(1, minPollSeconds) * 1000;
  return { min, max: Math.max(min, maxPollSeconds * 1000) };
}

/**
 * When to ask again for a job of this age. A tenth of its age: a job that has taken long is noticed late by a small part
 * of what it took, and costs few requests.
 */
export function pollDelay(age: number, settings: PollLimits, random: number): number {
  const { min, max } = limits(settings);
  const delay = jittered(Math.min(max, Math.max(min, age / 10)), random);
  return Math.min(max, Math.max(min, delay));
}

/** When to ask again after `failures` (1 or more) failures in a row. */
export function failureDelay(failures: number, kind: string, settings: PollLimits, random: number): number {
  if (['auth', 'forbidden', 'payment'].includes(kind)) return jittered(refusedDelay, random);
  const { min } = limits(settings);
  const cap = kind === 'network' ? offlineCap : backoffCap;
  return jittered(Math.min(Math.max(cap, min), min * 2 ** Math.min(failures, 16)), random);
}

/** Tries of one download after the first. */
export const downloadDelays: readonly number[] = [2_000, 5_000, 10_000, 20_000];
