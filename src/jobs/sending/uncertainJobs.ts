import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import type { RemoteJob, VideoClient } from '../../api/types';
import { asVideoJobsError, type Gateway } from '../gateway';
import { earliest, mayFit } from '../intake/match';
import { readNamed } from '../intake/named';
import type { Tracker } from '../intake/tracker';
import { type JobRecord, validId } from '../job';
import type { JobStore } from '../ledger/store';
import type { Logger } from '../ports';
import { alreadySettled } from './intents';

interface UncertainJobsDeps {
  store: JobStore;
  gateway: Gateway;
  tracker: Tracker;
  log: Logger;
}

/** Pages of a list searched for an uncertain job. */
const maxPages = 5;

/** Resolves jobs whose create got no answer. Sends nothing that costs money. */
export class UncertainJobs {
  readonly #deps: UncertainJobsDeps;

  constructor(deps: UncertainJobsDeps) {
    this.#deps = deps;
  }

  /**
   * Looks for all uncertain jobs in the background, at start: one list per provider covers all of its jobs, but for those
   * that have a key to be found by.
   */
  lookForAll(): void {
    const { store, gateway } = this.#deps;
    const uncertain = store.list.page({ statuses: ['uncertain'] }, Infinity);
    const isFindable = ({ provider, idempotencyKey }: JobRecord) =>
      idempotencyKey !== undefined && gateway.capabilities(provider).finds === true;
    const keys = new Map(uncertain.map((job) => [isFindable(job) ? job.key : job.provider, job.key]));
    for (const key of keys.values()) void this.lookFor(key);
  }

  /** Same as `look`, in the background. Returns the job if it was found. */
  async lookFor(key: string): Promise<JobRecord | undefined> {
    try {
      return (await this.look(key)).found;
    } catch (error) {
      this.#deps.log.debug('The list could not be searched for a job without an answer', asVideoJobsError(error).kind);
      return undefined;
    }
  }

  /**
   * Searches the provider's list for a job that got no answer, which is free. A single match is adopted; otherwise the user
   * chooses among the candidates.
   * @throws VideoJobsError
   */
  async look(key: string): Promise<Search> {
    const { store, gateway, tracker } = this.#deps;
    const job = store.find({ key });
    if (job?.status !== 'uncertain') return { candidates: [] };
    const found = await this.find(job);
    if (found) return { found, candidates: [] };
    if (!gateway.capabilities(job.provider).list) return { candidates: [] };
    const { provider } = job;
    const listed = await gateway.call(
      provider,
      'list',
      async ({ client, origin }) => {
        const jobs = await listSince(client, earliest(job));
        // All pages at once: a match that is unique on its page may not be unique overall.
        tracker.recordPage(provider, origin, jobs);
        return jobs;
      },
      { home: job.origin },
    );
    const current = store.find({ key });
    if (current?.id !== undefined) return { found: current, candidates: [] };
    const isFree = ({ id }: RemoteJob) => store.find({ provider, id })?.mine !== true;
    return { candidates: listed.filter((remote) => mayFit(remote, job) && isFree(remote)) };
  }

  /** Adopts the job that the provider has under the key of the request; undefined if there is none. @throws VideoJobsError */
  async find(record: JobRecord): Promise<JobRecord | undefined> {
    const { gateway, tracker } = this.#deps;
    const { provider, origin: home, idempotencyKey } = record;
    if (idempotencyKey === undefined || !gateway.capabilities(provider).finds) return undefined;
    return gateway.call(
      provider,
      'get',
      async ({ client, origin }) => {
        const remote = await client.find?.(idempotencyKey);
        return remote && tracker.recordCreated(record, remote, origin).job;
      },
      { home },
    );
  }

  /** Adopts the job whose id the user entered. @throws VideoJobsError */
  async adopt(key: string, enteredId: string): Promise<JobRecord | undefined> {
    const { store, gateway, tracker } = this.#deps;
    const record = this.#uncertain(key);
    const { provider, origin: home } = record;
    const id = validId(enteredId);
    if (store.find({ provider, id })?.mine) {
      throw otherJob(id);
    }
    return gateway.call(
      provider,
      'get',
      async ({ client, origin }) => {
        const { job, isDuplicate } = tracker.recordCreated(record, await readNamed(client, id), origin);
        if (isDuplicate) throw otherJob(job.id ?? id);
        return job;
      },
      { home },
    );
  }

  /** Deletes the record. @throws VideoJobsError */
  forget(key: string): undefined {
    const job = this.#uncertain(key);
    this.#deps.store.write((ledger) => ledger.remove(job));
  }

  #uncertain(key: string): JobRecord {
    const job = this.#deps.store.find({ key });
    if (job?.status !== 'uncertain') throw alreadySettled();
    return job;
  }
}

const otherJob = (id: string) =>
  new VideoJobsError('rejected', l10n.t('{0} is the ID of another job in the list.', id));

/** Returns the newest jobs of a list, back to a time (ms since the epoch) or for a few pages. */
async function listSince(client: VideoClient, time: number): Promise<RemoteJob[]> {
  const jobs: RemoteJob[] = [];
  let after: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const answer = await client.list({ after, limit: 100 });
    jobs.push(...answer.jobs);
    const oldest = answer.jobs.at(-1)?.createdAt;
    if (answer.next === undefined || answer.next === after || (oldest !== undefined && oldest < time)) break;
    after = answer.next;
  }
  return jobs;
}

/** Result of a search for an uncertain job. */
export interface Search {
  /** Single match, adopted. */
  found?: JobRecord;
  /** Possible matches for the user to choose from. */
  candidates: readonly RemoteJob[];
}
