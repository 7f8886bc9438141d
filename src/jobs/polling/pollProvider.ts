import type { VideoJobsError } from '../../api/errors';
import type { RemoteJob } from '../../api/types';
import { asVideoJobsError, isMissing, isProviderWide, type Gateway } from '../gateway';
import type { JobRecord } from '../job';
import type { JobStore } from '../ledger/store';
import type { DuePolls } from './pollSchedule';

export type PollOutcome = {
  job: JobRecord;
  /** Set if the provider's list was read and did not contain the job. */
  unlisted?: boolean;
} & ({ remote: RemoteJob } | { error: VideoJobsError });

interface PollDeps {
  gateway: Gateway;
  store: JobStore;
}

/** Simultaneous requests for single jobs, per provider. */
const concurrency = 4;
/** Aliases tried for a job whose id the provider does not know. */
const maxAliases = 2;
const pageLimit = 100;
/** Pages of a list read per poll; beyond that, single requests are cheaper. */
const maxPages = 3;

/**
 * Polls some of a provider's jobs: by its list if it has one and several jobs are due together, and one by one otherwise,
 * or if the list does not contain them. Never throws.
 */
export async function pollProvider(
  { gateway, store }: PollDeps,
  provider: string,
  { byList, single }: DuePolls,
  signal: AbortSignal,
): Promise<PollOutcome[]> {
  const remotes = new Map<string, RemoteJob>();
  const reachable = byList.filter((job) => gateway.isHome(provider, job.origin));
  let isListRead = false;
  if (reachable.length > 1 && gateway.capabilities(provider).list) {
    try {
      await listInto(remotes, gateway, provider, reachable, signal);
      isListRead = true;
    } catch (caught) {
      const error = asVideoJobsError(caught);
      if (isProviderWide(error) || error.kind === 'cancelled') {
        return [...byList, ...single].map((job) => ({ job, error }));
      }
    }
  }
  const outcomes: PollOutcome[] = [];
  const rest: JobRecord[] = [];
  for (const job of byList) {
    const remote = job.id === undefined ? undefined : remotes.get(job.id);
    if (remote) outcomes.push({ job, remote });
    else rest.push(job);
  }
  const others = await pollSingly({ gateway, store }, [...rest, ...single], signal);
  const unlisted = new Set(isListRead ? rest : []);
  return [...outcomes, ...others.map((outcome) => ({ ...outcome, unlisted: unlisted.has(outcome.job) }))];
}

async function listInto(
  remotes: Map<string, RemoteJob>,
  gateway: Gateway,
  provider: string,
  jobs: readonly JobRecord[],
  signal: AbortSignal,
): Promise<void> {
  const wanted = new Set(jobs.map((job) => job.id!));
  let after: string | undefined;
  for (let page = 0; page < maxPages && wanted.size > 0; page++) {
    const answer = await gateway.call(
      provider,
      'list',
      ({ client }) => client.list({ after, limit: pageLimit }, signal),
      { home: jobs[0]!.origin },
    );
    for (const remote of answer.jobs) {
      if (wanted.delete(remote.id)) remotes.set(remote.id, remote);
    }
    if (answer.next === undefined || answer.next === after) return;
    after = answer.next;
  }
}

async function pollSingly(deps: PollDeps, jobs: readonly JobRecord[], signal: AbortSignal): Promise<PollOutcome[]> {
  const outcomes: PollOutcome[] = [];
  const queue = [...jobs];
  let refusal: VideoJobsError | undefined;
  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      if (refusal) {
        outcomes.push({ job, error: refusal });
        continue;
      }
      try {
        outcomes.push({ job, remote: await pollOne(deps, job, signal) });
      } catch (caught) {
        const error = asVideoJobsError(caught);
        // A server that is in trouble or refuses the key does not get the remaining requests.
        if (isProviderWide(error) || error.kind === 'cancelled') refusal ??= error;
        outcomes.push({ job, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, jobs.length) }, worker));
  return outcomes;
}

/** Polls a job by its id, or by an alias if the provider does not know the id. @throws VideoJobsError */
async function pollOne({ gateway, store }: PollDeps, job: JobRecord, signal: AbortSignal): Promise<RemoteJob> {
  const { key, provider, origin } = job;
  const get = (id: string) => gateway.call(provider, 'get', ({ client }) => client.get(id, signal), { home: origin });
  try {
    return await get(job.id!);
  } catch (error) {
    if (!isMissing(asVideoJobsError(error))) throw error;
    // An alias that is another job's id belongs to that job.
    const aliases = store.ledger.answer(key)?.known.otherIds?.filter((id) => !store.ledger.getById(provider, id)) ?? [];
    for (const id of aliases.slice(0, maxAliases)) {
      const remote = await get(id).catch((caught: unknown) => {
        if (!isMissing(asVideoJobsError(caught))) throw caught;
      });
      if (remote) return remote;
    }
    throw error;
  }
}
