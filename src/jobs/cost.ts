import type { Cost } from '../api/types';
import { isActive, type JobRecord } from './job';

/** Largest amount a job may cost in any currency; a larger one is a server's mistake. */
export const largestAmount = 1_000_000;

/** Returns true for an amount that a job can cost: finite, not negative, not absurd. */
export const isPlausible = (amount: unknown): amount is number =>
  typeof amount === 'number' && amount >= 0 && amount <= largestAmount;

/**
 * Returns the cost of a job after a server's answer. An amount that cannot be right counts as not reported, so that it neither
 * fills nor lifts a budget; `costDoubt` keeps it for the user to see. A cost of 0 before the job has ended is a placeholder
 * and does not replace an estimate.
 * @param reported cost in the answer, if any
 * @param status of the job after the answer
 */
export function costAfter(
  job: Pick<JobRecord, 'cost' | 'costDoubt'>,
  reported: Cost | undefined,
  status: JobRecord['status'],
): Pick<JobRecord, 'cost' | 'costDoubt'> {
  if (!reported) return { cost: job.cost, costDoubt: job.costDoubt };
  if (!isPlausible(reported.amount)) {
    return { cost: job.cost, costDoubt: { amount: String(reported.amount), currency: String(reported.currency) } };
  }
  if (reported.amount === 0 && isActive({ status })) return { cost: job.cost, costDoubt: job.costDoubt };
  return { cost: reported, costDoubt: undefined };
}
