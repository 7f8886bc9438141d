import { warnAt, isExpiryDue } from '../due';
import type { JobRecord } from '../job';
import type { Disposable, Logger } from '../ports';
import type { JobStore } from '../ledger/store';

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
  readonly #subscription: Disposable;

  readonly #deps: ExpiryDeps;

  constructor(deps: ExpiryDeps) {
    this.#deps = deps;
    this.#subscription = deps.store.onDidChange(() => this.look());
  }

  look(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = Date.now();
    let next = Infinity;
    for (const job of this.#deps.store.due.filter(isExpiryDue)) {
      const dueAt = job.expiry === undefined ? warnAt(job) : job.expiresAt!;
      // Don't warn while a download is running; its end fires a change.
      if (dueAt <= now && (job.transfer?.state !== 'running' || job.expiresAt! <= now)) {
        queueMicrotask(() => this.#warn(job.key));
      } else {
        next = Math.min(next, dueAt > now ? dueAt : job.expiresAt!);
      }
    }
    if (next < Infinity) this.#timer = setTimeout(() => this.look(), Math.min(maxDelay, next - now));
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
