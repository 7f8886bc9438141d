import type { JobRecord, Media } from '../job';
import { diskError } from '../ledger/diskError';
import type { Ledger } from '../ledger/ledger';
import type { JobStore } from '../ledger/store';
import type { Logger } from '../ports';
import { type SidecarJob, sidecarsIn } from './sidecarFile';
import { cancelled } from './transfer';

interface RebuildDeps {
  store: JobStore;
  log: Logger;
}

/** Jobs per transaction. */
const batchSize = 100;

/**
 * Restores jobs from the sidecars in the library. Jobs in the list keep their fields and get missing clips; removed jobs stay
 * removed. On cancellation, jobs restored so far are kept.
 *
 * @param progress called with the number of sidecars read so far
 * @throws VideoJobsError `disk`, `cancelled`
 */
export async function rebuild(
  { store, log }: RebuildDeps,
  folder: string,
  signal: AbortSignal,
  progress: (read: number) => void = () => undefined,
): Promise<Rebuilt> {
  const result: Rebuilt = { added: 0, clips: 0, skipped: 0 };
  let read = 0;
  let batch: SidecarJob[] = [];
  const flush = () => {
    const jobs = batch;
    batch = [];
    if (jobs.length > 0) store.write((ledger) => jobs.forEach((one) => restore(ledger, one, result)));
    progress((read += jobs.length));
  };
  const skipped = (file: string) => {
    result.skipped++;
    log.info('This file is no sidecar of a clip', file);
  };
  try {
    for await (const job of sidecarsIn(folder, signal, skipped)) {
      batch.push(job);
      if (batch.length === batchSize) flush();
    }
  } catch (error) {
    throw diskError(error, folder);
  }
  flush();
  if (signal.aborted) throw cancelled();
  return result;
}

function restore(ledger: Ledger, job: SidecarJob, result: Rebuilt): void {
  const existing = ledger.getById(job.provider, job.id);
  if (existing) {
    if (has(existing, job.media[0]!)) return;
    ledger.put({ ...existing, media: [...existing.media, ...job.media] });
    result.clips++;
    return;
  }
  // A record of this key with another ID, or none yet, is a different job than the sidecar's.
  if (ledger.get(job.key) || ledger.wasRemoved(job.provider, job.id)) return;
  ledger.put(job);
  result.added++;
  result.clips++;
}

const has = (job: JobRecord, { variant, index }: Media): boolean =>
  job.media.some((one) => one.variant === variant && one.index === index);

/** Jobs and clips restored from the library. */
export interface Rebuilt {
  /** Jobs that were not in the list. */
  added: number;
  /** Clips that the list did not know of. */
  clips: number;
  /** Files and folders that could not be read, or are no sidecars of clips. */
  skipped: number;
}
