import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../api/errors';
import type { Cost, CreateInput, Input, JobError, JobStatus as RemoteStatus, Relation, Variant } from '../api/types';
import { withoutUndefined } from './objects';

export type JobStatus = RemoteStatus | 'submitting' | 'uncertain';

/** A complete, verified file on disk. */
export interface Media {
  variant: Variant;
  index: number;
  path: string;
  bytes: number;
  contentType: string;
  sha256: string;
}

/** Public view of a job, as other extensions see it; stable since the first release. */
export interface Job {
  /** Local key, assigned before the request is sent. */
  key: string;
  provider: string;
  /** Provider's id, known once the create is answered. */
  id?: string;
  status: JobStatus;
  providerStatus?: string;
  /** 0..100. */
  progress?: number;
  model?: string;
  prompt?: string;
  seconds?: number;
  size?: string;
  /** In ms since the epoch, as are the next two. */
  createdAt: number;
  completedAt?: number;
  expiresAt?: number;
  /** `at`: for "continue", the position in the parent's clip, in seconds. */
  parent?: { id: string; relation: Relation; at?: number };
  error?: JobError;
  cost?: Cost;
  /** Media that the job was made from, in this extension; addresses without their query. */
  inputs?: readonly Input[];
  media: readonly Media[];
}

/** Input as it is recorded with its job. */
export interface RecordedInput extends Input {
  /** Of a file. */
  sha256?: string;
  bytes?: number;
}

/** Who asked for a job, if it was no person. */
export interface Maker {
  kind: 'agent' | 'file' | 'extension';
  /** Its name: of the agent's program, or of the file. */
  client?: string;
}

/** State of a clip's download. Absent if none was tried or the last one succeeded. */
export interface Transfer {
  state: 'running' | 'failed';
  variant: Variant;
  index: number;
  receivedBytes?: number;
  totalBytes?: number;
  error?: JobError & { kind: string };
}

/** Source job of another one, by local key: known before either has an id, and works across providers. */
export interface MadeFrom {
  key: string;
  /** "again": reuses the source's settings, changed or not. */
  relation: Relation | 'again';
  /** For "continue": position in the source's clip, in seconds. */
  at?: number;
}

/** Ledger record of a job: the public fields and the private state needed to follow it. */
export interface JobRecord extends Job {
  inputs?: readonly RecordedInput[];
  /** Set while the poller follows the job: not after "Stop Following", nor once the job has ended. */
  watching: boolean;
  /** Origin of the server that runs the job; after a change of the provider's base URL the job is no longer reachable through it. */
  origin: string;
  /** Created in this extension, as opposed to imported or listed; only these notify when they end. */
  mine: boolean;
  /** Absent if the job has no source, or only the provider reported one (`parent`). */
  madeFrom?: MadeFrom;
  /** Request as sent, so that it can be repeated; the reference as a path or URL, never its bytes. */
  request?: Omit<CreateInput, 'reference' | 'inputs' | 'idempotencyKey'> & {
    reference?: string;
    inputs?: readonly Input[];
  };
  /** Identity of what is rendered (`sending/spec.ts`), for jobs that were made here. */
  spec?: string;
  /** Number of this rendering of the same spec; the first, if absent. */
  take?: number;
  /** Absent for a person. */
  by?: Maker;
  /** Key that the request was sent with, by which the provider finds its job; the same each time the request is sent. */
  idempotencyKey?: string;
  outputs?: number;
  /** Number of requests before it in the provider's queue, while it is queued there. */
  queuePosition?: number;
  /** Time at which a cancellation was sent that was not refused, in ms since the epoch; cleared when the job completes or fails. */
  cancelSent?: number;
  /** Time of the first 404 for an id that the provider itself assigned, in ms since the epoch. */
  missingSince?: number;
  /** Set if the provider's last status word is not known, so that the job counts as in progress. */
  statusUnknown?: true;
  /** The same, with a URL of a clip in the response: the job has probably completed. */
  clipUrlSeen?: true;
  /** Error of the last poll, cleared by the next success. Never changes `status`. */
  pollError?: JobError & {
    /** The server's words with which it refused the status for good; the job is no longer followed then. */
    refusal?: string;
  };
  transfer?: Transfer;
  /** Set if the clips are to be downloaded automatically once the job completes; survives a restart. */
  downloadDue?: boolean;
  /** Failures of the automatic download so far, and the time of the next try. */
  downloadRetry?: Retry;
  /** State of the expiry warning: shown (`told`), or no longer useful (`passed`). */
  expiry?: 'told' | 'passed';
  /** Time at which the user cleared the clips from the disk, in ms since the epoch. */
  cleared?: number;
  /** Set if the provider reported the job completed but had no clip; cleared once there is one. */
  noClip?: JobError;
  /**
   * Set on a request that failed through no fault of its own (no connection, too many requests) and can be sent again as
   * it is; not before `from` (ms since the epoch) if the provider named a time.
   */
  sendable?: { from?: number };
  /** Time at which this window sends it, as agreed with the user, in ms since the epoch. Never persisted. */
  sendsAt?: number;
  /** Cost reported by the server that cannot be right, as text; `cost` ignores it. */
  costDoubt?: { amount: string; currency: string };
  /** Read from a sidecar: its cost counts against no budget. */
  restored?: boolean;
  requestId?: string;
  /** Time of the last change, in ms since the epoch. */
  updatedAt: number;
}

