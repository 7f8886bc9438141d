import { isActive, type JobRecord } from '../../jobs/job';
import type { JobService } from '../../jobs/jobService';
import type { Disposable } from '../../jobs/ports';

/** Delay in ms: the record of a job changes shortly before `onDidEnd` fires. */
const moment = 1000;

/** Jobs that were sent with one confirmation. */
interface NotificationGroup {
  add(key: string): void;
  /** Removes a job whose request failed, which has been reported already. */
  drop(key: string): void;
  /** Called when all jobs are sent. */
  close(): void;
}

interface GroupedNotificationsDeps {
  jobs: Pick<JobService, 'find' | 'onDidChange'>;
  /** Called with all jobs of a group when the last one has ended. */
  tell(jobs: readonly JobRecord[]): void;
}

/**
 * Collects the ends of jobs of a batch for one notification. In memory only: after a reload, and in another window, each
 * job is announced individually.
 */
export class GroupedNotifications implements Disposable {
  readonly #groups = new Set<{ keys: Set<string>; ended: Set<string>; open: boolean }>();
  readonly #subscription: Disposable;
  #timer: NodeJS.Timeout | undefined;

  readonly #deps: GroupedNotificationsDeps;

  constructor(deps: GroupedNotificationsDeps) {
    this.#deps = deps;
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

  /** Records the end of a job; returns false if it belongs to no group. */
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
      if (open || ![...keys].every((key) => ended.has(key) || isOver(this.#deps.jobs.find({ key })))) continue;
      this.#groups.delete(group);
      const jobs = [...keys].map((key) => this.#deps.jobs.find({ key })).filter((job) => job !== undefined);
      if (ended.size > 0) this.#deps.tell(jobs);
    }
  }
}

/** Returns true if no end will be reported here: it ended elsewhere, is not followed, has no response, or was removed. */
const isOver = (job: JobRecord | undefined): boolean =>
  !job || (isActive(job) ? !job.watching : job.status !== 'submitting' && !job.downloadDue);
