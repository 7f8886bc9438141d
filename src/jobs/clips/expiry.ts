import { isExpiryDue, warnAt } from '../due';
import type { JobRecord } from '../job';
import type { JobsChange, JobStore } from '../ledger/store';
import type { Disposable, Logger } from '../ports';

/** Longest delay of a timer, in ms. */
const maxDelay = 2 ** 31 - 1;

interface ExpiryDeps {
  store: JobStore;
  log: Logger;
  /** Called once per job, in one window. */
  warn(job: JobRecord): void;
}

/** Warns of clips that are about to expire and not on disk. One timer, or none if nothing expires. */
export class ExpiryWatch {
  #timer: NodeJS.Timeout | undefined;
  /** Jobs whose expiry may still need a warning, by key; undefined before the first check. */
  #expiring: Map<string, JobRecord> | undefined;
  readonly #subscription: Disposable;

  readonly #deps: ExpiryDeps;

  constructor(deps: ExpiryDeps) {
    this.#deps = deps;
    this.#subscription = deps.store.onDidChange((change) => this.#onChange(change));
  }

  /** Checks all jobs. */
  look(): void {
    this.#expiring = new Map(this.#deps.store.due.filter(isExpiryDue).map((job) => [job.key, job]));
    this.#check();
  }

  #onChange({ changed, removed }: JobsChange): void {
    if (!this.#expiring) return;
    let isSame = true;
    for (const key of removed) if (this.#expiring.delete(key)) isSame = false;
    for (const job of changed) {
      if (isExpiryDue(job)) this.#expiring.set(job.key, job);
      else if (!this.#expiring.delete(job.key)) continue;
      isSame = false;
    }
    if (!isSame) this.#check();
  }

  #check(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = Date.now();
    let next = Infinity;
    for (const job of this.#expiring?.values() ?? []) {
      const dueAt = job.expiry === undefined ? warnAt(job) : job.expiresAt!;
      // Don't warn while a download is running; its end fires a change.
      if (dueAt <= now && (job.transfer?.state !== 'running' || job.expiresAt! <= now)) {
        queueMicrotask(() => this.#warn(job.key));
      } else {
        next = Math.min(next, dueAt > now ? dueAt : job.expiresAt!);
      }
    }
    if (next < Infinity) this.#timer = setTimeout(() => this.#check(), Math.min(maxDelay, next - now));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
  }

  /** Records the warning in the ledger, so that one window shows it. */
  #warn(key: string): void {
    let isNew = false;
    try {
      const after = this.#deps.store.update(key, (job) => {
        if (!isExpiryDue(job)) return job;
        if (job.expiresAt! <= Date.now()) return { ...job, expiry: 'passed' };
        isNew = job.expiry === undefined;
        return { ...job, expiry: 'told' };
      });
      if (isNew && after) this.#deps.warn(after);
    } catch (error) {
      this.#deps.log.warn('A clip about to expire could not be announced', error);
    }
  }
}
