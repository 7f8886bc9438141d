import type { FamilyQueries } from './families';
import { watch, type FSWatcher } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import { Claims } from './claims';
import { isDamage } from './diskError';
import { Emitter } from '../emitter';
import type { JobRecord, JobRef, JobState, Transfer } from '../job';
import { signalFile, type Ledger } from './ledger';
import type { JobCount, JobList, JobQueries } from './jobList';
import { newerFile } from './schema';
import { ledgerIdentity, openLedger, replaceLedger, setAside, type OpenedLedger } from './openLedger';
import { TransientState, type TransientFields } from './transientState';
import type { Logger } from '../ports';

interface Opened {
  ledger: Ledger;
  claims: Claims;
  /** Of its file. */
  identity: number | undefined;
}

/** What could not be opened is not tried again sooner, unless by hand. ms. */
const restBetweenTries = 5_000;

/**
 * The ledger as this window uses it, with one event for what this window and the others change. Opened at first use; what
 * is asked for is read, and kept in memory only while somebody holds it. All writes go through `write` or `update`, which
 * read the row anew inside a transaction: nothing another window wrote is lost.
 */
export class JobStore {
  readonly #change: Emitter<JobsChange>;
  readonly #signal: Emitter<void>;
  readonly #passing = new TransientState();
  #due: readonly JobRecord[] | undefined;
  #rev = 0;
  #opened: Opened | undefined;
  #watcher: FSWatcher | undefined;
  #failure: VideoJobsError | undefined;
  #failedAt = 0;
  #closed = false;
  #debounce: NodeJS.Timeout | undefined;

  constructor(
    private readonly folder: string,
    private readonly log: Logger,
    private readonly tell: (error: VideoJobsError) => void,
    /** Called each time the ledger was opened. */
    private readonly onOpen: () => void,
  ) {
    this.#change = new Emitter(log);
    this.#signal = new Emitter(log);
  }

  get onDidChange() {
    return this.#change.event;
  }

  /** Another window did something: a job changed, or a claim became free. */
  get onSignal() {
    return this.#signal.event;
  }

  get isOpen(): boolean {
    return this.#opened !== undefined;
  }

  /** Why there is no list to show, if it could not be opened when that was last tried. */
  get failure(): VideoJobsError | undefined {
    return this.#failure;
  }

  /** Opens the ledger, at the latest now. @throws VideoJobsError `disk` */
  open(): void {
    this.#open();
  }

  /** Opens the ledger if it can be opened, also where that failed before. */
  retry(): void {
    this.#failedAt = 0;
    this.#tryOpen();
  }

