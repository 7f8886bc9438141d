import type { JobService } from '../jobService';
import type { FamilyRequest } from '../requests';
import type { VideoJobsError } from '../../api/errors';
import type { Consent } from '../costs/budget';
import { asVideoJobsError } from '../gateway';
import type { JobRecord } from '../job';

/** What became of one of several requests. */
export interface SendOutcome {
  request: FamilyRequest;
  job?: JobRecord;
  error?: VideoJobsError;
}

export interface SendBatchOptions {
  create: JobService['create'];
  consent?: Consent;
  /** The job that all of them take their settings from; without it, they take them from the first of themselves. */
  madeFrom?: FamilyRequest['madeFrom'];
  /** Called with each job's key as soon as it is on the disk. */
  onWritten?(key: string): void;
}

/**
 * Sends several requests as one family, side by side: one that fails stops no other. The one that the others name as theirs is
 * on the disk before they are sent. Never rejects.
 */
export async function sendBatch(requests: readonly FamilyRequest[], how: SendBatchOptions): Promise<SendOutcome[]> {
  const { create, consent, onWritten } = how;
  const send = (request: FamilyRequest, told?: (key: string) => void): Promise<SendOutcome> =>
    create(request, {
      consent,
      onWritten: (key) => {
        onWritten?.(key);
        told?.(key);
      },
    }).then(
      (job) => ({ request, job }),
      (error: unknown) => ({ request, error: asVideoJobsError(error) }),
    );
  const sent: Promise<SendOutcome>[] = [];
  let { madeFrom } = how;
  while (!madeFrom && sent.length < requests.length) {
    const key = await new Promise<string | undefined>((resolve) => {
      const first = send(requests[sent.length]!, resolve);
      sent.push(first);
      // What came to nothing before it was written down is nobody's parent.
      void first.then(() => resolve(undefined));
    });
    if (key !== undefined) madeFrom = { key, relation: 'again' };
  }
  const others = requests.slice(sent.length).map((request) => send({ ...request, madeFrom }));
  return Promise.all([...sent, ...others]);
}