export type JobRef = { provider: string; id: string } | { key: string };

const everyStatus: Record<JobStatus, true> = {
  submitting: true,
  uncertain: true,
  queued: true,
  in_progress: true,
  completed: true,
  failed: true,
  cancelled: true,
  expired: true,
};
export const jobStatuses = Object.keys(everyStatus) as readonly JobStatus[];
export const isJobStatus = (value: unknown): value is JobStatus =>
  typeof value === 'string' && Object.hasOwn(everyStatus, value);

export const activeStatuses: readonly JobStatus[] = ['queued', 'in_progress'];

/** Status of a job, refined by what is known locally. The ledger computes the same in a column (`schema.ts`). */
export type JobState = JobStatus | 'stopped' | 'missing' | 'noClip';
export const jobStates: readonly JobState[] = [...jobStatuses, 'stopped', 'missing', 'noClip'];

export function stateOf(job: Pick<JobRecord, 'status' | 'watching' | 'missingSince' | 'noClip' | 'media'>): JobState {
  if (isActive(job) && !job.watching) return job.missingSince === undefined ? 'stopped' : 'missing';
  const noClip = job.status === 'completed' && job.noClip && !job.media.some(({ variant }) => variant === 'video');
  return noClip ? 'noClip' : job.status;
}

/** Returns true while the provider is still processing the job, if known. */
export const isActive = (job: Pick<Job, 'status'>): boolean => activeStatuses.includes(job.status);

/** Allow-list of public fields, checked against `Job` by the compiler: a new field of the record is private by default. */
const publicFields: Record<keyof Job, true> = {
  key: true,
  provider: true,
  id: true,
  status: true,
  providerStatus: true,
  progress: true,
  model: true,
  prompt: true,
  seconds: true,
  size: true,
  createdAt: true,
  completedAt: true,
  expiresAt: true,
  parent: true,
  error: true,
  cost: true,
  inputs: true,
  media: true,
};

/** Returns a copy with the contract's fields only; the caller may change it. */
export function publicJob(record: JobRecord): Job {
  const fields = Object.entries(record).filter(([name]) => Object.hasOwn(publicFields, name));
  const job = structuredClone(Object.fromEntries(fields) as unknown as Job);
  if (job.inputs) job.inputs = job.inputs.map(({ role, source, name }) => withoutUndefined({ role, source, name }));
  return job;
}

/** Retry state of an automatic download. Stored with the job, so that all windows honour it. */
export interface Retry {
  /** Consecutive failures of any kind. */
  failures: number;
  /** Time of the next try, in ms since the epoch. */
  at: number;
  /** Consecutive answers that there is no such clip, and the time of the first (ms since the epoch). */
  denied?: { times: number; since: number };
}

/** Trims and checks a pasted id. @throws VideoJobsError `rejected` */
export function validId(id: unknown): string {
  const text = typeof id === 'string' ? id.trim() : '';

  if (text === '' || text.length > 1024 || /[\u0000-\u001f\u007f]/.test(text)) {
    throw new VideoJobsError('rejected', l10n.t('This is not a job ID.'));
  }
  return text;
}
