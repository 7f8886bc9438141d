import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import type { RemoteJob } from '../../api/types';
import type { Claim } from '../ledger/claims';
import type { Ledger } from '../ledger/ledger';
import { asVideoJobsError, longestWait } from '../gateway';
import type { JobRecord } from '../job';
import { withoutUndefined } from '../objects';
import type { Logger } from '../ports';
import type { JobStore } from '../ledger/store';
import type { Tracker } from '../intake/tracker';

export type Draft = Pick<
  JobRecord,
  'provider' | 'prompt' | 'model' | 'seconds' | 'size' | 'parent' | 'madeFrom' | 'request' | 'cost'
>;

/** A request that is about to be sent, as it is on the disk. */
export interface Intent {
  key: string;
  claim: Claim | undefined;
  /** The record before it was sent again. */
  before: JobRecord | undefined;
}

export interface IntentsDeps {
  store: JobStore;
  tracker: Tracker;
  log: Logger;
}

const claimName = (key: string) => `submit:${key}`;
/** What the disk refused is written down as soon as it lets us; it is tried this often. ms. */
const restBetweenTries = 5_000;

/** Failures of the moment, the network, the key or the account. The request itself is not at fault. */
const kindsToSendAgain: readonly string[] = ['network', 'timeout', 'rateLimited', 'auth', 'payment'];

/** Whether a request that failed may be sent again as it is, by hand: nothing was made, and it was not at fault itself. */
export const maySendAgain = ({ kind, mayHaveHappened }: VideoJobsError): boolean =>
  !mayHaveHappened && kindsToSendAgain.includes(kind);

/** What is written down of paid requests: the intent before, the answer after, and what a crash or a full disk left open. */
export class Intents {
  /** Keys of what this window is sending. */
  readonly #own = new Set<string>();
  /** How to write down the answers that the disk refused, by key. */
  readonly #unsaved = new Map<string, () => void>();

  #recheck: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(private readonly deps: IntentsDeps) {}

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#recheck);
  }

  /**
   * On the disk itself when this returns.
   * @param again the record of a request that is sent again, if it still is as it was
   * @param assertAllowed throws where it may not be sent, having looked at what others have written
   * @throws VideoJobsError `rejected`, `disk`
   */
  take(
    draft: Draft,
    origin: string,
    again: Pick<JobRecord, 'key' | 'status'> | undefined,
    assertAllowed: (ledger: Ledger) => void,
  ): Intent {
    const { store } = this.deps;
    const key = again?.key ?? randomUUID();
    const now = Date.now();
    // Before the record, so that no other window takes it for one left behind.
    const claim = store.claims.take(claimName(key));
    this.#own.add(key);
    try {
      const before = store.write(
        (ledger) => {
          const before = ledger.get(key);
          if (again && (before?.status !== again.status || before.id !== undefined)) throw alreadySettled();
          assertAllowed(ledger);
          ledger.put({
            ...(before ?? { key, ...withoutUndefined(draft), media: [], mine: true }),
            status: 'submitting',
            cost: draft.cost,
            error: undefined,
            sendable: undefined,
            completedAt: undefined,
            createdAt: now,
            watching: true,
            origin,
            updatedAt: now,
          });
          return before;
        },
        { durable: true },
      );
      return { key, claim, before };
    } catch (error) {
      this.#own.delete(key);
      claim?.release();
      throw error;
    }
  }

  /** The request is over, and what became of it written down. */
  release({ key, claim }: Intent): void {
    this.#own.delete(key);
    claim?.release();
  }

  /** The id that was paid for. Should the disk refuse it, the user is told it. @throws VideoJobsError `disk` */
  answered(key: string, provider: string, origin: string, remote: RemoteJob): JobRecord {
    const { store, tracker } = this.deps;
    try {
      return tracker.recordCreated(key, remote, origin) ?? tracker.recordImported(provider, origin, remote);
    } catch (error) {
      this.#unsaved.set(key, () => {
        // Unless the user settled it meanwhile.
        if (store.find({ key })?.id === undefined) tracker.recordCreated(key, remote, origin);
      });
      this.recover();
      throw new VideoJobsError(
        'disk',
        l10n.t(
          'The provider created the job {0}, but it could not be saved in the list: {1} Do not create it again. Saving will be retried while this window is open. If the job does not appear, import it by its ID.',
          remote.id,
          asVideoJobsError(error).message,
        ),
        { mayHaveHappened: true, requestId: remote.requestId, cause: error },
      );
    }
  }

  failed({ key, before }: Intent, error: VideoJobsError): void {
    const { code, message, requestId, mayHaveHappened, kind, retryAfterMs } = error;
    const doubtful = before?.status === 'uncertain';
    // What was sent before may have been made all the same, however this try went.
    const uncertain = mayHaveHappened || doubtful;
    const now = Date.now();
    const from =
      kind === 'rateLimited' && retryAfterMs !== undefined ? now + Math.min(retryAfterMs, longestWait) : undefined;
    const outcome: Partial<JobRecord> = {
      status: uncertain ? 'uncertain' : 'failed',
      watching: false,
      completedAt: uncertain ? undefined : now,
      // What came to nothing costs nothing.
      ...(!uncertain && { cost: undefined }),
      error: withoutUndefined({ code, message, requestId }),
      sendable: !uncertain && maySendAgain(error) ? withoutUndefined({ from }) : undefined,
      ...(doubtful && !mayHaveHappened && { createdAt: before.createdAt, origin: before.origin }),
    };
    try {
      const { store } = this.deps;
      store.update(key, (job) => (job.status === 'submitting' ? { ...job, ...outcome } : job), { durable: true });
    } catch (error) {
      // It stays `submitting`, and becomes `uncertain` at the next start.
      this.deps.log.error('What became of a request could not be written down', error);
    }
  }

  /**
   * Writes down the answers that could not be before. Records that another process left behind on its way out are `uncertain`
   * from now on. Looks again later where one may still be at it, or the disk has no room yet.
   */
  recover(): void {
    clearTimeout(this.#recheck);
    const again = this.#recoverNow();
    if (again === undefined || this.#disposed) return;
    // Another window is still at it, or died a moment ago: its claim will tell.
    this.#recheck = setTimeout(() => this.recover(), Math.max(0, again - Date.now()) + 100);
  }

  /** When to look again, ms since the epoch; nothing where nothing is left to do. */
  #recoverNow(): number | undefined {
    try {
      this.#saveLate();
      return this.#inherit();
    } catch (error) {
      this.deps.log.warn('What became of requests could not be written down', error);
      return Date.now() + restBetweenTries;
    }
  }

  #saveLate(): void {
    for (const [key, save] of this.#unsaved) {
      save();
      this.#unsaved.delete(key);
    }
  }

  #inherit(): number | undefined {
    let again: number | undefined;
    for (const { key } of this.deps.store.due.filter((job) => job.status === 'submitting')) {
      if (this.#own.has(key)) continue;
      const until = this.deps.store.claims.takenUntil(claimName(key));
      if (until !== undefined) {
        again = Math.min(again ?? Infinity, until);
        continue;
      }
      this.deps.store.update(key, (job) =>
        job.status === 'submitting'
          ? {
              ...job,
              status: 'uncertain',
              watching: false,
              error: { message: l10n.t('The window was closed before the provider responded.') },
            }
          : job,
      );
    }
    return again;
  }
}

export const alreadySettled = () =>
  new VideoJobsError('rejected', l10n.t('This job has changed in the meantime. Check the list again.'));
