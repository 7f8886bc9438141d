import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import type { InlineClip, RemoteJob } from '../../api/types';
import { asVideoJobsError, longestWait } from '../gateway';
import { merge } from '../intake/merge';
import type { Tracker } from '../intake/tracker';
import type { JobRecord } from '../job';
import type { Claim } from '../ledger/claims';
import type { Ledger } from '../ledger/ledger';
import type { JobStore } from '../ledger/store';
import { withoutUndefined } from '../objects';
import type { Logger } from '../ports';

export type Draft = Pick<
  JobRecord,
  | 'provider'
  | 'prompt'
  | 'model'
  | 'seconds'
  | 'size'
  | 'parent'
  | 'madeFrom'
  | 'request'
  | 'cost'
  | 'inputs'
  | 'idempotencyKey'
  | 'spec'
  | 'by'
>;

/** Persisted intent of a request that is about to be sent. */
export interface Intent {
  key: string;
  claim: Claim | undefined;
  /** Record as persisted before sending. */
  sent: JobRecord;
  /** Previous state of the record if the request is sent again. */
  before: JobRecord | undefined;
}

interface IntentsDeps {
  store: JobStore;
  tracker: Tracker;
  log: Logger;
  clips: {
    /** Writes a clip that came with its job to the disk. Never throws. */
    save(job: JobRecord, clip: InlineClip): Promise<void>;
    /** Returns the id of a job whose clip was saved before the job was recorded. */
    savedId(key: string): string | undefined;
  };
  /** Hides known keys in a parsed value. */
  hideKeys?(value: unknown): unknown;
}

const claimName = (key: string) => `submit:${key}`;
/** Interval of retries after a failed write, in ms. */
const writeRetryInterval = 5_000;

/** Failures that are temporary, or caused by the network, the key or the account rather than by the request. */
const kindsToSendAgain: readonly string[] = ['network', 'timeout', 'rateLimited', 'auth', 'payment'];

/** Returns true if the user may send a failed request again as it is: nothing was created, and the request was not at fault. */
export const maySendAgain = ({ kind, mayHaveHappened }: VideoJobsError): boolean =>
  !mayHaveHappened && kindsToSendAgain.includes(kind);

/** Journal of paid requests: the intent before, the answer after, and recovery from crashes and full disks. */
export class Intents {
  /** Keys of requests in flight in this window. */
  readonly #inFlight = new Set<string>();
  /** Writers of answers that could not be saved, by key. */
  readonly #unsaved = new Map<string, () => unknown>();

  #recheck: NodeJS.Timeout | undefined;
  #disposed = false;

  readonly #deps: IntentsDeps;

  constructor(deps: IntentsDeps) {
    this.#deps = deps;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#recheck);
  }

  /**
   * Persists the intent durably before it returns.
   * @param again record of a request that is sent again; refused if it has changed
   * @param admit called in the same transaction; throws if the request may not be sent, and returns its number among those of its spec
   * @throws VideoJobsError `rejected`, `disk`
   */
  begin(
    draft: Draft,
    origin: string,
    again: Pick<JobRecord, 'key' | 'status'> | undefined,
    admit: (ledger: Ledger) => number | undefined,
  ): Intent {
    const { store } = this.#deps;
    const key = again?.key ?? randomUUID();
    const now = Date.now();
    const kept = this.#withoutKeys(draft);
    // Claimed before the record is written, so that no other window takes it for an abandoned one.
    const claim = store.claims.take(claimName(key));
    this.#inFlight.add(key);
    try {
      const written = store.write(
        (ledger) => {
          const before = ledger.get(key);
          if (again && (before?.status !== again.status || before.id !== undefined)) throw alreadySettled();
          const take = admit(ledger);
          const sent: JobRecord = {
            ...(before ?? { key, ...withoutUndefined({ ...kept, take }), media: [], mine: true }),
            status: 'submitting',
            cost: draft.cost,
            idempotencyKey: draft.idempotencyKey,
            error: undefined,
            sendable: undefined,
            completedAt: undefined,
            createdAt: now,
            watching: true,
            origin,
            updatedAt: now,
          };
          ledger.put(sent);
          return { before, sent };
        },
        { durable: true, paid: true },
      );
      return { key, claim, ...written };
    } catch (error) {
      this.#inFlight.delete(key);
      claim?.release();
      throw error;
    }
  }

  /** Returns the draft to be stored: a key in its extra fields is sent, but never kept. */
  #withoutKeys(draft: Draft): Draft {
    const extra = draft.request?.extra;
    const hidden = extra && (this.#deps.hideKeys?.(extra) as typeof extra | undefined);
    return hidden === undefined || hidden === extra
      ? draft
      : { ...draft, request: { ...draft.request!, extra: hidden } };
  }

