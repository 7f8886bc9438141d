import type { JobService } from '../../jobs/jobService';
import { isActive, type JobRecord } from '../../jobs/job';
import type { Disposable } from '../../jobs/ports';

/** What is written down of a job changes a moment before its end is told of. ms. */
const moment = 1000;

/** Jobs that were sent with one confirmation. */
export interface NotificationGroup {
  add(key: string): void;
  /** It came to nothing, and was told of. */
  drop(key: string): void;
  /** All are sent. */
  close(): void;
}

export interface GroupedNotificationsDeps {
  jobs: Pick<JobService, 'find' | 'onDidChange'>;
  /** Gets all jobs of a group when nothing more is to be waited for. */
  tell(jobs: readonly JobRecord[]): void;
}

/**
 * Keeps the ends of jobs that belong together for one message. Held in memory only: after a reload each is told of by itself,
 * as is one that ends in another window.
 */
export class GroupedNotifications implements Disposable {
  readonly #groups = new Set<{ keys: Set<string>; ended: Set<string>; open: boolean }>();
  readonly #subscription: Disposable;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly deps: GroupedNotificationsDeps) {
    this.#subscription = deps.jobs.onDidChange(() => this.#lookSoon());
  }

  begin(): NotificationGroup {
    const group = { keys: new Set<string>(), ended: new Set<string>(), open: true };
    this.#groups.add(group);
    return {
      add: (key) => void group.keys.add(key),
      drop: (key) => void group.keys.delete(key),
      close: () => {
        group.open = false;
        this.#lookSoon();
      },
    };
  }

  /** Whether the end of a job is told of with others. */
  take({ key }: JobRecord): boolean {
    const group = [...this.#groups].find(({ keys }) => keys.has(key));
    group?.ended.add(key);
    this.#lookSoon();
    return group !== undefined;
  }

  dispose(): void {
    this.#subscription.dispose();
    clearTimeout(this.#timer);
    this.#groups.clear();
  }

  #lookSoon(): void {
    if (this.#groups.size === 0) return;
    this.#timer ??= setTimeout(() => this.#look(), moment);
  }

  #look(): void {
    this.#timer = undefined;
    for (const group of this.#groups) {
      const { keys, ended, open } = group;
      if (open || ![...keys].every((key) => ended.has(key) || isOver(this.deps.jobs.find({ key })))) continue;
      this.#groups.delete(group);
      const jobs = [...keys].map((key) => this.deps.jobs.find({ key })).filter((job) => job !== undefined);
      if (ended.size > 0) this.deps.tell(jobs);
    }
  }
}

/** Whether nothing more will be told of it here: it ended elsewhere, is not followed, has no answer, or was removed. */
const isOver = (job: JobRecord | undefined): boolean =>
  !job || (isActive(job) ? !job.watching : job.status !== 'submitting' && !job.downloadDue);
