import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../api/errors';
import type { ActiveStatus, CancelTerms, RemoteJob } from '../api/types';
import { cancelTermsFor, chargeOf, mayBeDestroyed } from './cancelTerms';
import { asVideoJobsError, type Gateway, isMissing, isProviderWide } from './gateway';
import { hasEnded } from './intake/merge';
import type { Tracker } from './intake/tracker';
import { type JobRecord, type JobRef, validId } from './job';
import type { JobStore } from './ledger/store';
import { pollOne } from './polling/pollProvider';

interface CancellationDeps {
  store: JobStore;
  gateway: Gateway;
  tracker: Tracker;
  /** Requests a job that is not in the list, and adds it. */
  import(request: { provider: string; id: string }): Promise<JobRecord>;
}

export interface CancelOptions {
  /** Status whose charge the user agreed to: the request is not sent if the job has moved on and is charged otherwise now. */
  agreed?: ActiveStatus;
}

/** Code of an error: the job has moved on since the user agreed, and the charge is another one. Nothing was sent. */
export const chargeChanged = 'cancel_charge_changed';
/** Code of an error: the provider does not cancel jobs in this state. Nothing was sent. */
export const tooLate = 'cancel_too_late';

/**
 * Cancels jobs at their providers. The provider is asked first how the job stands, because some requests delete one that
 * has ended. Each request is sent once: after a lost response, or a refusal, the provider is asked again, and the job is
 * followed on.
 */
export class Cancellation {
  readonly #running = new Map<string, Promise<JobRecord>>();

  readonly #deps: CancellationDeps;

  constructor(deps: CancellationDeps) {
    this.#deps = deps;
  }

  /**
   * Returns the updated job: `cancelled`, or in progress if the provider accepted the request and has not
   * ended the job yet. One that had ended already is returned as it is, and nothing is sent. Simultaneous calls share one
   * request.
   * @throws VideoJobsError, `unsupported` if its provider cannot cancel it, `rejected` if it refused
   */
  async cancel(ref: JobRef, { agreed }: CancelOptions = {}): Promise<JobRecord> {
    const { store } = this.#deps;
    const known = store.find(ref);
    if (!known && 'id' in ref) this.#termsOf(ref.provider, validId(ref.id));
    const job = known ?? ('id' in ref ? await this.#deps.import(ref) : undefined);
    if (!job) throw removed();
    const { key } = job;
    const running = this.#running.get(key);
    if (running) return running;
    const work = this.#cancel(job, { agreed, isFresh: !known }).finally(() => this.#running.delete(key));
    this.#running.set(key, work);
    return work;
  }

  /** @throws VideoJobsError `unsupported` */
  #termsOf(provider: string, id: string): CancelTerms {
    const { gateway } = this.#deps;
    gateway.assertKnown(provider);
    const terms = cancelTermsFor(gateway.capabilities(provider), id);
    if (terms) return terms;
    throw new VideoJobsError(
      'unsupported',
      l10n.t(
        '{0} cannot cancel this job. “Stop Following” only stops checking it: the job continues at the provider.',
        this.#label(provider),
      ),
    );
  }

