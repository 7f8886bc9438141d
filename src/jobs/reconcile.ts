import type { RemoteJob } from '../api/types';
import type { JobRecord } from './job';

/** How far a server's clock may be off. ms. */
const clockSkew = 2 * 60_000;
/** A create that takes longer to be noted by the server than this was another one. */
const window = 10 * 60_000;

const fits = (remote: RemoteJob, job: JobRecord): boolean =>
  remote.prompt !== undefined &&
  remote.prompt.trim() === job.prompt?.trim() &&
  remote.createdAt !== undefined &&
  remote.createdAt > job.createdAt - clockSkew &&
  remote.createdAt < job.createdAt + window;

/**
 * Which of the records without an id a listed job is the answer to. Only a match that is the only one on both sides counts:
 * a wrong one would hide a job that was paid for.
 */
export function matchLost(
  remote: RemoteJob,
  lost: readonly JobRecord[],
  page: readonly RemoteJob[],
): JobRecord | undefined {
  const candidates = lost.filter((job) => fits(remote, job));
  const [match] = candidates;
  if (!match || candidates.length > 1) return undefined;
  return page.filter((other) => fits(other, match)).length === 1 ? match : undefined;
}
