import { VideoJobsError } from '../api/errors';
import * as l10n from '@vscode/l10n';
import type { Cost, CreateInput, JobError, JobStatus as RemoteStatus, Relation, Variant } from '../api/types';

export type JobStatus = RemoteStatus | 'submitting' | 'uncertain';

/** A file on disk, whole and checked. */
export interface Media {
  variant: Variant;
  index: number;
  path: string;
  bytes: number;
  contentType: string;
  sha256: string;
}

/** A job as other extensions see it; stable from the first release. */
export interface Job {
  /** Ours, from before the request is sent. */
  key: string;
  provider: string;
  /** Theirs, once answered. */
  id?: string;
  status: JobStatus;
  providerStatus?: string;
  /** 0..100. */
  progress?: number;
  model?: string;
  prompt?: string;
  seconds?: number;
  size?: string;
  /** ms since the epoch, as are the next two. */
  createdAt: number;
  completedAt?: number;
  expiresAt?: number;
  /** `at`: of "continue", seconds into the parent's clip. */
  parent?: { id: string; relation: Relation; at?: number };
  error?: JobError;
  cost?: Cost;
  media: readonly Media[];
}

/** How far a clip's way to the disk has come. Absent when nothing was tried or all went well. */
export interface Transfer {
  state: 'running' | 'failed';
  variant: Variant;
  index: number;
  receivedBytes?: number;
  totalBytes?: number;
  error?: JobError & { kind: string };
}

/** Which job another was made from, by our key: known before any id is, and across providers. */
export interface MadeFrom {
  key: string;
  /** "again": with the settings of the other, changed or not. */
  relation: Relation | 'again';
  /** Of "continue": seconds into the other's clip. */
  at?: number;
}

/** A job as the ledger keeps it: the public fields and what following it needs. */
export interface JobRecord extends Job {
  /** Followed by the poller. False after "stop watching", and for jobs that have ended. */
  watching: boolean;
  /** The origin the job lives at: a provider whose address was changed does not own it any more. */
  origin: string;
  /** Made in this extension (not imported, not found in a list): its end is worth a notification. */
  mine: boolean;
  /** Absent where only the provider told of a parent (`parent`), or there is none. */
  madeFrom?: MadeFrom;
  /** What was asked for, so that it can be asked again; the reference as a path or address, never its bytes. */
  request?: Omit<CreateInput, 'reference'> & { reference?: string };
  outputs?: number;
  /** When the provider first said it does not know the job (404 on an id that it gave). */
  missingSince?: number;
  /** The last failed poll, for the tooltip; cleared by the next good one. Never changes `status`. */
  pollError?: JobError;
  transfer?: Transfer;
  /** Its clips are to be fetched without being asked for, once it has completed; outlives a restart. */
  downloadDue?: boolean;
  /** How fetching them has failed so far, and when it is tried again. */
  downloadRetry?: Retry;
  /** Whether the user was told that the clip expires, or it is too late for that. */
  expiry?: 'told' | 'passed';
  /** When the user cleared its clips from the disk, ms since the epoch. */
  cleared?: number;
  /** The provider said that the job is completed and had no clip for it; gone once there is one. */
  noClip?: JobError;
  /**
   * Of a request that came to nothing and was not at fault itself (no connection, too many requests): it can be sent again
   * as it is, where the provider said so not before `from` (ms since the epoch).
   */
  sendable?: { from?: number };
  /** When this window sends it by itself, as its user agreed, ms since the epoch. Never written down. */
  sendsAt?: number;
  requestId?: string;
  /** Last change, ms since the epoch. */
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

/** How a job stands: its status, or the end that it came to here. The ledger has the same as a column (`schema.ts`). */
export type JobState = JobStatus | 'stopped' | 'missing' | 'noClip';
export const jobStates: readonly JobState[] = [...jobStatuses, 'stopped', 'missing', 'noClip'];

export function stateOf(job: Pick<JobRecord, 'status' | 'watching' | 'missingSince' | 'noClip' | 'media'>): JobState {
  if (isActive(job) && !job.watching) return job.missingSince === undefined ? 'stopped' : 'missing';
  const none = job.status === 'completed' && job.noClip && !job.media.some(({ variant }) => variant === 'video');
  return none ? 'noClip' : job.status;
}

/** Whether the provider is still at work on it, as far as is known. */
export const isActive = (job: Pick<Job, 'status'>): boolean => activeStatuses.includes(job.status);

/** A new field of the record is private until it is named here; the compiler holds this list to `Job`. */
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
  media: true,
};

/** The contract's fields and no more, in a copy that its owner may change. */
export function publicJob(record: JobRecord): Job {
  const fields = Object.entries(record).filter(([name]) => Object.hasOwn(publicFields, name));
  return structuredClone(Object.fromEntries(fields) as unknown as Job);
}

/** Fetching a clip unasked: how it went so far, and when it is tried again. Kept with the job, so that all windows keep to it. */
export interface Retry {
  /** In a row, of whatever kind. */
  failures: number;
  /** ms since the epoch */
  at: number;
  /** Answers in a row that there is no such clip, and since when (ms since the epoch). */
  denied?: { times: number; since: number };
}

/** An id as pasted, made clean. @throws VideoJobsError `rejected` */
export function validId(id: unknown): string {
  const text = typeof id === 'string' ? id.trim() : '';

  if (text === '' || text.length > 1024 || /[\u0000-\u001f\u007f]/.test(text)) {
    throw new VideoJobsError('rejected', l10n.t('This is not a job ID.'));
  }
  return text;
}