  /** @param options `isFresh`: the provider reported the job just now, so it is not asked first */
  async #cancel(job: JobRecord, { agreed, isFresh }: CancelOptions & { isFresh: boolean }): Promise<JobRecord> {
    const { store } = this.#deps;
    if (hasEnded(job)) return job;
    const terms = this.#termsOf(job.provider, requiredId(job));
    const claim = store.claims.take(`cancel:${job.key}`);
    if (!claim) throw new VideoJobsError('rejected', l10n.t('Another window is canceling this job.'));
    try {
      const asked = isFresh ? job : await this.#ask(job);
      if (hasEnded(asked)) return asked;
      this.#assertAllowed(asked, terms, agreed);
      return await this.#send(asked);
    } finally {
      claim.release();
    }
  }

  /** Asks the provider how the job stands, and records that. @throws VideoJobsError */
  async #ask(job: JobRecord): Promise<JobRecord> {
    const { store, gateway, tracker } = this.#deps;
    const { key, provider } = job;
    const outcome = await pollOne({ gateway, store }, { provider, followed: 1 }, job, new AbortController().signal);
    if ('remote' in outcome) return this.#record(job, outcome.remote);
    tracker.pollFailed(key, outcome.error, { missing: isMissing(outcome.error) });
    // Gone after a cancellation: it was canceled.
    const current = store.find({ key });
    if (current && hasEnded(current)) return current;
    throw outcome.error;
  }

  #record({ key }: JobRecord, remote: RemoteJob): JobRecord {
    const recorded = this.#deps.tracker.recordPoll(key, remote);
    if (recorded) return recorded;
    throw removed();
  }

  /** @throws VideoJobsError `rejected`, before anything is sent */
  #assertAllowed(job: JobRecord, terms: CancelTerms, agreed: ActiveStatus | undefined): void {
    const status = job.status as ActiveStatus;
    if (mayBeDestroyed(job, terms)) {
      throw new VideoJobsError(
        'rejected',
        l10n.t(
          'Nothing was sent: {0} reports an unknown status (“{1}”). If the job has finished, canceling would delete its clip.',
          this.#label(job.provider),
          job.providerStatus ?? '',
        ),
      );
    }
    if (!terms.when.includes(status)) {
      throw new VideoJobsError(
        'rejected',
        l10n.t(
          'It is too late to cancel: {0} only cancels jobs that are still in its queue, and this one is being generated. Nothing was sent. The job continues.',
          this.#label(job.provider),
        ),
        { code: tooLate },
      );
    }
    if (agreed !== undefined && chargeOf(terms, agreed) !== chargeOf(terms, status)) {
      throw new VideoJobsError(
        'rejected',
        l10n.t('The job has left the queue in the meantime, so canceling may be charged. Nothing was sent.'),
        { code: chargeChanged },
      );
    }
  }

  async #send(job: JobRecord): Promise<JobRecord> {
    const { store, gateway } = this.#deps;
    const { key, provider, origin: home } = job;
    const id = requiredId(job);
    // Written first: if this window ends now, another one knows what a missing job means.
    store.update(key, (stored) => ({ ...stored, cancelSent: Date.now(), watching: true }), { durable: true });
    let remote: RemoteJob | undefined;
    try {
      remote = await gateway.call(provider, 'cancel', ({ client }) => client.cancel(id), { home });
    } catch (caught) {
      const error = asVideoJobsError(caught);
      if (!error.mayHaveHappened) store.update(key, (stored) => ({ ...stored, cancelSent: job.cancelSent }));
      return this.#afterFailure(job, error);
    }
    if (remote) return this.#record(job, remote);
    // The request was accepted, whatever becomes of this one.
    return (await this.#standing(job)) ?? store.find({ key }) ?? job;
  }

  /** Asks how the job stands; undefined if that cannot be learned now. */
  async #standing(job: JobRecord): Promise<JobRecord | undefined> {
    try {
      return await this.#ask(job);
    } catch {
      return undefined;
    }
  }

  /** @throws VideoJobsError unless the job has ended all the same */
  async #afterFailure(job: JobRecord, error: VideoJobsError): Promise<JobRecord> {
    const { code, requestId, httpStatus, mayHaveHappened, serverMessage } = error;
    // Nothing reached the job, and the next request would fail in the same way.
    if (!mayHaveHappened && (isProviderWide(error) || error.kind === 'unsupported')) throw error;
    const after = await this.#standing(job);
    if (after && hasEnded(after)) return after;
    const facts = { code, requestId, httpStatus, mayHaveHappened, serverMessage, cause: error };
    if (!mayHaveHappened) {
      throw new VideoJobsError(
        error.kind,
        l10n.t(
          '{0} did not cancel the job: {1} It continues and is followed.',
          this.#label(job.provider),
          serverMessage === undefined ? error.message : `“${serverMessage}”${code ? ` (${code})` : ''}.`,
        ),
        facts,
      );
    }
    throw new VideoJobsError(
      error.kind,
      after
        ? l10n.t(
            'The response to the cancellation was lost, and the job is still in progress. It is followed. If it does not end, cancel it again. {0}',
            error.message,
          )
        : l10n.t(
            'The response to the cancellation was lost, so it is unknown whether the job was canceled. It is followed, and nothing is sent again. {0}',
            error.message,
          ),
      facts,
    );
  }

  #label(provider: string): string {
    return this.#deps.gateway.provider(provider)?.label || provider;
  }
}

const removed = () => new VideoJobsError('notFound', l10n.t('The job is not in the list. Import it by its ID.'));

/** @throws VideoJobsError `rejected` for a job that the provider has not confirmed */
function requiredId({ id, status }: JobRecord): string {
  if (id !== undefined) return id;
  throw new VideoJobsError(
    'rejected',
    status === 'submitting'
      ? l10n.t('The job is being sent. Wait for the response, then cancel it.')
      : l10n.t('It is unknown whether this job was created. Resolve that first, then cancel it.'),
  );
}
