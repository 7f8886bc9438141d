import type { VideoJobsError } from '../../api/errors';
import type { RemoteJob } from '../../api/types';
import { asVideoJobsError, isMissing, isProviderWide, type Gateway } from '../gateway';
import type { JobRecord } from '../job';
import type { JobStore } from '../ledger/store';
import type { DuePolls } from './pollSchedule';

export type PollOutcome = {
  job: JobRecord;
  /** It was looked for in the list, which did not hold it. */
  unlisted?: boolean;
} & ({ remote: RemoteJob } | { error: VideoJobsError });

export interface PollResult {
  gateway: Gateway;
  store: JobStore;
}

/** Requests for single jobs on their way at a time, per provider. */
const concurrency = 4;
/** Names tried for a job that its provider does not know. */
const mostNames = 2;
const pageLimit = 100;
/** Beyond this many pages single questions are cheaper. */
const maxPages = 3;

/**
 * Asks a provider for the state of some of its jobs: for those that go together by its list, where it has one and they are
 * more than one; one by one otherwise, and for those the list did not hold. Never throws.
 */
export async function pollProvider(
  { gateway, store }: PollResult,
  provider: string,
  { together, singly }: DuePolls,
  signal: AbortSignal,
): Promise<PollOutcome[]> {
  const listed = new Map<string, RemoteJob>();
  const here = together.filter((job) => gateway.isHome(provider, job.origin));
  let whole = false;
  if (here.length > 1 && gateway.capabilities(provider).list) {
    try {
      await listInto(listed, gateway, provider, here, signal);
      whole = true;
    } catch (caught) {
      const error = asVideoJobsError(caught);
      if (isProviderWide(error) || error.kind === 'cancelled')
        return [...together, ...singly].map((job) => ({ job, error }));
    }
  }
  const outcomes: PollOutcome[] = [];
  const rest: JobRecord[] = [];
  for (const job of together) {
    const remote = listed.get(job.id!);
    if (remote) outcomes.push({ job, remote });
    else rest.push(job);
  }
  const others = await askOneByOne({ gateway, store }, [...rest, ...singly], signal);
  const unlisted = new Set(whole ? rest : []);
  return [...outcomes, ...others.map((outcome) => ({ ...outcome, unlisted: unlisted.has(outcome.job) }))];
}

async function listInto(
  listed: Map<string, RemoteJob>,
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
      if (wanted.delete(remote.id)) listed.set(remote.id, remote);
    }
    if (answer.next === undefined || answer.next === after) return;
    after = answer.next;
  }
}

async function askOneByOne(asked: PollResult, jobs: readonly JobRecord[], signal: AbortSignal): Promise<PollOutcome[]> {
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
        outcomes.push({ job, remote: await ask(asked, job, signal) });
      } catch (caught) {
        const error = asVideoJobsError(caught);
        // A server in trouble, or one that refuses us, is not asked fifty times.
        if (isProviderWide(error) || error.kind === 'cancelled') refusal ??= error;
        outcomes.push({ job, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, jobs.length) }, worker));
  return outcomes;
}

/** Under its id, or where the provider does not know that, under another one that it named. @throws VideoJobsError */
async function ask({ gateway, store }: PollResult, job: JobRecord, signal: AbortSignal): Promise<RemoteJob> {
  const { key, provider, origin } = job;
  const get = (id: string) => gateway.call(provider, 'get', ({ client }) => client.get(id, signal), { home: origin });
  try {
    return await get(job.id!);
  } catch (error) {
    if (!isMissing(asVideoJobsError(error))) throw error;
    // What another job has as its id is that one's.
    const others = store.ledger.answer(key)?.known.otherIds?.filter((id) => !store.ledger.getById(provider, id)) ?? [];
    for (const id of others.slice(0, mostNames)) {
      const remote = await get(id).catch((caught: unknown) => {
        if (!isMissing(asVideoJobsError(caught))) throw caught;
      });
      if (remote) return remote;
    }
    throw error;
  }
}
