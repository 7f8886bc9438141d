import type { RemoteJob } from '../../api/types';
import type { JobRecord } from '../job';

/** How far a server's clock may be off. ms. */
const clockSkew = 2 * 60_000;
/** A create that takes longer to be noted by the server than this was another one. */
const window = 10 * 60_000;

/** Models are listed by longer names than they are asked for by: `sora-2` is `sora-2-2025-10-06`. */
const sameModel = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a.startsWith(b) || b.startsWith(a);

/** Whether a listed job was made when the record's request was on its way. */
const sameTime = ({ createdAt }: RemoteJob, job: JobRecord): boolean =>
  createdAt !== undefined && createdAt > earliest(job) && createdAt < job.createdAt + window;

const samePrompt = (remote: RemoteJob, job: JobRecord): boolean => remote.prompt?.trim() === job.prompt?.trim();

/** What the provider lists from before this (ms since the epoch) is not the answer to it. */
export const earliest = (job: JobRecord): number => job.createdAt - clockSkew;

const fits = (remote: RemoteJob, job: JobRecord): boolean =>
  remote.prompt !== undefined && samePrompt(remote, job) && sameModel(remote.model, job.model) && sameTime(remote, job);

/** What the user may choose among: less certain than what is taken without asking. */
export const mayFit = (remote: RemoteJob, job: JobRecord): boolean =>
  sameTime(remote, job) && (remote.prompt === undefined || samePrompt(remote, job));

/**
 * Which of the records without an id a listed job is the answer to. Only a match that is the only one on both sides counts:
 * a wrong one would hide a job that was paid for.
 */
export function matchUncertain(
  remote: RemoteJob,
  lost: readonly JobRecord[],
  page: readonly RemoteJob[],
): JobRecord | undefined {
  const candidates = lost.filter((job) => fits(remote, job));
  const [match] = candidates;
  if (!match || candidates.length > 1) return undefined;
  return page.filter((other) => fits(other, match)).length === 1 ? match : undefined;
}
