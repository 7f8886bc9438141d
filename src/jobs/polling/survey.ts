import type { VideoJobsError } from '../../api/errors';
import type { RemoteJob } from '../../api/types';
import { asVideoJobsError, isProviderWide, type Gateway } from '../gateway';
import type { JobRecord } from '../job';
import type { Due } from './plans';

export type Outcome = {
  job: JobRecord;
  /** It was looked for in the list, which did not hold it. */
  unlisted?: boolean;
} & ({ remote: RemoteJob } | { error: VideoJobsError });

/** Requests for single jobs on their way at a time, per provider. */
const concurrency = 4;
const pageLimit = 100;
/** Beyond this many pages single questions are cheaper. */
const maxPages = 3;

/**
 * Asks a provider for the state of some of its jobs: for those that go together by its list, where it has one and they are
 * more than one; one by one otherwise, and for those the list did not hold. Never throws.
 */
export async function survey(
  gateway: Gateway,
  provider: string,
  { together, singly }: Due,
  signal: AbortSignal,
): Promise<Outcome[]> {
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
  const outcomes: Outcome[] = [];
  const rest: JobRecord[] = [];
  for (const job of together) {
    const remote = listed.get(job.id!);
    if (remote) outcomes.push({ job, remote });
    else rest.push(job);
  }
  const others = await askOneByOne(gateway, provider, [...rest, ...singly], signal);
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
      jobs[0]!.origin,
    );
    for (const remote of answer.jobs) {
      if (wanted.delete(remote.id)) listed.set(remote.id, remote);
    }
    if (answer.next === undefined || answer.next === after) return;
    after = answer.next;
  }
}

async function askOneByOne(
  gateway: Gateway,
  provider: string,
  jobs: readonly JobRecord[],
  signal: AbortSignal,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = [...jobs];
  let refusal: VideoJobsError | undefined;
  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      const current = job;
      if (refusal) {
        outcomes.push({ job, error: refusal });
        continue;
      }
      try {
        const ask = () =>
          gateway.call(provider, 'get', ({ client }) => client.get(current.id!, signal), current.origin);
        outcomes.push({ job, remote: await ask() });
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
