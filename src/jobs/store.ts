import { watch, type FSWatcher } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../api/errors';
import { Claims } from './claims';
import { Emitter } from './emitter';
import type { JobRecord, JobRef, Transfer } from './job';
import { signalFile, type Ledger } from './ledger';
import { openLedger } from './openLedger';
import type { JobsChange, Logger } from './ports';

interface Opened {
  ledger: Ledger;
  claims: Claims;
  watcher?: FSWatcher;
}

const idKey = (provider: string, id: string) => `${provider}\n${id}`;

/**
 * The ledger in memory, with one event for what this window and the others change. Opened and read at first use.
 * All writes go through `write` or `update`, which read the row anew inside a transaction: nothing another window wrote is lost.
 */
export class JobStore {
  readonly #change: Emitter<JobsChange>;
  readonly #signal: Emitter<void>;
  readonly #jobs = new Map<string, JobRecord>();
  readonly #byId = new Map<string, string>();
  readonly #transfers = new Map<string, Transfer>();
  #snapshot: readonly JobRecord[] | undefined;
  #rev = 0;
  #opened: Opened | undefined;
  #failure: VideoJobsError | undefined;
  #closed = false;
  #debounce: NodeJS.Timeout | undefined;

  constructor(
    private readonly folder: string,
    private readonly log: Logger,
    private readonly tell: (error: VideoJobsError) => void,
    /** Called once, right after the first reading. */
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

  /** Opens and reads the ledger, at the latest now. @throws VideoJobsError `disk` */
  open(): void {
    this.#open();
  }

  /** @throws VideoJobsError `disk` */
  get ledger(): Ledger {
    return this.#open().ledger;
  }

  /** @throws VideoJobsError `disk` */
  get claims(): Claims {
    return this.#open().claims;
  }

  /** Newest first. Empty where the ledger cannot be opened, which is told once. */
  get jobs(): readonly JobRecord[] {
    this.#tryOpen();
    this.#snapshot ??= [...this.#jobs.values()].sort((a, b) => b.createdAt - a.createdAt);
    return this.#snapshot;
  }

  find(ref: JobRef): JobRecord | undefined {
    this.#tryOpen();
    const key = 'key' in ref ? ref.key : this.#byId.get(idKey(ref.provider, ref.id));
    return key === undefined ? undefined : this.#jobs.get(key);
  }

  /** One transaction, one event. @throws VideoJobsError `disk` */
  write<T>(work: (ledger: Ledger) => T, options?: { durable?: boolean }): T {
    const { ledger } = this.#open();
    const result = ledger.write(() => work(ledger), options);
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
    if (transfer) this.#transfers.set(key, transfer);
    else if (!this.#transfers.delete(key)) return;
    const job = this.#opened?.ledger.isOpen ? this.ledger.get(key) : undefined;
    if (!job) return;
    this.#keep(job);
    this.#change.fire({ changed: [this.#jobs.get(key)!], removed: [] });
  }

  /** Tells listeners of something beside the jobs (a provider's problem). */
  touch(): void {
    this.#change.fire({ changed: [], removed: [] });
  }

  /** Takes over what changed since the last look, whoever changed it. */
  sync(): void {
    if (!this.#opened?.ledger.isOpen) return;
    const { rev, changed, removed } = this.#opened.ledger.changedSince(this.#rev);
    if (rev === this.#rev) return;
    this.#rev = rev;
    const gone = removed.filter((key) => this.#forget(key));
    for (const job of changed) this.#keep(job);
    this.#change.fire({ changed: changed.map((job) => this.#jobs.get(job.key)!), removed: gone });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#debounce);
    this.#opened?.watcher?.close();
    this.#opened?.claims.dispose();
    this.#opened?.ledger.close();
    this.#change.dispose();
    this.#signal.dispose();
  }

  #tryOpen(): void {
    if (this.#opened || this.#failure || this.#closed) return;
    try {
      this.#open();
    } catch (error) {
      this.#failure = error as VideoJobsError;
      this.log.error('The job list could not be opened', error);
      this.tell(this.#failure);
    }
  }

  #open(): Opened {
    if (this.#closed) throw new VideoJobsError('cancelled', l10n.t('The window is closing.'));
    if (this.#opened) return this.#opened;
    const { ledger, jobs, rev, setAside } = openLedger(this.folder);
    this.#failure = undefined;
    this.#rev = rev;
    for (const job of jobs) this.#keep(job);
    this.#opened = { ledger, claims: new Claims(ledger, this.log), watcher: this.#watch() };
    if (setAside) {
      this.log.error(setAside.message, setAside.cause);
      this.tell(setAside);
    }
    this.onOpen();
    return this.#opened;
  }

  #watch(): FSWatcher | undefined {
    try {
      const watcher = watch(this.folder, { persistent: false }, (_event, name) => {
        if (name !== null && name !== signalFile) return;
        // Several changes in a row are read at once.
        this.#debounce ??= setTimeout(() => {
          this.#debounce = undefined;
          try {
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

  #keep(job: JobRecord): void {
    const before = this.#jobs.get(job.key);
    if (before?.id !== undefined) this.#byId.delete(idKey(before.provider, before.id));
    const transfer = this.#transfers.get(job.key);
    this.#jobs.set(job.key, transfer ? { ...job, transfer } : job);
    if (job.id !== undefined) this.#byId.set(idKey(job.provider, job.id), job.key);
    this.#snapshot = undefined;
  }

  #forget(key: string): boolean {
    const before = this.#jobs.get(key);
    if (!before) return false;
    this.#jobs.delete(key);
    this.#transfers.delete(key);
    if (before.id !== undefined && this.#byId.get(idKey(before.provider, before.id)) === key) {
      this.#byId.delete(idKey(before.provider, before.id));
    }
    this.#snapshot = undefined;
    return true;
  }
}