  /** Puts a file of a newer release aside, at the user's word, and begins another. @throws VideoJobsError `rejected`, `disk` */
  startAnew(): string {
    this.retry();
    if (this.#failure?.code !== newerFile) {
      throw new VideoJobsError('rejected', l10n.t('The job list can be read. There is no need to start a new one.'));
    }
    const kept = setAside(this.folder, 'newer');
    this.#open().ledger.signal();
    return kept;
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
   * What is left to be done for, newest first: to be sent, followed, or to have its clips fetched. Nothing where that cannot
   * be read now.
   */
  get due(): readonly JobRecord[] {
    if (this.#due) return this.#due;
    try {
      return (this.#due = this.#jobs((list) => list.due()));
    } catch (error) {
      this.log.warn('The jobs in progress could not be read', error);
      return [];
    }
  }

  /** Jobs with files on disk, newest first. @throws VideoJobsError `disk` */
  withMedia(): readonly JobRecord[] {
    return this.#jobs((list) => list.withMedia());
  }

  /** Bytes of all files in the ledger. @throws VideoJobsError `disk` */
  get mediaBytes(): number {
    return this.#ask((list) => list.mediaBytes(), 0);
  }

  /** All of them, newest first: for other extensions. @throws VideoJobsError `disk` */
  all(): readonly JobRecord[] {
    return this.#jobs((list) => list.all());
  }

  /** What the ledger says; as if it were empty where it cannot be opened. @throws VideoJobsError `disk` */
  readonly list: JobQueries & FamilyQueries = {
    page: (filter, limit, after) => this.#jobs((list) => list.page(filter, limit, after)),
    count: (filter) => this.#ask((list) => list.count(filter), 0),
    place: (job, filter) => this.#ask((list) => list.place(job, filter), undefined),
    byProvider: (words) => this.#ask((list) => list.byProvider(words), new Map<string, JobCount>()),
    byState: (words) => this.#ask((list) => list.byState(words), new Map<JobState, JobCount>()),
    byDay: (words) => this.#ask((list) => list.byDay(words), []),
    childCounts: (keys, words) => this.#ask((list) => list.childCounts(keys, words), new Map<string, number>()),
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
    return job && this.#passing.on(job);
  }

  /** One transaction, one event. @throws VideoJobsError `disk` */
  write<T>(work: (ledger: Ledger) => T, options?: { durable?: boolean }): T {
    this.#open();
    const result = this.#undamaged((ledger) => ledger.write(() => work(ledger), options));
    this.sync();
    return result;
  }

  /** Changes one job as it is now in the ledger; `change` gives the same object, or nothing, to leave it. */
  update(
    key: string,
    change: (job: JobRecord) => JobRecord | undefined,
    options?: { durable?: boolean },
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

  /** How far a download is: seen in this window, not written down. */
  setTransfer(key: string, transfer: Transfer | undefined): void {
    this.#setPassing(key, { transfer });
  }

  /** When this window sends it by itself: its user's word, which ends with the window. */
  setSendsAt(key: string, sendsAt: number | undefined): void {
    this.#setPassing(key, { sendsAt });
  }

  /** Tells listeners of something beside the jobs (a provider's problem). */
  touch(): void {
    this.#change.fire({ changed: [], removed: [] });
  }

  /** Takes over what changed since the last look, whoever changed it. @throws VideoJobsError `disk` */
  sync(): void {
    if (!this.#opened?.ledger.isOpen) return;
    const { rev, changed, removed } = this.#undamaged((ledger) => ledger.changedSince(this.#rev));
    if (rev === this.#rev) return;
    this.#rev = rev;
    this.#due = undefined;
    for (const key of removed) this.#passing.forget(key);
    this.#change.fire({ changed: changed.map((job) => this.#passing.on(job)), removed });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#debounce);
    this.#watcher?.close();
    // Not undefined: who comes late is told that the window is closing.
    this.#opened?.claims.dispose();
    this.#opened?.ledger.close();
    this.#change.dispose();
    this.#signal.dispose();
  }

  #jobs(ask: (list: JobList) => JobRecord[]): JobRecord[] {
    return this.#ask(ask, []).map((job) => this.#passing.on(job));
  }

  #ask<T>(ask: (list: JobList) => T, otherwise: T): T {
    return this.#tryOpen() ? this.#undamaged(({ list }) => ask(list)) : otherwise;
  }

  /** Whether it is open. After a failure it is tried again now and then: its cause may be gone. */
  #tryOpen(): boolean {
    if (this.#opened) return this.#opened.ledger.isOpen;
    if (this.#closed || (this.#failure && Math.abs(Date.now() - this.#failedAt) < restBetweenTries)) return false;
    try {
      this.#open();
      return true;
    } catch (error) {
      this.log.error('The job list could not be opened', error);
      return false;
    }
  }

  #open(): Opened {
    if (this.#closed) throw new VideoJobsError('cancelled', l10n.t('The window is closing.'));
    if (this.#opened) return this.#opened;
    const failed = this.#failure;
    try {
      this.#use(openLedger(this.folder));
    } catch (error) {
      this.#failure = error as VideoJobsError;
      this.#failedAt = Date.now();
      if (failed?.message !== this.#failure.message) {
        this.tell(this.#failure);
        this.touch();
      }
      throw error;
    }
    this.#failure = undefined;
    this.#watcher ??= this.#watch();
    this.onOpen();
    // All is new to whoever showed nothing so far.
    if (failed) this.touch();
    return this.#opened!;
  }

  #use({ ledger, setAside: trouble }: OpenedLedger): void {
    this.#opened = { ledger, claims: new Claims(ledger, this.log), identity: ledgerIdentity(this.folder) };
    this.#rev = ledger.rev;
    this.#due = undefined;
    if (trouble) {
      this.log.error(trouble.message, trouble.cause);
      this.tell(trouble);
      // Other windows still have the damaged one open.
      ledger.signal();
    }
  }

  /** Does it, if need be with another ledger, where this one turns out to be damaged. */
  #undamaged<T>(work: (ledger: Ledger) => T): T {
    const { ledger, identity } = this.#opened!;
    try {
      return work(ledger);
    } catch (error) {
      if (!isDamage(error) || this.#closed) throw error;
      this.#closeLedger();
      this.#use(replaceLedger(this.folder, identity, error));
      this.onOpen();
      this.touch();
      return work(this.#opened!.ledger);
    }
  }

  /** Where another window put the file aside and began a new one. */
  #follow(): void {
    const identity = ledgerIdentity(this.folder);
    if (!this.#opened || identity === undefined || identity === this.#opened.identity) return;
    this.#closeLedger();
    this.#open();
    this.touch();
  }

  #closeLedger(): void {
    this.#opened?.claims.dispose();
    this.#opened?.ledger.close();
    this.#opened = undefined;
  }

  #watch(): FSWatcher | undefined {
    try {
      const watcher = watch(this.folder, { persistent: false }, (_event, name) => {
        if (name !== null && name !== signalFile) return;
        // Several changes in a row are read at once.
        this.#debounce ??= setTimeout(() => {
          this.#debounce = undefined;
          try {
            this.#follow();
            this.sync();
            this.#signal.fire();
          } catch (error) {
            this.log.warn('Changes of another window could not be read', error);
          }
        }, 50);
      });
      watcher.on('error', (error) => this.log.warn('The job list is not watched any more', error));
      return watcher;
    } catch (error) {
      // Changes of other windows are then seen at the next focus.
      this.log.warn('The job list cannot be watched', error);
      return undefined;
    }
  }

  #setPassing(key: string, change: TransientFields): void {
    if (!this.#passing.set(key, change)) return;
    this.#due = undefined;
    const job = this.#opened?.ledger.isOpen ? this.find({ key }) : undefined;
    if (job) this.#change.fire({ changed: [job], removed: [] });
  }
}

export interface JobsChange {
  changed: readonly JobRecord[];
  /** Keys. */
  removed: readonly string[];
}
