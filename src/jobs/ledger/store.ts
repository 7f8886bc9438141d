import type { VideoJobsError } from '../../api/errors';
import { Emitter } from '../emitter';
import type { JobRecord, JobRef, JobState, Transfer } from '../job';
import type { Logger } from '../ports';
import type { Claims } from './claims';
import { DueJobs } from './dueJobs';
import type { FamilyQueries } from './families';
import type { JobCount, JobList, JobQueries } from './jobList';
import type { Ledger } from './ledger';
import { LedgerHandle } from './ledgerHandle';
import { LedgerWatcher } from './ledgerWatcher';
import { type TransientFields, TransientState } from './transientState';

/**
 * This window's view of the ledger, with one event for changes of all windows. Opened at first use; records are read on
 * demand and cached only while referenced. All writes go through `write` or `update`, which read the row again inside a
 * transaction, so that no other window's write is lost.
 */
export class JobStore {
  readonly #change: Emitter<JobsChange>;
  readonly #signal: Emitter<void>;
  readonly #transient = new TransientState();
  readonly #due = new DueJobs();
  readonly #handle: LedgerHandle;
  #rev = 0;
  #watcher: LedgerWatcher | undefined;

  readonly #log: Logger;

  /** @param onOpen called each time the ledger is opened */
  constructor(folder: string, log: Logger, report: (error: VideoJobsError) => void, onOpen: () => void) {
    this.#log = log;
    this.#change = new Emitter(log);
    this.#signal = new Emitter(log);
    this.#handle = new LedgerHandle(folder, log, {
      attached: ({ rev }) => {
        this.#rev = rev;
        this.#due.clear();
      },
      opened: () => {
        this.#watcher ??= new LedgerWatcher(folder, log, () => this.#changedElsewhere());
        onOpen();
      },
      reset: () => this.touch(),
      report,
    });
  }

  get onDidChange() {
    return this.#change.event;
  }

  /** Fires when another window changed a job or released a claim. */
  get onSignal() {
    return this.#signal.event;
  }

  get isOpen(): boolean {
    return this.#handle.wasOpened;
  }

  /** Error of the last attempt to open the ledger, if it failed. */
  get failure(): VideoJobsError | undefined {
    return this.#handle.failure;
  }

  /** Opens the ledger if it is not open. @throws VideoJobsError `disk` */
  open(): void {
    this.#handle.open();
  }

  /** Tries to open the ledger now, whatever failed before. */
  retry(): void {
    this.#handle.retry();
  }

  /** Renames a file of a newer release, as the user requested, and creates a new one. @throws VideoJobsError `rejected`, `disk` */
  startNew(): string {
    return this.#handle.startNew();
  }

  /** @throws VideoJobsError `disk` */
  get ledger(): Ledger {
    return this.#handle.open().ledger;
  }

  /** @throws VideoJobsError `disk` */
  get claims(): Claims {
    return this.#handle.open().claims;
  }

  /** Jobs to be sent, followed, or downloaded, newest first. Empty if they cannot be read now. */
  get due(): readonly JobRecord[] {
    try {
      return this.#due.list(() => this.#jobs((list) => list.due()));
    } catch (error) {
      this.#log.warn('The jobs in progress could not be read', error);
      return [];
    }
  }

  /** Jobs with files on disk, newest first. @throws VideoJobsError `disk` */
  withMedia(): readonly JobRecord[] {
    return this.#jobs((list) => list.withMedia());
  }

  /** Bytes of all files in the ledger. @throws VideoJobsError `disk` */
  get mediaBytes(): number {
    return this.#query((list) => list.mediaBytes(), 0);
  }

  /** All jobs, newest first: for other extensions. @throws VideoJobsError `disk` */
  all(): readonly JobRecord[] {
    return this.#jobs((list) => list.all());
  }

  /** Queries that return no jobs while the ledger cannot be opened. @throws VideoJobsError `disk` */
  readonly list: JobQueries & FamilyQueries = {
    page: (filter, limit, after) => this.#jobs((list) => list.page(filter, limit, after)),
    count: (filter) => this.#query((list) => list.count(filter), 0),
    place: (job, filter) => this.#query((list) => list.place(job, filter), undefined),
    byProvider: (words) => this.#query((list) => list.byProvider(words), new Map<string, JobCount>()),
    byState: (words) => this.#query((list) => list.byState(words), new Map<JobState, JobCount>()),
    byDay: (words) => this.#query((list) => list.byDay(words), []),
    childCounts: (keys, words) => this.#query((list) => list.childCounts(keys, words), new Map<string, number>()),
    parent: (job) => this.#read(({ families }) => families.parent(job), undefined),
    family: (key, most) => this.#read(({ families }) => families.family(key, most), undefined),
  };

  /** Returns the jobs with this spec, the latest first. @throws VideoJobsError `disk`, as does the next */
  withSpec(spec: string): readonly JobRecord[] {
    return this.#read((ledger) => ledger.withSpec(spec), []).map((job) => this.#transient.merge(job));
  }

  find(ref: JobRef): JobRecord | undefined {
    const job = this.#read(
      (ledger) => ('key' in ref ? ledger.get(ref.key) : ledger.getById(ref.provider, ref.id)),
      undefined,
    );
    return job && this.#transient.merge(job);
  }

  /**
   * One transaction, one event.
   * @param options `paid` for what precedes a paid request: it is refused once if the ledger's file was deleted or replaced
   * @throws VideoJobsError `disk`
   */
  write<T>(work: (ledger: Ledger) => T, options?: WriteOptions): T {
    this.#handle.open();
    const lost = this.#handle.recoverFile();
    if (lost && options?.paid) throw lost;
    const result = this.#handle.undamaged((ledger) => ledger.write(() => work(ledger), options));
    this.sync();
    return result;
  }

  /** Updates one job as stored now; `change` returns the same object, or undefined, to leave it. */
  update(
    key: string,
    change: (job: JobRecord) => JobRecord | undefined,
    options?: WriteOptions,
  ): JobRecord | undefined {
    return this.write((ledger) => {
      const before = ledger.get(key);
      if (!before) return undefined;
      const after = change(before);
      if (after === undefined || after === before) return before;
      const stamped = { ...after, updatedAt: Date.now() };
      ledger.put(stamped);
      return stamped;
    }, options);
  }

  /** Sets a download's progress: shown in this window, not stored. */
  setTransfer(key: string, transfer: Transfer | undefined): void {
    this.#setTransient(key, { transfer });
  }

  /** Sets when this window sends the job: the user's consent ends with the window. */
  setSendsAt(key: string, sendsAt: number | undefined): void {
    this.#setTransient(key, { sendsAt });
  }

  /** Notifies listeners of a change beside the jobs (a provider's problem). */
  touch(): void {
    this.#change.fire({ changed: [], removed: [] });
  }

  /** Emits the changes of all windows since the last sync. @throws VideoJobsError `disk` */
  sync(): void {
    if (!this.#handle.current) return;
    const { rev, changed, removed } = this.#handle.undamaged((ledger) => ledger.changedSince(this.#rev));
    if (rev === this.#rev) return;
    this.#rev = rev;
    for (const key of removed) this.#transient.forget(key);
    const merged = changed.map((job) => this.#transient.merge(job));
    this.#due.update(merged, removed);
    this.#change.fire({ changed: merged, removed });
  }

  close(): void {
    this.#watcher?.close();
    this.#handle.close();
    this.#change.dispose();
    this.#signal.dispose();
  }

  #jobs(query: (list: JobList) => JobRecord[]): JobRecord[] {
    return this.#query(query, []).map((job) => this.#transient.merge(job));
  }

  #query<T>(query: (list: JobList) => T, fallback: T): T {
    return this.#read(({ list }) => query(list), fallback);
  }

  #read<T>(work: (ledger: Ledger) => T, fallback: T): T {
    return this.#handle.tryOpen() ? this.#handle.undamaged(work) : fallback;
  }

  #changedElsewhere(): void {
    try {
      this.#handle.recoverFile();
      this.sync();
      this.#signal.fire();
    } catch (error) {
      this.#log.warn('Changes of another window could not be read', error);
    }
  }

  #setTransient(key: string, change: TransientFields): void {
    if (!this.#transient.set(key, change)) return;
    const job = this.#handle.current ? this.find({ key }) : undefined;
    if (!job) return;
    this.#due.update([job], []);
    this.#change.fire({ changed: [job], removed: [] });
  }
}

interface WriteOptions {
  durable?: boolean;
  paid?: boolean;
}

export interface JobsChange {
  changed: readonly JobRecord[];
  /** Keys. */
  removed: readonly string[];
}
