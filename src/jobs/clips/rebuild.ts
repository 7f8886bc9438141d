import { diskError } from '../ledger/diskError';
import type { JobRecord, Media } from '../job';
import type { Ledger } from '../ledger/ledger';
import type { Logger } from '../ports';
import { cancelled } from './transfer';
import { sidecarsIn, type SidecarJob } from './sidecarFile';
import type { JobStore } from '../ledger/store';

export interface RebuildDeps {
  store: JobStore;
  log: Logger;
}

/** Written together. */
const batchSize = 100;

/**
 * Brings back into the list what the sidecars in the library tell of. What the list knows is left as it is, but for clips
 * it does not know of; what the user removed stays away. Given up, it keeps what was brought back so far.
 *
 * @param said gets the number of sidecars read so far
 * @throws VideoJobsError `disk`, `cancelled`
 */
export async function rebuild(
  { store, log }: RebuildDeps,
  folder: string,
  signal: AbortSignal,
  said: (read: number) => void = () => undefined,
): Promise<Rebuilt> {
  const result: Rebuilt = { added: 0, clips: 0, skipped: 0 };
  let read = 0;
  let batch: SidecarJob[] = [];
  const settle = () => {
    const found = batch;
    batch = [];
    if (found.length > 0) store.write((ledger) => found.forEach((one) => take(ledger, one, result)));
    said((read += found.length));
  };
  const skipped = (file: string) => {
    result.skipped++;
    log.info('This file is no sidecar of a clip', file);
  };
  try {
    for await (const found of sidecarsIn(folder, signal, skipped)) {
      batch.push(found);
      if (batch.length === batchSize) settle();
    }
  } catch (error) {
    throw diskError(error, folder);
  }
  settle();
  if (signal.aborted) throw cancelled();
  return result;
}

function take(ledger: Ledger, found: SidecarJob, result: Rebuilt): void {
  const known = ledger.getById(found.provider, found.id);
  if (known) {
    if (has(known, found.media[0]!)) return;
    ledger.put({ ...known, media: [...known.media, ...found.media] });
    result.clips++;
    return;
  }
  // A record of ours that has another id by now, or none yet, is another story than this file's.
  if (ledger.get(found.key) || ledger.wasRemoved(found.provider, found.id)) return;
  ledger.put(found);
  result.added++;
  result.clips++;
}

const has = (job: JobRecord, { variant, index }: Media): boolean =>
  job.media.some((one) => one.variant === variant && one.index === index);

/** What the library brought back into the list. */
export interface Rebuilt {
  /** Jobs that were not in the list. */
  added: number;
  /** Clips that the list did not know of. */
  clips: number;
  /** Files and folders that could not be read, or are no sidecars of clips. */
  skipped: number;
}
