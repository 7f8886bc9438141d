import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import { isDue } from '../due';
import { Emitter } from '../emitter';
import type { JobRecord, JobRef, JobState, Transfer } from '../job';
import type { Logger } from '../ports';
import { Claims } from './claims';
import { isDamage } from './diskError';
import type { FamilyQueries } from './families';
import { ledgerFile } from './file';
import type { JobCount, JobList, JobQueries } from './jobList';
import { type Ledger, signalFile } from './ledger';
import { ledgerIdentity, type OpenedLedger, openLedger, replaceLedger, setAside, wasSetAside } from './openLedger';
import { restoreLedger } from './restoreLedger';
import { newerFile } from './schema';
import { type TransientFields, TransientState } from './transientState';

interface Opened {
  ledger: Ledger;
  claims: Claims;
  /** Inode of the database file. */
  identity: number | undefined;
}

/** Pause between automatic attempts to open the ledger, in ms. */
const retryPause = 5_000;

/**
 * This window's view of the ledger, with one event for changes of all windows. Opened at first use; records are read on
 * demand and cached only while referenced. All writes go through `write` or `update`, which read the row again inside a
 * transaction, so that no other window's write is lost.
 */
export class JobStore {
  readonly #change: Emitter<JobsChange>;
  readonly #signal: Emitter<void>;
  readonly #transient = new TransientState();
  /** Jobs with background work left, by key; read at first use and updated with each change. */
  #due: Map<string, JobRecord> | undefined;
  #dueList: readonly JobRecord[] | undefined;
  #rev = 0;
  #opened: Opened | undefined;
  #watcher: FSWatcher | undefined;
  #failure: VideoJobsError | undefined;
  #failedAt = 0;
  #closed = false;
  #debounce: NodeJS.Timeout | undefined;

  readonly #folder: string;
  readonly #log: Logger;
  readonly #report: (error: VideoJobsError) => void;
  /** Called each time the ledger is opened. */
  readonly #onOpen: () => void;

  constructor(folder: string, log: Logger, report: (error: VideoJobsError) => void, onOpen: () => void) {
    this.#folder = folder;
    this.#log = log;
    this.#report = report;
    this.#onOpen = onOpen;
    this.#change = new Emitter(log);
    this.#signal = new Emitter(log);
  }

  get onDidChange() {
    return this.#change.event;
  }

  /** Fires when another window changed a job or released a claim. */
  get onSignal() {
    return this.#signal.event;
  }

  get isOpen(): boolean {
    return this.#opened !== undefined;
  }

  /** Error of the last attempt to open the ledger, if it failed. */
  get failure(): VideoJobsError | undefined {
    return this.#failure;
  }

  /** Opens the ledger if it is not open. @throws VideoJobsError `disk` */
  open(): void {
    this.#open();
  }

  /** Tries to open the ledger now, whatever failed before. */
  retry(): void {
    this.#failedAt = 0;
    this.#tryOpen();
  }

