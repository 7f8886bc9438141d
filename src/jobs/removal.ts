import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../api/errors';
import { type Gateway, isMissing } from './gateway';
import { hasEnded } from './intake/merge';
import type { JobRecord } from './job';
import type { JobStore } from './ledger/store';

/** Deletes a job at its provider; the record stays and says so. @throws VideoJobsError */
export async function removeAtProvider(store: JobStore, gateway: Gateway, job: JobRecord, id: string): Promise<void> {
  if (!gateway.capabilities(job.provider).delete) {
    throw new VideoJobsError(
      'unsupported',
      l10n.t('This provider does not support deleting jobs. Remove it from the list only.'),
    );
  }
  try {
    await gateway.call(job.provider, 'delete', ({ client }) => client.delete(id), { home: job.origin });
  } catch (error) {
    // Already gone counts as deleted.
    if (!(error instanceof VideoJobsError && isMissing(error))) throw error;
  }
  store.update(job.key, (current) => ({
    ...current,
    watching: false,
    downloadDue: undefined,
    missingSince: Date.now(),
    status: hasEnded(current) ? current.status : 'cancelled',
  }));
}
