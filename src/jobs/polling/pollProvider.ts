import type { VideoJobsError } from '../../api/errors';
import type { RemoteJob } from '../../api/types';
import { asVideoJobsError, type Gateway, isMissing } from '../gateway';
import type { JobRecord } from '../job';
import type { JobStore } from '../ledger/store';

export type PollOutcome = { job: JobRecord } & ({ remote: RemoteJob } | { error: VideoJobsError });

interface PollDeps {
  gateway: Gateway;
  store: JobStore;
}

/** Provider's jobs to poll. */
interface PollTarget {
  provider: string;
  /** Number of jobs followed there, to tell one job's trouble from the provider's. */
  followed: number;
}

/** Simultaneous requests for single jobs, per provider. */
export const pollConcurrency = 4;
/** Aliases tried for a job whose id the provider does not know. */
const maxAliases = 2;
const pageLimit = 100;
/** Pages of a list read per poll; beyond that, single requests are cheaper. */
const maxPages = 3;

/** State of some jobs according to a provider's list. */
interface ListOutcome {
  /** By id. */
  remotes: Map<string, RemoteJob>;
  /** Absent if the list was read. */
  error?: VideoJobsError;
}

/** Reads a provider's list as far as some jobs need it. Never throws. */
export async function pollList(
  { gateway }: PollDeps,
  { provider, followed }: PollTarget,
  jobs: readonly JobRecord[],
  signal: AbortSignal,
): Promise<ListOutcome> {
  const remotes = new Map<string, RemoteJob>();
  const wanted = new Set(jobs.map(({ id }) => id));
  const poll = { subject: 'list', followed };
  let after: string | undefined;
  try {
    for (let page = 0; page < maxPages && wanted.size > 0; page++) {
      const answer = await gateway.call(
        provider,
        'list',
        ({ client }) => client.list({ after, limit: pageLimit }, signal),
        { home: jobs[0]?.origin, poll },
      );
      for (const remote of answer.jobs) {
        if (wanted.delete(remote.id)) remotes.set(remote.id, remote);
      }
      if (answer.next === undefined || answer.next === after) break;
      after = answer.next;
    }
    return { remotes };
  } catch (error) {
    return { remotes, error: asVideoJobsError(error) };
  }
}

/** Polls a job by its id, or by an alias if the provider does not know the id. Never throws. */
export async function pollOne(
  { gateway, store }: PollDeps,
  { provider, followed }: PollTarget,
  job: JobRecord,
  signal: AbortSignal,
): Promise<PollOutcome> {
  const { key, origin: home } = job;
  const poll = { subject: key, followed };
  const get = (id: string) => gateway.call(provider, 'get', ({ client }) => client.get(id, signal), { home, poll });
  const ids = [job.id ?? ''];
  let first: VideoJobsError | undefined;
  for (let index = 0; index < ids.length; index++) {
    try {
      return { job, remote: await get(ids[index] ?? '') };
    } catch (caught) {
      const error = asVideoJobsError(caught);
      if (!isMissing(error)) return { job, error };
      first ??= error;
      if (index === 0) ids.push(...aliases(store, job).slice(0, maxAliases));
    }
  }
  return { job, error: first ?? asVideoJobsError(undefined) };
}

/** Other ids of a job. One that is another job's id belongs to that job. */
function aliases(store: JobStore, { key, provider }: JobRecord): string[] {
  try {
    const ids = store.ledger.answer(key)?.known.otherIds ?? [];
    return ids.filter((id) => !store.ledger.getById(provider, id));
  } catch {
    return [];
  }
}

/**
 * Polls jobs of a provider once: by its list if it has one and they are several, and one by one otherwise, or if the list
 * does not contain them. Stops where the provider refuses. Never throws.
 * @param onOutcome called for each job that was polled
 * @returns the failure that concerns the whole provider, if there was one
 */
export async function pollProvider(
  deps: PollDeps,
  target: PollTarget,
  jobs: readonly JobRecord[],
  onOutcome: (outcome: PollOutcome) => void,
  signal: AbortSignal,
): Promise<VideoJobsError | undefined> {
  const { gateway } = deps;
  const queue = [...jobs];
  const reachable = jobs.filter(({ origin }) => gateway.isHome(target.provider, origin));
  if (reachable.length > 1 && gateway.capabilities(target.provider).list) {
    const { remotes, error } = await pollList(deps, target, reachable, signal);
    if (error && (error.kind === 'cancelled' || gateway.concernsProvider(error))) return error;
    queue.length = 0;
    for (const job of jobs) {
      const remote = job.id === undefined ? undefined : remotes.get(job.id);
      if (remote) onOutcome({ job, remote });
      else queue.push(job);
    }
  }
  let refusal: VideoJobsError | undefined;
  const worker = async () => {
    for (let job = queue.shift(); job && !refusal; job = queue.shift()) {
      const outcome = await pollOne(deps, target, job, signal);
      onOutcome(outcome);
      if ('error' in outcome && (outcome.error.kind === 'cancelled' || gateway.concernsProvider(outcome.error))) {
        refusal = outcome.error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(pollConcurrency, queue.length) }, worker));
  return refusal;
}
