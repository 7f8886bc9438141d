import { hasClip } from '../jobs/due';
import { type JobRecord, stateOf } from '../jobs/job';

/** Most characters of a text of others in a result. */
const longest = 300;

/** Cuts a text of others, with an ellipsis. */
export const cut = (text: string | undefined, most = longest): string | undefined =>
  text !== undefined && text.length > most ? `${text.slice(0, most)}…` : text;

/** What an agent is told of a job: `job` is its key, for other tools. Paths are absolute. */
export interface JobResult {
  job: string;
  state: string;
  provider: string;
  model?: string;
  progress?: number;
  /** The clip on the disk; several if the job made several. */
  file?: string;
  files?: string[];
  take?: number;
  cost?: JobRecord['cost'];
  error?: { message: string; code?: string };
  note?: string;
}

/** Describes a job to an agent. What it was asked for is not repeated. */
export function jobResult(job: JobRecord): JobResult {
  const { key, provider, model, progress, take, cost, error, media } = job;
  const state = stateOf(job);
  const files = media.filter(({ variant }) => variant === 'video').map(({ path }) => path);
  const note = noteOn(job);
  return {
    job: key,
    state,
    provider,
    ...(model !== undefined && { model }),
    ...(state === 'in_progress' && progress !== undefined && { progress }),
    ...(files[0] !== undefined && { file: files[0] }),
    ...(files.length > 1 && { files: files.slice(0, 10) }),
    ...(take !== undefined && { take }),
    ...(cost && { cost }),
    ...(error && { error: { message: cut(error.message) ?? '', ...(error.code && { code: cut(error.code, 80) }) } }),
    ...(note !== undefined && { note }),
  };
}

/** What to do next, where a state alone does not say it. */
function noteOn(job: JobRecord): string | undefined {
  switch (stateOf(job)) {
    case 'uncertain':
      return 'The server did not answer. The video may have been made and billed; only the user can resolve this, in the list of Video Jobs. Do not create it again with another take.';
    case 'failed':
      return job.sendable
        ? 'Nothing was made. Calling create again with the same arguments sends it again.'
        : 'Change the request, or use another take if the user wants to pay for another try.';
    case 'stopped':
      return 'The user stopped following this job. It may still be running, and billed.';
    case 'completed':
      return hasClip(job) ? undefined : 'The clip is not on the disk yet. Wait, or tell the user to download it.';
    default:
      return undefined;
  }
}

/** True if nothing more will happen to a job, its download included. */
export function isSettled(job: JobRecord): boolean {
  if (job.status === 'submitting' || job.status === 'queued' || job.status === 'in_progress') {
    return job.status !== 'submitting' && !job.watching;
  }
  return job.status !== 'completed' || hasClip(job) || !(job.downloadDue ?? false);
}
