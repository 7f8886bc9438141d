import { VideoJobsError } from '../../api/errors';
import { type Consent, isOfBudget } from '../costs/budget';
import type { Gateway } from '../gateway';
import type { JobRecord } from '../job';
import type { JobStore } from '../ledger/store';
import type { Disposable, Logger } from '../ports';
import { alreadySettled } from './intents';
import { operationOf } from './submit';

interface ScheduledSendsDeps {
  store: JobStore;
  gateway: Gateway;
  log: Logger;
  /** Sends it now. @throws VideoJobsError */
  send(key: string, consent?: Consent): Promise<JobRecord>;
}

/** Longest delay after the agreed time at which a request is still sent, in ms; after a longer one (sleep) the user must agree again. */
const maxLateness = 5 * 60_000;

interface ScheduledSend {
  /** Time in ms since the epoch. */
  at: number;
  consent?: Consent;
  timer: NodeJS.Timeout;
}

/**
 * Requests that a provider asked to send later, with the user's consent: each is sent once, at that time, by the window in
 * which the user agreed. The consent is not persisted: it ends with the window.
 */
export class ScheduledSends {
  readonly #scheduled = new Map<string, ScheduledSend>();
  readonly #listener: Disposable;

  readonly #deps: ScheduledSendsDeps;

  constructor(deps: ScheduledSendsDeps) {
    this.#deps = deps;
    this.#listener = deps.store.onDidChange(({ changed, removed }) => {
      for (const key of removed) this.cancel(key);
      // Sent from another window, or resolved otherwise.
      for (const job of changed) if (!job.sendable) this.cancel(job.key);
    });
  }

  /** Returns the scheduled time (ms since the epoch), or undefined if it can be sent now. @throws VideoJobsError `rejected` */
  schedule(job: JobRecord, consent?: Consent): number | undefined {
    if (!job.sendable) throw alreadySettled();
    const at = this.#allowedFrom(job);
    if (at !== undefined) this.#set(job.key, at, consent);
    return at;
  }

  cancel(key: string): void {
    const scheduled = this.#scheduled.get(key);
    if (!scheduled) return;
    clearTimeout(scheduled.timer);
    this.#scheduled.delete(key);
    this.#deps.store.setSendsAt(key, undefined);
  }

  dispose(): void {
    this.#listener.dispose();
    for (const { timer } of this.#scheduled.values()) clearTimeout(timer);
    this.#scheduled.clear();
  }

  #allowedFrom(job: JobRecord): number | undefined {
    return this.#deps.gateway.notBefore(job.provider, operationOf(job));
  }

  #set(key: string, at: number, consent?: Consent): void {
    clearTimeout(this.#scheduled.get(key)?.timer);
    const timer = setTimeout(() => void this.#due(key), Math.max(0, at - Date.now()));
    this.#scheduled.set(key, { at, timer, consent });
    this.#deps.store.setSendsAt(key, at);
  }

  async #due(key: string): Promise<void> {
    const { store, log, send } = this.#deps;
    try {
      const { at, consent } = this.#scheduled.get(key)!;
      const job = store.find({ key });
      const isLate = Date.now() - at > maxLateness;
      // The provider named a longer wait meanwhile, or the clock was set back.
      const until = job?.sendable && this.#allowedFrom(job);
      if (until !== undefined && !isLate) return this.#set(key, until, consent);
      this.cancel(key);
      if (isLate) log.info('A request was not sent: its time had passed while this computer slept');
      else if (job?.sendable) await send(key, consent);
    } catch (error) {
      this.cancel(key);
      // A refusal by the budget sends nothing, so the record is updated here.
      if (error instanceof VideoJobsError && isOfBudget(error)) {
        const { code, message } = error;
        this.#deps.store.update(key, (job) => ({ ...job, error: { code, message } }));
      }
      const kind = error instanceof VideoJobsError ? error.kind : undefined;
      log.warn('A request could not be sent at the agreed time', kind ?? error);
    }
  }
}
