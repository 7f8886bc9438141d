import { isDeepStrictEqual } from 'node:util';
import type { RemoteJob } from '../../api/types';
import { costAfter } from '../cost';
import { isActive, type JobRecord, type JobStatus } from '../job';
import { withoutUndefined } from '../objects';

const ended: readonly JobStatus[] = ['completed', 'failed', 'cancelled', 'expired'];

/** Returns true once the provider is done with the job, whatever the result. */
export const hasEnded = (job: Pick<JobRecord, 'status'>): boolean => ended.includes(job.status);

/** Returns the record of a job first seen at the provider: imported, or found in its list. */
export function discovered(key: string, provider: string, origin: string, remote: RemoteJob, now: number): JobRecord {
  const bare: JobRecord = {
    key,
    provider,
    id: remote.id,
    status: remote.status,
    createdAt: remote.createdAt ?? now,
    media: [],
    watching: isActive(remote),
    origin,
    mine: false,
    updatedAt: now,
  };
  return merge(bare, remote, now);
}

/**
 * Merges a provider's response into a record. Returns the same object if nothing changed.
 *
 * `completed` is final, because the money is spent and the clip existed; only `expired` may replace it, while no clip is on
 * disk. Any other end can be reverted: gateways report failures that later succeed. Local facts (prompt, parent, media)
 * are kept if the response omits them.
 */
export function merge(job: JobRecord, remote: RemoteJob, now: number): JobRecord {
  const status = nextStatus(job, remote, now);
  const over = ended.includes(status);
  const failed = over && status !== 'completed';
  const regressed = status !== remote.status;
  const next: JobRecord = {
    ...job,
    id: remote.id,
    status,
    providerStatus: regressed ? job.providerStatus : (remote.providerStatus ?? remote.status),
    statusUnknown: regressed ? job.statusUnknown : remote.statusUnknown,
    clipUrlSeen: regressed ? job.clipUrlSeen : remote.clipUrlSeen,
    progress: status === 'completed' ? 100 : regressed ? job.progress : (remote.progress ?? job.progress),
    model: remote.model ?? job.model,
    prompt: job.prompt ?? remote.prompt,
    seconds: remote.seconds ?? job.seconds,
    size: remote.size ?? job.size,
    createdAt: job.mine ? job.createdAt : (remote.createdAt ?? job.createdAt),
    completedAt: remote.completedAt ?? job.completedAt ?? (over ? now : undefined),
    expiresAt: remote.expiresAt ?? job.expiresAt,
    parent: job.parent ?? (remote.parentId === undefined ? undefined : { id: remote.parentId, relation: 'remix' }),
    error: failed ? (remote.error ?? (hasEnded(job) ? job.error : undefined)) : undefined,
    ...costAfter(job, remote.cost, status),
    queuePosition: status === 'queued' ? remote.queuePosition : undefined,
    outputs: remote.outputs ?? job.outputs,
    cancelSent: status === 'cancelled' || isActive({ status }) ? job.cancelSent : undefined,
    watching: over ? false : job.watching || hasEnded(job),
    missingSince: undefined,
    pollError: undefined,
    requestId: remote.requestId ?? job.requestId,
    updatedAt: now,
  };
  if (isActive({ status })) next.completedAt = undefined;
  return sameFacts(job, next) ? job : withoutUndefined(next);
}

/** Time after a cancellation in which a job in progress is taken for the answer to an older request, in ms. */
const staleFor = 2 * 60_000;

function nextStatus(job: JobRecord, remote: RemoteJob, now: number): JobStatus {
  const { status, cancelSent } = job;
  if (status === 'cancelled' && isActive(remote) && now - (cancelSent ?? -Infinity) < staleFor) return status;
  if (job.status !== 'completed') return remote.status;
  return remote.status === 'expired' && job.media.length === 0 ? 'expired' : 'completed';
}

/** Compares two records, ignoring the time of writing and the request id. */
function sameFacts(a: JobRecord, b: JobRecord): boolean {
  const facts = (job: JobRecord) => withoutUndefined({ ...job, updatedAt: 0, requestId: undefined });
  return isDeepStrictEqual(facts(a), facts(b));
}