  /** Renames a file of a newer release, as the user requested, and creates a new one. @throws VideoJobsError `rejected`, `disk` */
  startNew(): string {
    this.retry();
    if (this.#failure?.code !== newerFile) {
      throw new VideoJobsError('rejected', l10n.t('The job list can be read. There is no need to start a new one.'));
    }
    const renamed = setAside(this.#folder, 'newer');
    this.#open().ledger.signal();
    return renamed;
  }

  /** @throws VideoJobsError `disk` */
  get ledger(): Ledger {
    return this.#open().ledger;
  }

  /** @throws VideoJobsError `disk` */
  get claims(): Claims {
    return this.#open().claims;
  }

  /**
   * Jobs to be sent, followed, or downloaded, newest first. Empty if they cannot be read now.
   */
  get due(): readonly JobRecord[] {
    if (this.#dueList) return this.#dueList;
    try {
      this.#due ??= new Map(this.#jobs((list) => list.due()).map((job) => [job.key, job]));
      return (this.#dueList = [...this.#due.values()].sort(newestFirst));
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
    parent: (job) => (this.#tryOpen() ? this.#undamaged(({ families }) => families.parent(job)) : undefined),
    family: (key, most) =>
      this.#tryOpen() ? this.#undamaged(({ families }) => families.family(key, most)) : undefined,
  };

  /** @throws VideoJobsError `disk` */
  find(ref: JobRef): JobRecord | undefined {
    if (!this.#tryOpen()) return undefined;
    const job = this.#undamaged((ledger) =>
      'key' in ref ? ledger.get(ref.key) : ledger.getById(ref.provider, ref.id),
    );
    return job && this.#transient.merge(job);
  }

  /**
   * One transaction, one event.
   * @param options `paid` for what precedes a paid request: it is refused once if the ledger's file was deleted or replaced
   * @throws VideoJobsError `disk`
   */
  write<T>(work: (ledger: Ledger) => T, options?: WriteOptions): T {
    this.#open();
    const lost = this.#recoverFile();
    if (lost && options?.paid) throw lost;
    const result = this.#undamaged((ledger) => ledger.write(() => work(ledger), options));
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
    if (!this.#opened?.ledger.isOpen) return;
    const { rev, changed, removed } = this.#undamaged((ledger) => ledger.changedSince(this.#rev));
    if (rev === this.#rev) return;
    this.#rev = rev;
    for (const key of removed) this.#transient.forget(key);
    const merged = changed.map((job) => this.#transient.merge(job));
    this.#updateDue(merged, removed);
    this.#change.fire({ changed: merged, removed });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#debounce);
    this.#watcher?.close();
    // `#opened` stays set: late callers get "The window is closing".
    this.#opened?.claims.dispose();
    this.#opened?.ledger.close();
    this.#change.dispose();
    this.#signal.dispose();
  }

  #jobs(query: (list: JobList) => JobRecord[]): JobRecord[] {
    return this.#query(query, []).map((job) => this.#transient.merge(job));
  }

  #query<T>(query: (list: JobList) => T, fallback: T): T {
    return this.#tryOpen() ? this.#undamaged(({ list }) => query(list)) : fallback;
  }

  /** Opens the ledger if needed; returns false if it cannot be opened. After a failure it retries at most every `retryPause`. */
  #tryOpen(): boolean {
    if (this.#opened) return this.#opened.ledger.isOpen;
    if (this.#closed || (this.#failure && Math.abs(Date.now() - this.#failedAt) < retryPause)) return false;
    try {
      this.#open();
      return true;
    } catch (error) {
      this.#log.error('The job list could not be opened', error);
      return false;
    }
  }

  #open(): Opened {
    if (this.#closed) throw new VideoJobsError('cancelled', l10n.t('The window is closing.'));
    if (this.#opened) return this.#opened;
    const failed = this.#failure;
    try {
      this.#use(openLedger(this.#folder));
    } catch (error) {
      this.#failure = error as VideoJobsError;
      this.#failedAt = Date.now();
      if (failed?.message !== this.#failure.message) {
        this.#report(this.#failure);
        this.touch();
      }
      throw error;
    }
    this.#failure = undefined;
    this.#watcher ??= this.#watch();
    this.#onOpen();
    // Views that showed the failure must load everything.
    if (failed) this.touch();
    return this.#opened!;
  }

  #use({ ledger, setAside: trouble }: OpenedLedger): void {
    this.#opened = { ledger, claims: new Claims(ledger, this.#log), identity: ledgerIdentity(this.#folder) };
    this.#rev = ledger.rev;
    this.#due = this.#dueList = undefined;
    if (trouble) {
      this.#log.error(trouble.message, trouble.cause);
      this.#report(trouble);
      // Other windows still have the damaged file open.
      ledger.signal();
    }
  }

  /** Runs `work`, and once more with a new ledger if this one proves damaged. */
  #undamaged<T>(work: (ledger: Ledger) => T): T {
    const { ledger, identity } = this.#opened!;
    try {
      return work(ledger);
    } catch (error) {
      if (!isDamage(error) || this.#closed) throw error;
      this.#closeLedger();
      this.#use(replaceLedger(this.#folder, identity, error));
      this.#onOpen();
      this.touch();
      return work(this.#opened!.ledger);
    }
  }

  /**
   * Goes on with the right file if the open one was deleted or replaced: writes are lost in a file that has no name. A file
   * that another window set aside is left to it; the jobs of a deleted one are written back.
   * @returns the error that reports a deleted file
   */
  #recoverFile(): VideoJobsError | undefined {
    const opened = this.#opened;
    if (!opened?.ledger.isOpen || ledgerIdentity(this.#folder) === opened.identity) return undefined;
    const error = wasSetAside(this.#folder, opened.identity) ? undefined : restoreLedger(this.#folder, opened.ledger);
    this.#closeLedger();
    this.#open();
    if (error) {
      this.#log.error(error.message, error.cause);
      this.#report(error);
      this.#opened?.ledger.signal();
    }
    this.touch();
    return error;
  }

  #closeLedger(): void {
    this.#opened?.claims.dispose();
    this.#opened?.ledger.close();
    this.#opened = undefined;
  }

  #watch(): FSWatcher | undefined {
    try {
      const watcher = watch(this.#folder, { persistent: false }, (event, name) => {
        const isMoved = event === 'rename' && name === path.basename(ledgerFile(this.#folder));
        if (name !== null && name !== signalFile && !isMoved) return;
        // Batches changes in quick succession.
        this.#debounce ??= setTimeout(() => {
          this.#debounce = undefined;
          try {
            this.#recoverFile();
            this.sync();
            this.#signal.fire();
          } catch (error) {
            this.#log.warn('Changes of another window could not be read', error);
          }
        }, 50);
      });
      watcher.on('error', (error) => this.#log.warn('The job list is not watched any more', error));
      return watcher;
    } catch (error) {
      // Changes of other windows are picked up on the next focus.
      this.#log.warn('The job list cannot be watched', error);
      return undefined;
    }
  }

  #setTransient(key: string, change: TransientFields): void {
    if (!this.#transient.set(key, change)) return;
    const job = this.#opened?.ledger.isOpen ? this.find({ key }) : undefined;
    if (!job) return;
    this.#updateDue([job], []);
    this.#change.fire({ changed: [job], removed: [] });
  }

  /** Applies changes to the jobs with background work left, so that a change costs the same whatever their number. */
  #updateDue(changed: readonly JobRecord[], removed: readonly string[]): void {
    if (!this.#due) return;
    let isSame = true;
    for (const key of removed) if (this.#due.delete(key)) isSame = false;
    for (const job of changed) {
      if (isDue(job)) this.#due.set(job.key, job);
      else if (!this.#due.delete(job.key)) continue;
      isSame = false;
    }
    if (!isSame) this.#dueList = undefined;
  }
}

interface WriteOptions {
  durable?: boolean;
  paid?: boolean;
}

const newestFirst = (a: JobRecord, b: JobRecord): number =>
  b.createdAt - a.createdAt || (a.key < b.key ? 1 : a.key > b.key ? -1 : 0);

export interface JobsChange {
  changed: readonly JobRecord[];
  /** Keys. */
  removed: readonly string[];
}
