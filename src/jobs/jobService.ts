import type { VideoJobsError } from '../api/errors';
import type { Capabilities } from '../api/types';
import type { CancelOptions } from './cancellation';
import type { DiskUsage } from './clips/diskUsage';
import type { Rebuilt } from './clips/rebuild';
import type { Consent } from './costs/budget';
import type { Costs } from './costs/costs';
import type { JobRecord, JobRef, Media } from './job';
import type { FamilyQueries } from './ledger/families';
import type { JobQueries } from './ledger/jobList';
import type { JobsChange } from './ledger/store';
import type { Estimate } from './polling/forecast';
import type { Disposable } from './ports';
import type {
  CreateOptions,
  CreateRequest,
  DeriveRequest,
  DownloadRequest,
  FamilyRequest,
  Once,
  OnceOptions,
} from './requests';
import type { Search } from './sending/uncertainJobs';

/** Everything that commands, tree, status bar and panel do with jobs. `src/ui` reaches the network through this interface only. */
export interface JobService extends Disposable {
  /** All jobs, newest first, read from the ledger at each use; for other extensions. Views page through `list`. */
  readonly jobs: readonly JobRecord[];
  readonly list: JobQueries & FamilyQueries;
  /** Jobs with background work left, newest first: being sent, followed, or with clips to download. */
  readonly due: readonly JobRecord[];
  /** Reason why the ledger cannot be opened. Opening is retried at each write, refresh and window focus. */
  readonly failure: VideoJobsError | undefined;
  find(ref: JobRef): JobRecord | undefined;
  onDidChange(listener: (change: JobsChange) => void): Disposable;
  /** Fires once, in the window that saw one of the user's own jobs end (after its clip is on disk, if downloads are automatic). */
  onDidEnd(listener: (job: JobRecord) => void): Disposable;
  /** Fires when a clip is on disk, in the window that downloaded it, automatically or on request. */
  onDidSave(listener: (clip: Media) => void): Disposable;
  /** Fires once, in one window, while there is time: a clip of one of the user's own jobs is not on disk and will soon be deleted by the provider. */
  onExpiring(listener: (job: JobRecord) => void): Disposable;
  /** Last background failure by provider id (a refused key, no network), cleared by the next success. Changes fire `onDidChange`. */
  readonly problems: ReadonlyMap<string, VideoJobsError>;

  /** Returns the estimated end of a job in progress, or undefined if too little is known. */
  estimate(ref: JobRef): Estimate | undefined;
  /** Returns the end of the provider's own wait for polls (ms since the epoch), if one is running. */
  pausedUntil(provider: string): number | undefined;

  /** Returns the capabilities of the provider's type, less those this server turned out not to support. */
  capabilities(provider: string): Capabilities;

  /** Cost estimates and budgets. */
  readonly costs: Pick<Costs, 'estimate' | 'estimateWith' | 'concerns' | 'checkBudget' | 'budgets' | 'byDay'>;

  /**
   * Sends a request that costs money; so do the next four.
   * @throws VideoJobsError, among them `payment` with the code `BUDGET_ASKS` without `consent`, or `BUDGET_REFUSES`: nothing was sent
   */
  create(request: FamilyRequest, options?: CreateOptions): Promise<JobRecord>;
  /** Sends a request for which no job is there yet (its spec and take), and returns the job either way. */
  createOnce(request: CreateRequest, options?: OnceOptions): Promise<Once>;
  remix(request: DeriveRequest, consent?: Consent): Promise<JobRecord>;
  edit(request: DeriveRequest, consent?: Consent): Promise<JobRecord>;
  extend(request: DeriveRequest, consent?: Consent): Promise<JobRecord>;
  import(request: { provider: string; id: string }): Promise<JobRecord>;

  /** Polls active jobs and lists the first page of each provider that can list, now. */
  refresh(provider?: string): Promise<void>;
  /** Loads the next older page; resolves to false if there was none. */
  loadMore(provider: string): Promise<boolean>;
  hasMore(provider: string): boolean;

  /**
   * Cancels a job at its provider, which is asked first how the job stands. Returns the updated job; one
   * that had ended already is left as it is.
   * @throws VideoJobsError, `unsupported` if its provider cannot cancel it, `rejected` if it refused or it is too late
   */
  cancel(ref: JobRef, options?: Pick<CancelOptions, 'agreed'>): Promise<JobRecord>;
  stopWatching(ref: JobRef): void;
  /** @throws VideoJobsError `notFound` where its provider is gone: nothing would be polled */
  resumeWatching(ref: JobRef): void;
  remove(ref: JobRef, where: 'provider' | 'here' | 'both'): Promise<void>;

  /** Returns a clip already on disk without a request; simultaneous calls share one transfer. */
  download(request: DownloadRequest, signal?: AbortSignal): Promise<Media>;
  cancelDownload(ref: JobRef): void;

  /**
   * Restores jobs from the sidecars of clips in the library. Records in the list are left as they are.
   * @param onProgress called with the number of files read so far
   */
  rebuild(signal: AbortSignal, onProgress?: (read: number) => void): Promise<Rebuilt>;
  /** Sets a ledger of a newer release aside and starts an empty one. Returns the old ledger's new path. */
  startNewList(): string;
  /** Disk usage, and clean-up. */
  readonly diskUsage: Pick<DiskUsage, 'look' | 'unfinished' | 'clearUnfinished' | 'forget' | 'isOver' | 'bytes'>;

  /** Returns the provider's last response for the job, unchanged. */
  raw(ref: JobRef): unknown;

  /** Searches the provider's list for a job whose create got no answer. */
  lookForUncertain(key: string): Promise<Search>;
  /** Resolves a job whose create got no answer: names the job it became, sends it again (may be charged twice), or drops the record. */
  resolveUncertain(
    key: string,
    how: { id: string } | 'sendAgain' | 'forget',
    consent?: Consent,
  ): Promise<JobRecord | undefined>;

  /**
   * Sends a failed request (`sendable`) once more, in the same record.
   * @throws VideoJobsError, `rateLimited` without a request while the provider's own wait is running
   */
  sendAgain(key: string, consent?: Consent): Promise<JobRecord>;
  /**
   * Lets this window send such a request once, as soon as the provider allows it. Returns the time (ms since the epoch), or
   * undefined if it can be sent now. @throws VideoJobsError `rejected`
   */
  sendLater(key: string, consent?: Consent): number | undefined;
  /** Cancels a scheduled send. */
  dontSend(key: string): void;
}
