import { isDeepStrictEqual } from 'node:util';
import type { RemoteJob } from '../../api/types';
import { withoutUndefined } from '../objects';
import { isActive, type JobRecord, type JobStatus } from '../job';

const ended: readonly JobStatus[] = ['completed', 'failed', 'cancelled', 'expired'];

/** Whether the provider is done with it, well or badly. */
export const hasEnded = (job: Pick<JobRecord, 'status'>): boolean => ended.includes(job.status);

/** A job as first seen at the provider: imported, or found in its list. */
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
 * What a provider's answer makes of a job. Gives the same object where nothing changed.
 *
 * Completed is final, because the money is spent and the clip was there; only "expired" says more, as long as no clip is
 * on disk. Any other end can be taken back: gateways report failures that later turn out well. What only we know (prompt,
 * parent, media) is kept whatever the answer leaves out.
 */
export function merge(job: JobRecord, remote: RemoteJob, now: number): JobRecord {
  const status = nextStatus(job, remote);
  const over = ended.includes(status);
  const failed = over && status !== 'completed';
  const regressed = status !== remote.status;
  const next: JobRecord = {
    ...job,
    id: remote.id,
    status,
    providerStatus: regressed ? job.providerStatus : (remote.providerStatus ?? remote.status),
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
    cost: remote.cost ?? job.cost,
    outputs: remote.outputs ?? job.outputs,
    watching: over ? false : job.watching || hasEnded(job),
    missingSince: undefined,
    pollError: undefined,
    requestId: remote.requestId ?? job.requestId,
    updatedAt: now,
  };
  if (isActive({ status })) next.completedAt = undefined;
  return sameFacts(job, next) ? job : withoutUndefined(next);
}

function nextStatus(job: JobRecord, remote: RemoteJob): JobStatus {
  if (job.status !== 'completed') return remote.status;
  return remote.status === 'expired' && job.media.length === 0 ? 'expired' : 'completed';
}

/** The request's own id and the time of writing are no news. */
function sameFacts(a: JobRecord, b: JobRecord): boolean {
  const facts = (job: JobRecord) => withoutUndefined({ ...job, updatedAt: 0, requestId: undefined });
  return isDeepStrictEqual(facts(a), facts(b));
}