  /** Releases the claim after the outcome is written. */
  release({ key, claim }: Intent): void {
    this.#inFlight.delete(key);
    claim?.release();
  }

  /**
   * Persists the answer, a clip in it first. If that fails, the error shows the paid job's id to the user.
   * @throws VideoJobsError `disk`, or `badResponse` if the id belongs to another job that was created here
   */
  async succeeded({ key, sent }: Intent, origin: string, remote: RemoteJob): Promise<JobRecord> {
    const { tracker, store, clips } = this.#deps;
    const { id, inlineClip } = remote;
    if (inlineClip && !store.find({ provider: sent.provider, id })?.mine) {
      await clips.save(merge(sent, remote, Date.now()), inlineClip);
    }
    const recorded = this.#orLater(key, remote, () => tracker.recordCreated(sent, remote, origin));
    if (!recorded.isDuplicate) return recorded.job;
    throw new VideoJobsError(
      'badResponse',
      l10n.t(
        'The server answered with the ID {0}, which belongs to another job in the list. It may have created a second job. Compare the two at the provider. If the other one is older, remove it from the list, then enter this ID here.',
        remote.id,
      ),
      { code: 'duplicate_id', mayHaveHappened: true, requestId: remote.requestId },
    );
  }

  /** Runs a write, and again later if it fails. @throws VideoJobsError `disk` */
  #orLater<T>(key: string, remote: RemoteJob, write: () => T): T {
    try {
      return write();
    } catch (error) {
      this.#unsaved.set(key, write);
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

  failed({ before, sent }: Intent, error: VideoJobsError): void {
    const { code, message, requestId, mayHaveHappened, kind, retryAfterMs } = error;
    const wasUncertain = before?.status === 'uncertain';
    // An earlier try may have created the job, however this one went.
    const uncertain = mayHaveHappened || wasUncertain;
    const now = Date.now();
    const from =
      kind === 'rateLimited' && retryAfterMs !== undefined ? now + Math.min(retryAfterMs, longestWait) : undefined;
    const outcome: Partial<JobRecord> = {
      status: uncertain ? 'uncertain' : 'failed',
      watching: false,
      completedAt: uncertain ? undefined : now,
      error: withoutUndefined({ code, message, requestId }),
      sendable: !uncertain && maySendAgain(error) ? withoutUndefined({ from }) : undefined,
    };
    // A request that created nothing costs nothing.
    if (!uncertain) outcome.cost = undefined;
    if (wasUncertain && !mayHaveHappened) {
      outcome.createdAt = before.createdAt;
      outcome.origin = before.origin;
    }
    try {
      this.#deps.tracker.recordUnanswered(sent, outcome, error.response);
    } catch (error) {
      // The record stays `submitting`, and becomes `uncertain` at the next start.
      this.#deps.log.error('What became of a request could not be written down', error);
    }
  }

  /**
   * Retries answers that could not be saved, and marks records that a closed window left behind as `uncertain`. Schedules
   * itself again while another window may still be sending, or the disk refuses writes.
   */
  recover(): void {
    clearTimeout(this.#recheck);
    const next = this.#recoverNow();
    if (next === undefined || this.#disposed) return;
    // Another window is still sending, or crashed a moment ago: its claim expires then.
    this.#recheck = setTimeout(() => this.recover(), Math.max(0, next - Date.now()) + 100);
  }

  /** Returns the time of the next check (ms since the epoch), or undefined if nothing is left to do. */
  #recoverNow(): number | undefined {
    try {
      this.#saveUnsaved();
      return this.#markAbandoned();
    } catch (error) {
      this.#deps.log.warn('What became of requests could not be written down', error);
      return Date.now() + writeRetryInterval;
    }
  }

  #saveUnsaved(): void {
    for (const [key, save] of this.#unsaved) {
      save();
      this.#unsaved.delete(key);
    }
  }

  /** Records a job of a closed window whose clip is on the disk already. */
  #recoverSaved(key: string): boolean {
    const { store, clips, tracker } = this.#deps;
    const id = clips.savedId(key);
    const sent = store.find({ key });
    if (id === undefined || sent?.status !== 'submitting') return false;
    tracker.recordCreated(sent, { id, status: 'completed', raw: null }, sent.origin);
    return true;
  }

  #markAbandoned(): number | undefined {
    let next: number | undefined;
    for (const { key } of this.#deps.store.due.filter((job) => job.status === 'submitting')) {
      if (this.#inFlight.has(key)) continue;
      const until = this.#deps.store.claims.takenUntil(claimName(key));
      if (until !== undefined) {
        next = Math.min(next ?? Infinity, until);
        continue;
      }
      if (this.#recoverSaved(key)) continue;
      this.#deps.store.update(key, (job) =>
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
    return next;
  }
}

export const alreadySettled = () =>
  new VideoJobsError('rejected', l10n.t('This job has changed in the meantime. Check the list again.'));
