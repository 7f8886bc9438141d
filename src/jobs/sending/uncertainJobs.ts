import { validId, type JobRecord } from '../job';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import type { RemoteJob, VideoClient } from '../../api/types';
import { asVideoJobsError, type Gateway } from '../gateway';
import { alreadySettled } from './intents';
import type { Logger } from '../ports';
import { earliest, mayFit } from '../intake/match';
import type { JobStore } from '../ledger/store';
import type { Tracker } from '../intake/tracker';

export interface UncertainJobsDeps {
  store: JobStore;
  gateway: Gateway;
  tracker: Tracker;
  log: Logger;
}

/** Of a list, when looking for a lost job. */
const mostPages = 5;

/** Jobs whose create got no answer: what became of them is found out here, and nothing is sent that costs. */
export class UncertainJobs {
  constructor(private readonly deps: UncertainJobsDeps) {}

  /** At start, in the background. One list tells of all that a provider may have made. */
  lookForAll(): void {
    const uncertain = this.deps.store.list.page({ statuses: ['uncertain'] }, Infinity);
    const byProvider = new Map(uncertain.map((job) => [job.provider, job.key]));
    for (const key of byProvider.values()) void this.lookFor(key);
  }

  /** As `look`, in the background. Gives the job when it was found. */
  async lookFor(key: string): Promise<JobRecord | undefined> {
    try {
      return (await this.look(key)).found;
    } catch (error) {
      this.deps.log.debug('The list could not be searched for a job without an answer', asVideoJobsError(error).kind);
      return undefined;
    }
  }

  /**
   * Looks for a job that got no answer in the provider's list, which costs nothing. What is the only one to fit is taken;
   * otherwise the user is to choose.
   * @throws VideoJobsError
   */
  async look(key: string): Promise<Search> {
    const { store, gateway, tracker } = this.deps;
    const job = store.find({ key });
    if (job?.status !== 'uncertain' || !gateway.capabilities(job.provider).list) return { candidates: [] };
    const { provider } = job;
    const listed = await gateway.call(
      provider,
      'list',
      async ({ client, origin }) => {
        const jobs = await listSince(client, earliest(job));
        // All at once: what is alone on its page may not be the only one.
        tracker.recordPage(provider, origin, jobs);
        return jobs;
      },
      { home: job.origin },
    );
    const now = store.find({ key });
    if (now?.id !== undefined) return { found: now, candidates: [] };
    const free = ({ id }: RemoteJob) => store.find({ provider, id })?.mine !== true;
    return { candidates: listed.filter((remote) => mayFit(remote, job) && free(remote)) };
  }

  /** Takes the job that the user names for it. @throws VideoJobsError */
  async name(key: string, named: string): Promise<JobRecord | undefined> {
    const { store, gateway, tracker } = this.deps;
    const { provider, origin: home } = this.#uncertain(key);
    const id = validId(named);
    if (store.find({ provider, id })?.mine) {
      throw new VideoJobsError('rejected', l10n.t('{0} is the ID of another job in the list.', id));
    }
    return gateway.call(
      provider,
      'get',
      async ({ client, origin }) => tracker.recordCreated(key, await client.get(id), origin),
      { home },
    );
  }

  /** Drops the record. @throws VideoJobsError */
  forget(key: string): undefined {
    const job = this.#uncertain(key);
    this.deps.store.write((ledger) => ledger.remove(job));
  }

  #uncertain(key: string): JobRecord {
    const job = this.deps.store.find({ key });
    if (job?.status !== 'uncertain') throw alreadySettled();
    return job;
  }
}

/** The newest jobs of a list, back to a time (ms since the epoch) or for a few pages. */
async function listSince(client: VideoClient, time: number): Promise<RemoteJob[]> {
  const jobs: RemoteJob[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer = await client.list({ after, limit: 100 });
    jobs.push(...answer.jobs);
    const oldest = answer.jobs.at(-1)?.createdAt;
    if (answer.next === undefined || answer.next === after || (oldest !== undefined && oldest < time)) break;
    after = answer.next;
  }
  return jobs;
}

/** What came of looking for a job without an answer in its provider's list. */
export interface Search {
  /** The only one that fits, taken over. */
  found?: JobRecord;
  /** Those that may be it, where that is not certain. */
  candidates: readonly RemoteJob[];
}
