import { isDue } from '../due';
import type { JobRecord } from '../job';

/** Jobs with background work left, by key; read at first use and updated with each change. */
export class DueJobs {
  #jobs: Map<string, JobRecord> | undefined;
  #list: readonly JobRecord[] | undefined;

  /** Newest first. @param read reads them all; what it throws leaves this as it was */
  list(read: () => readonly JobRecord[]): readonly JobRecord[] {
    if (this.#list) return this.#list;
    this.#jobs ??= new Map(read().map((job) => [job.key, job]));
    return (this.#list = [...this.#jobs.values()].sort(newestFirst));
  }

  clear(): void {
    this.#jobs = this.#list = undefined;
  }

  /** Applies changes, so that each costs the same whatever the number of jobs. @param removed keys */
  update(changed: readonly JobRecord[], removed: readonly string[]): void {
    if (!this.#jobs) return;
    let isSame = true;
    for (const key of removed) if (this.#jobs.delete(key)) isSame = false;
    for (const job of changed) {
      if (isDue(job)) this.#jobs.set(job.key, job);
      else if (!this.#jobs.delete(job.key)) continue;
      isSame = false;
    }
    if (!isSame) this.#list = undefined;
  }
}

const newestFirst = (a: JobRecord, b: JobRecord): number =>
  b.createdAt - a.createdAt || (a.key < b.key ? 1 : a.key > b.key ? -1 : 0);
