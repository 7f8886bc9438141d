import type { JobRecord } from '../job';
import { withoutUndefined } from '../objects';

/** Fields of a job that only this window knows and that are not stored. */
export type TransientFields = Pick<JobRecord, 'transfer' | 'sendsAt'>;

/** Transient fields, and the record that includes them, built once per stored record. */
interface Shown {
  fields: TransientFields;
  of?: JobRecord;
  job?: JobRecord;
}

/** Progress of downloads and scheduled sends: merged into the records, and gone with the window. */
export class TransientState {
  readonly #shown = new Map<string, Shown>();

  /** Returns true if the job looks different now. */
  set(key: string, change: TransientFields): boolean {
    const fields = withoutUndefined({ ...this.#shown.get(key)?.fields, ...change });
    if (Object.keys(fields).length === 0) return this.#shown.delete(key);
    this.#shown.set(key, { fields });
    return true;
  }

  forget(key: string): void {
    this.#shown.delete(key);
  }

  /** Returns the record with its transient fields: the same object as long as neither changes. */
  merge(job: JobRecord): JobRecord {
    const shown = this.#shown.get(job.key);
    if (!shown) return job;
    if (shown.of !== job) Object.assign(shown, { of: job, job: { ...job, ...shown.fields } });
    return shown.job!;
  }
}
