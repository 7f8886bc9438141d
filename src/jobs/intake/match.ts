import type { RemoteJob } from '../../api/types';
import type { JobRecord } from '../job';

/** Tolerated error of a server's clock, in ms. */
const clockSkew = 2 * 60_000;
/** Longest time from the request to the server's creation time, in ms. */
const window = 10 * 60_000;

/** Lists name models at greater length than requests do: `sora-2` is listed as `sora-2-2025-10-06`. */
const sameModel = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a.startsWith(b) || b.startsWith(a);

/** Returns true if a listed job was created while the record's request was in flight. */
const sameTime = ({ createdAt }: RemoteJob, job: JobRecord): boolean =>
  createdAt !== undefined && createdAt > earliest(job) && createdAt < job.createdAt + window;

const samePrompt = (remote: RemoteJob, job: JobRecord): boolean => remote.prompt?.trim() === job.prompt?.trim();

/** Returns the earliest creation time of a listed job that can match the record, in ms since the epoch. */
export const earliest = (job: JobRecord): number => job.createdAt - clockSkew;

const fits = (remote: RemoteJob, job: JobRecord): boolean =>
  remote.prompt !== undefined && samePrompt(remote, job) && sameModel(remote.model, job.model) && sameTime(remote, job);

/** Returns true for candidates that the user may choose from: a weaker match than an automatic one. */
export const mayFit = (remote: RemoteJob, job: JobRecord): boolean =>
  sameTime(remote, job) && (remote.prompt === undefined || samePrompt(remote, job));

/**
 * Returns the record without an id that a listed job answers. Only a match that is unique on both sides counts: a wrong
 * one would hide a job that was paid for.
 */
export function matchUncertain(
  remote: RemoteJob,
  uncertain: readonly JobRecord[],
  page: readonly RemoteJob[],
): JobRecord | undefined {
  const candidates = uncertain.filter((job) => fits(remote, job));
  const [match] = candidates;
  if (!match || candidates.length > 1) return undefined;
  return page.filter((other) => fits(other, match)).length === 1 ? match : undefined;
}
