import type { VideoJobsError } from '../api/errors';

/** Kinds of failure that a server may answer for one job alone: rights, credit, or a fault of its own. */
const maybeOwn: readonly string[] = ['auth', 'forbidden', 'payment', 'server', 'timeout'];
/** Time for which a response proves that the provider works, in ms. */
const proofMs = 60_000;
/** Jobs that must fail in a row before the failure is the provider's, unless fewer are followed. */
const enoughFailures = 4;

/** Recent polls at one provider, to tell one job's trouble from the provider's. */
export class PollHealth {
  /** Last two subjects that were answered, latest last, with the time in ms since the epoch. */
  #answers: { subject: string; at: number }[] = [];
  /** Subjects that failed since the last answer. */
  readonly #failed = new Set<string>();

  answered(subject: string, now: number): void {
    this.#answers = [...this.#answers.filter((answer) => answer.subject !== subject), { subject, at: now }].slice(-2);
    this.#failed.clear();
  }

  /** Records a failure; returns true if it concerns the polled job only. @param followed number of jobs followed */
  isOwn({ kind }: VideoJobsError, poll: { subject: string; followed: number }, now: number): boolean {
    if (!maybeOwn.includes(kind)) return false;
    this.#failed.add(poll.subject);
    const isProven = this.#answers.some(({ subject, at }) => subject !== poll.subject && Math.abs(now - at) < proofMs);
    return isProven || this.#failed.size < Math.min(enoughFailures, poll.followed);
  }
}
