import { VideoJobsError } from '../../api/errors';
import { isOfBudget, type Consent } from '../costs/budget';
import type { Gateway } from '../gateway';
import { alreadySettled } from './intents';
import type { JobRecord } from '../job';
import type { Disposable, Logger } from '../ports';
import type { JobStore } from '../ledger/store';
import { operationOf } from './submit';

export interface ScheduledSendsDeps {
  store: JobStore;
  gateway: Gateway;
  log: Logger;
  /** Sends it now. @throws VideoJobsError */
  send(key: string, consent?: Consent): Promise<JobRecord>;
}

/** Later than this after the agreed time (a machine that slept) nothing is sent: it is for the user to agree anew. ms. */
const patience = 5 * 60_000;

interface Agreement {
  at: number;
  consent?: Consent;
  timer: NodeJS.Timeout;
}

/**
 * Requests that a provider asked to send later, and whose user agreed to that: each is sent once, at that time, by the window
 * in which it was agreed. The word is given to this window and is not written down: after it is closed, it is asked for again.
 */
export class ScheduledSends {
  readonly #agreements = new Map<string, Agreement>();
  readonly #listener: Disposable;

  constructor(private readonly deps: ScheduledSendsDeps) {
    this.#listener = deps.store.onDidChange(({ changed, removed }) => {
      for (const key of removed) this.withdraw(key);
      // Sent from another window, or settled in another way.
      for (const job of changed) if (!job.sendable) this.withdraw(job.key);
    });
  }

  /** Gives when it is sent (ms since the epoch); nothing where there is no need to wait. @throws VideoJobsError `rejected` */
  agree(job: JobRecord, consent?: Consent): number | undefined {
    if (!job.sendable) throw alreadySettled();
    const at = this.#allowedFrom(job);
    if (at !== undefined) this.#set(job.key, at, consent);
    return at;
  }

  withdraw(key: string): void {
    const agreement = this.#agreements.get(key);
    if (!agreement) return;
    clearTimeout(agreement.timer);
    this.#agreements.delete(key);
    this.deps.store.setSendsAt(key, undefined);
  }

  dispose(): void {
    this.#listener.dispose();
    for (const { timer } of this.#agreements.values()) clearTimeout(timer);
    this.#agreements.clear();
  }

  #allowedFrom(job: JobRecord): number | undefined {
    return this.deps.gateway.notBefore(job.provider, operationOf(job));
  }

  #set(key: string, at: number, consent?: Consent): void {
    clearTimeout(this.#agreements.get(key)?.timer);
    const timer = setTimeout(() => void this.#due(key), Math.max(0, at - Date.now()));
    this.#agreements.set(key, { at, timer, consent });
    this.deps.store.setSendsAt(key, at);
  }

  async #due(key: string): Promise<void> {
    const { store, log, send } = this.deps;
    try {
      const { at, consent } = this.#agreements.get(key)!;
      const job = store.find({ key });
      const late = Date.now() - at > patience;
      // Another request was told to wait longer meanwhile, or the clock was set back: nothing was sent yet.
      const until = job?.sendable && this.#allowedFrom(job);
      if (until !== undefined && !late) return this.#set(key, until, consent);
      this.withdraw(key);
      if (late) log.info('A request was not sent: its time had passed while this computer slept');
      else if (job?.sendable) await send(key, consent);
    } catch (error) {
      this.withdraw(key);
      // The record says what became of it, also where it was not even tried.
      if (error instanceof VideoJobsError && isOfBudget(error)) {
        const { code, message } = error;
        this.deps.store.update(key, (job) => ({ ...job, error: { code, message } }));
      }
      const kind = error instanceof VideoJobsError ? error.kind : undefined;
      log.warn('A request could not be sent at the agreed time', kind ?? error);
    }
  }
}
