import type { ActiveStatus, CancelTerms, Capabilities } from '../api/types';
import { isActive, type JobRecord, stateOf } from './job';

/** Charge for a job that is canceled, according to the provider's documents. */
export type CancelCharge = 'free' | 'charged' | 'unknown';

/** Returns the terms under which the provider cancels this job; undefined if it cannot. */
export function cancelTermsFor({ cancel, cancelTerms }: Capabilities, id: string): CancelTerms | undefined {
  if (!cancel) return undefined;
  const terms = cancelTerms ?? { when: ['queued', 'in_progress'], destroys: true };
  return terms.except?.some((start) => id.startsWith(start)) ? undefined : terms;
}

/** Returns true if the job, as last reported, can be canceled. */
export function isCancelable(job: JobRecord, can: Capabilities): boolean {
  if (!isActive(job) || stateOf(job) === 'missing') return false;
  const terms = job.id === undefined ? undefined : cancelTermsFor(can, job.id);
  return terms !== undefined && terms.when.includes(job.status as ActiveStatus) && !mayBeDestroyed(job, terms);
}

/** Returns true for a job that may have finished under a status that is not known, so that the request would delete its clip. */
export const mayBeDestroyed = ({ statusUnknown }: JobRecord, { destroys }: CancelTerms): boolean =>
  statusUnknown === true && destroys === true;

export function chargeOf({ refund = [], billed = [] }: CancelTerms, status: ActiveStatus): CancelCharge {
  if (refund.includes(status)) return 'free';
  return billed.includes(status) ? 'charged' : 'unknown';
}
