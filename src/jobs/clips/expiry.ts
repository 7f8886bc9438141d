import { warnAt, isExpiryDue } from '../due';
import type { JobRecord } from '../job';
import type { Disposable, Logger } from '../ports';
import type { JobStore } from '../ledger/store';

/** The longest time a timer can be set for. ms. */
const longestTimer = 2 ** 31 - 1;

export interface ExpiryDeps {
  store: JobStore;
  log: Logger;
  /** Once for each job, in one window. */
  warn(job: JobRecord): void;
}

/** Looks after clips that are not on disk while their time runs out. One timer, and none where nothing expires. */
export class ExpiryWatch {
  #timer: NodeJS.Timeout | undefined;
  readonly #subscription: Disposable;

  constructor(private readonly deps: ExpiryDeps) {
    this.#subscription = deps.store.onDidChange(() => this.look());
  }

  look(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = Date.now();
    let next = Infinity;
    for (const job of this.deps.store.due.filter(isExpiryDue)) {
      const at = job.expiry === undefined ? warnAt(job) : job.expiresAt!;
      // One on its way is told of only if it does not arrive; that is a change, and looked at then.
      if (at <= now && (job.transfer?.state !== 'running' || job.expiresAt! <= now))
        queueMicrotask(() => this.#tell(job.key));
      else next = Math.min(next, at > now ? at : job.expiresAt!);
    }
    if (next < Infinity) this.#timer = setTimeout(() => this.look(), Math.min(longestTimer, next - now));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
  }

  /** By the ledger, so that one window says it. */
  #tell(key: string): void {
    let told = false;
    try {
      const after = this.deps.store.update(key, (job) => {
        if (!isExpiryDue(job)) return job;
        if (job.expiresAt! <= Date.now()) return { ...job, expiry: 'passed' };
        told = job.expiry === undefined;
        return { ...job, expiry: 'told' };
      });
      if (told && after) this.deps.warn(after);
    } catch (error) {
      this.deps.log.warn('A clip that expires could not be told of', error);
    }
  }
}
