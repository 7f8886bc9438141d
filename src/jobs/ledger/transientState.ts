import type { JobRecord } from '../job';
import { withoutUndefined } from '../objects';

/** What is known of a job in this window and not written down. */
export type TransientFields = Pick<JobRecord, 'transfer' | 'sendsAt'>;

/** That, and the record that shows it, made once for each. */
interface Shown {
  passing: TransientFields;
  of?: JobRecord;
  job?: JobRecord;
}

/** How far downloads are and what is about to be sent: shown on the records, and gone with the window. */
export class TransientState {
  readonly #shown = new Map<string, Shown>();

  /** Gives whether there is anything new to be seen. */
  set(key: string, change: TransientFields): boolean {
    const passing = withoutUndefined({ ...this.#shown.get(key)?.passing, ...change });
    if (Object.keys(passing).length === 0) return this.#shown.delete(key);
    this.#shown.set(key, { passing });
    return true;
  }

  forget(key: string): void {
    this.#shown.delete(key);
  }

  /** The record with what passes: the same object as long as neither changes. */
  on(job: JobRecord): JobRecord {
    const shown = this.#shown.get(job.key);
    if (!shown) return job;
    if (shown.of !== job) Object.assign(shown, { of: job, job: { ...job, ...shown.passing } });
    return shown.job!;
  }
}
