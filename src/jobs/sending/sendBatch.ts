import type { VideoJobsError } from '../../api/errors';
import type { Consent } from '../costs/budget';
import { asVideoJobsError } from '../gateway';
import type { JobRecord } from '../job';
import type { JobService } from '../jobService';
import type { FamilyRequest } from '../requests';

/** Outcome of one request in a batch. */
export interface SendOutcome {
  request: FamilyRequest;
  job?: JobRecord;
  error?: VideoJobsError;
}

interface SendBatchOptions {
  create: JobService['create'];
  consent?: Consent;
  /** Source job of all of them; if absent, the first request that is persisted becomes the source of the others. */
  madeFrom?: FamilyRequest['madeFrom'];
  /** Called with each job's key once its intent is persisted. */
  onWritten?(key: string): void;
}

/**
 * Sends several requests as one family, in parallel; a failure does not affect the others. The source of the others is
 * persisted before they are sent. Never rejects.
 */
export async function sendBatch(requests: readonly FamilyRequest[], options: SendBatchOptions): Promise<SendOutcome[]> {
  const { create, consent, onWritten } = options;
  const send = (request: FamilyRequest, onKey?: (key: string) => void): Promise<SendOutcome> =>
    create(request, {
      consent,
      onWritten: (key) => {
        onWritten?.(key);
        onKey?.(key);
      },
    }).then(
      (job) => ({ request, job }),
      (error: unknown) => ({ request, error: asVideoJobsError(error) }),
    );
  const sent: Promise<SendOutcome>[] = [];
  let { madeFrom } = options;
  for (const request of requests) {
    if (madeFrom) break;
    const key = await new Promise<string | undefined>((resolve) => {
      const outcome = send(request, resolve);
      sent.push(outcome);
      // A request that failed before it was persisted is no source.
      void outcome.then(() => resolve(undefined));
    });
    if (key !== undefined) madeFrom = { key, relation: 'again' };
  }
  const others = requests.slice(sent.length).map((request) => send({ ...request, madeFrom }));
  return Promise.all([...sent, ...others]);
}
