import type { JobRecord } from '../../jobs/job';
import type { JobService } from '../../jobs/jobService';
import type { Disposable } from '../../jobs/ports';

/** A status, and the time it was recorded, in ms since the epoch. */
export interface StatusChange {
  at: number;
  status: string;
  providerStatus?: string;
}

/** Maximum number of changes per job. */
const kept = 30;
const jobs = 200;

/** Status changes that this window has seen, in memory, for reports. */
export class StatusHistory implements Disposable {
  readonly #all = new Map<string, StatusChange[]>();
  readonly #subscription: Disposable;

  constructor(service: Pick<JobService, 'onDidChange'>) {
    this.#subscription = service.onDidChange(({ changed, removed }) => {
      for (const job of changed) this.#note(job);
      for (const key of removed) this.#all.delete(key);
    });
  }

  /** Oldest first. */
  of(key: string): readonly StatusChange[] {
    return this.#all.get(key) ?? [];
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #note({ key, status, providerStatus, updatedAt: at }: JobRecord): void {
    const list = this.#all.get(key) ?? [];
    const last = list.at(-1);
    if (last?.status === status && last.providerStatus === providerStatus) return;
    list.push({ at, status, providerStatus });
    if (list.length > kept) list.shift();
    this.#all.set(key, list);
    if (this.#all.size > jobs) this.#all.delete(this.#all.keys().next().value!);
  }
}
