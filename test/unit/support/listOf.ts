import type { JobRecord } from '../../../src/jobs/job';
import type { JobList } from '../../../src/jobs/ledger/jobList';
import { Ledger } from '../../../src/jobs/ledger/ledger';
import { Folders } from '../jobs/support';

const folders = new Folders();
process.once('exit', () => folders.clear());

/** A real ledger with these jobs and no others, as often as they change. An object that is not the last one is written. */
export class Listed {
  readonly #ledger = new Ledger(folders.make());
  readonly #owners = new Map<string, string>();
  #jobs: readonly JobRecord[] = [];

  set(jobs: readonly JobRecord[]): JobList {
    const before = new Set(this.#jobs);
    const keys = new Set(jobs.map(({ key }) => key));
    this.#ledger.write(() => {
      for (const job of this.#jobs) if (!keys.has(job.key)) this.#ledger.remove(job);
      // Many tests use one id for all; the ledger is strict.
      for (const job of jobs) if (!before.has(job)) this.#ledger.put({ ...job, id: this.#idOf(job) });
    });
    this.#jobs = jobs;
    return this.#ledger.list;
  }

  #idOf({ key, provider, id }: JobRecord): string | undefined {
    if (id === undefined) return undefined;
    const name = `${provider} ${id}`;
    if (!this.#owners.has(name)) this.#owners.set(name, key);
    return this.#owners.get(name) === key ? id : `${id}-${key}`;
  }
}

export const listOf = (...jobs: JobRecord[]): JobList => new Listed().set(jobs);
