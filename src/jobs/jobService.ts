import type { Search } from './sending/uncertainJobs';
import type { Estimate } from './polling/forecast';
import type { Rebuilt } from './clips/rebuild';
import type { Disposable } from './ports';
import type { Costs } from './costs/costs';
import type { Consent } from './costs/budget';
import type { JobQueries } from './ledger/jobList';
import type { FamilyQueries } from './ledger/families';
import type { DiskUsage } from './clips/diskUsage';
import type { VideoJobsError } from '../api/errors';
import type { JobsChange } from './ledger/store';
import type { CreateOptions, DeriveRequest, DownloadRequest, FamilyRequest } from './requests';
import type { JobRecord, JobRef, Media } from './job';
import type { Capabilities } from '../api/types';

/** The life of all jobs, as commands, tree, status bar and panel use it. Nothing in `src/ui` talks to the network in another way. */
export interface JobService extends Disposable {
  /** All of them, newest first, read anew at each use: for other extensions. What shows jobs asks `list` for a page. */
  readonly jobs: readonly JobRecord[];
  readonly list: JobQueries & FamilyQueries;
  /** What is left to be done for, newest first: sent, followed, or to have its clips fetched. */
  readonly due: readonly JobRecord[];
  /** Why there is no list, where it cannot be opened. Tried again at each write, refresh and return to the window. */
  readonly failure: VideoJobsError | undefined;
  find(ref: JobRef): JobRecord | undefined;
  onDidChange(listener: (change: JobsChange) => void): Disposable;
  /** Fires once in the window that saw a job of the user's own end (its clip on disk, where that is automatic). */
  onDidEnd(listener: (job: JobRecord) => void): Disposable;
  /** Fires once for a job of the user's own, in one window, while there is time: its clip is not on disk and soon gone at the provider. */
  onExpiring(listener: (job: JobRecord) => void): Disposable;
  /** The last background failure by provider id (a refused key, no network), gone with the next success. Changes fire `onDidChange`. */
  readonly problems: ReadonlyMap<string, VideoJobsError>;

  /** When a job in progress may end, where enough is known to say so. Never a promise. */
  estimate(ref: JobRef): Estimate | undefined;
  /** Until when the provider asked not to be polled (ms since the epoch), where it did. */
  pausedUntil(provider: string): number | undefined;

  /** What the type of server can do, less what this server turned out not to have. */
  capabilities(provider: string): Capabilities;

  /** What requests cost, and today's budget. */
  readonly costs: Pick<Costs, 'estimate' | 'estimateWith' | 'concerns' | 'checkBudget' | 'budgets' | 'byDay'>;

  /**
   * Sends a request that costs money; so do the next three.
   * @throws VideoJobsError, among them `payment` with the code `BUDGET_ASKS` without `consent`, or `BUDGET_REFUSES`: nothing was sent
   */
  create(request: FamilyRequest, options?: CreateOptions): Promise<JobRecord>;
  remix(request: DeriveRequest, consent?: Consent): Promise<JobRecord>;
  edit(request: DeriveRequest, consent?: Consent): Promise<JobRecord>;
  extend(request: DeriveRequest, consent?: Consent): Promise<JobRecord>;
  import(request: { provider: string; id: string }): Promise<JobRecord>;

  /** One pass now: active jobs asked for, the first page listed where the provider lists. */
  refresh(provider?: string): Promise<void>;
  /** The next older page; false when there was none. */
  loadMore(provider: string): Promise<boolean>;
  hasMore(provider: string): boolean;

  stopWatching(ref: JobRef): void;
  /** @throws VideoJobsError `notFound` where its provider is gone: nothing would be polled */
  resumeWatching(ref: JobRef): void;
  remove(ref: JobRef, where: 'provider' | 'here' | 'both'): Promise<void>;

  /** A clip already on disk is answered without a request; two at once share one transfer. */
  download(request: DownloadRequest, signal?: AbortSignal): Promise<Media>;
  cancelDownload(ref: JobRef): void;

  /**
   * Brings back the jobs whose clips lie in the library, from the files beside them. What the list has stays as it is.
   * @param said gets the number of files read so far
   */
  rebuild(signal: AbortSignal, said?: (read: number) => void): Promise<Rebuilt>;
  /** Puts a list that only a newer release can read aside, and begins another. Gives where it is now. */
  startNewList(): string;
  /** What is on disk, and what could be cleared. */
  readonly diskUsage: Pick<DiskUsage, 'look' | 'unfinished' | 'clearUnfinished' | 'forget' | 'isOver' | 'bytes'>;

  /** The provider's last answer for the job, as it came. */
  raw(ref: JobRef): unknown;

  /** Looks for a job whose create got no answer, where the provider lists. */
  lookForUncertain(key: string): Promise<Search>;
  /** A job whose create got no answer: name the job it became, send it again (may be charged twice), or drop the record. */
  resolveUncertain(
    key: string,
    how: { id: string } | 'sendAgain' | 'forget',
    consent?: Consent,
  ): Promise<JobRecord | undefined>;

  /**
   * Sends a request that came to nothing (`sendable`) once more, in its record.
   * @throws VideoJobsError, `rateLimited` where the provider's own time has not passed yet: nothing is sent then
   */
  sendAgain(key: string, consent?: Consent): Promise<JobRecord>;
  /**
   * Agrees that this window sends such a request once, by itself, as soon as the provider allows it. Gives when (ms since the
   * epoch); nothing where it may be sent now. @throws VideoJobsError `rejected`
   */
  sendLater(key: string, consent?: Consent): number | undefined;
  /** Takes that back. */
  dontSend(key: string): void;
}
