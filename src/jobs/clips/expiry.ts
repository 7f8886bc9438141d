import type { JobRecord } from '../job';
import type { Disposable, Logger } from '../ports';
import type { JobStore } from '../ledger/store';

/** A clip that is to be deleted sooner than this is told of. ms. */
const warnBefore = 60 * 60_000;
/** The longest time a timer can be set for. ms. */
const longestTimer = 2 ** 31 - 1;

export const hasClip = ({ media }: Pick<JobRecord, 'media'>): boolean =>
  media.some(({ variant }) => variant === 'video');

/**
 * When it is time to say that a clip expires: an hour before, or at half of its life where that is shorter. Only by what
 * the provider says of this very job; what is usual elsewhere would be a guess, and a server at home keeps all for good.
 */
function warnAt({ createdAt, completedAt = createdAt, expiresAt = NaN }: JobRecord): number {
  return expiresAt - Math.min(warnBefore, Math.max(0, expiresAt - completedAt) / 2);
}

/** Whether a finished clip is about to be lost: not on disk, and soon gone at the provider. */
export const isExpiring = (job: JobRecord, now: number): boolean =>
  job.status === 'completed' && !hasClip(job) && warnAt(job) <= now && now < (job.expiresAt ?? 0);

/** Whether there may still be something to say about its expiry. */
export const isExpiryDue = (job: JobRecord): boolean =>
  job.mine &&
  job.status === 'completed' &&
  job.id !== undefined &&
  job.expiresAt !== undefined &&
  job.expiry !== 'passed' &&
  job.cleared === undefined &&
  job.noClip === undefined &&
  !hasClip(job);

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
