import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';
import type { Logger } from '../ports';
import { Claims } from './claims';
import { isDamage } from './diskError';
import type { Ledger } from './ledger';
import { ledgerIdentity, type OpenedLedger, openLedger, replaceLedger, setAside, wasSetAside } from './openLedger';
import { restoreLedger } from './restoreLedger';
import { newerFile } from './schema';

interface Opened {
  ledger: Ledger;
  claims: Claims;
  /** Inode of the database file. */
  identity: number | undefined;
}

interface LedgerEvents {
  /** A ledger is in use from now on, the first one or one in place of another. */
  attached(ledger: Ledger): void;
  /** The same, once it is known to work. */
  opened(): void;
  /** What was read before no longer holds. */
  reset(): void;
  /** Reports an error to the user. */
  report(error: VideoJobsError): void;
}

/** Pause between automatic attempts to open the ledger, in ms. */
const retryPause = 5_000;

/** Opens the ledger at first use, and goes on with another one if its file is damaged, deleted, or replaced. */
export class LedgerHandle {
  #opened: Opened | undefined;
  #failure: VideoJobsError | undefined;
  #failedAt = 0;
  #closed = false;

  readonly #folder: string;
  readonly #log: Logger;
  readonly #events: LedgerEvents;

  constructor(folder: string, log: Logger, events: LedgerEvents) {
    this.#folder = folder;
    this.#log = log;
    this.#events = events;
  }

  /** The ledger if it is open now; does not open it. */
  get current(): Ledger | undefined {
    return this.#opened?.ledger.isOpen ? this.#opened.ledger : undefined;
  }

  /** True once it was opened, also after `close`. */
  get wasOpened(): boolean {
    return this.#opened !== undefined;
  }

  /** Error of the last attempt to open the ledger, if it failed. */
  get failure(): VideoJobsError | undefined {
    return this.#failure;
  }

  /** Opens the ledger if it is not open. @throws VideoJobsError `disk`, `cancelled` */
  open(): Opened {
    if (this.#closed) throw new VideoJobsError('cancelled', l10n.t('The window is closing.'));
    if (this.#opened) return this.#opened;
    const failed = this.#failure;
    try {
      this.#use(openLedger(this.#folder));
    } catch (error) {
      this.#failure = error as VideoJobsError;
      this.#failedAt = Date.now();
      if (failed?.message !== this.#failure.message) {
        this.#events.report(this.#failure);
        this.#events.reset();
      }
      throw error;
    }
    this.#failure = undefined;
    this.#events.opened();
    // Views that showed the failure must load everything.
    if (failed) this.#events.reset();
    return this.#opened!;
  }

  /** Opens the ledger if needed; returns false if it cannot be opened. After a failure it retries at most every `retryPause`. */
  tryOpen(): boolean {
    if (this.#opened) return this.#opened.ledger.isOpen;
    if (this.#closed || (this.#failure && Math.abs(Date.now() - this.#failedAt) < retryPause)) return false;
    try {
      this.open();
      return true;
    } catch (error) {
      this.#log.error('The job list could not be opened', error);
      return false;
    }
  }

  /** Tries to open the ledger now, whatever failed before. */
  retry(): void {
    this.#failedAt = 0;
    this.tryOpen();
  }

  /** Renames a file of a newer release and creates a new one. @throws VideoJobsError `rejected`, `disk` */
  startNew(): string {
    this.retry();
    if (this.#failure?.code !== newerFile) {
      throw new VideoJobsError('rejected', l10n.t('The job list can be read. There is no need to start a new one.'));
    }
    const renamed = setAside(this.#folder, 'newer');
    this.open().ledger.signal();
    return renamed;
  }

  /** Runs `work` on the opened ledger, and once more with a new one if this one proves damaged. */
  undamaged<T>(work: (ledger: Ledger) => T): T {
    const { ledger, identity } = this.#opened!;
    try {
      return work(ledger);
    } catch (error) {
      if (!isDamage(error) || this.#closed) throw error;
      this.#release();
      this.#use(replaceLedger(this.#folder, identity, error));
      this.#events.opened();
      this.#events.reset();
      return work(this.#opened!.ledger);
    }
  }

  /**
   * Goes on with the right file if the open one was deleted or replaced: writes are lost in a file that has no name. A file
   * that another window set aside is left to it; the jobs of a deleted one are written back.
   * @returns the error that reports a deleted file
   */
  recoverFile(): VideoJobsError | undefined {
    const opened = this.#opened;
    if (!opened?.ledger.isOpen || ledgerIdentity(this.#folder) === opened.identity) return undefined;
    const error = wasSetAside(this.#folder, opened.identity) ? undefined : restoreLedger(this.#folder, opened.ledger);
    this.#release();
    this.open();
    if (error) {
      this.#log.error(error.message, error.cause);
      this.#events.report(error);
      this.#opened?.ledger.signal();
    }
    this.#events.reset();
    return error;
  }

  close(): void {
    this.#closed = true;
    // `#opened` stays set: late callers get "The window is closing".
    this.#opened?.claims.dispose();
    this.#opened?.ledger.close();
  }

  #use({ ledger, setAside: trouble }: OpenedLedger): void {
    this.#opened = { ledger, claims: new Claims(ledger, this.#log), identity: ledgerIdentity(this.#folder) };
    this.#events.attached(ledger);
    if (trouble) {
      this.#log.error(trouble.message, trouble.cause);
      this.#events.report(trouble);
      // Other windows still have the damaged file open.
      ledger.signal();
    }
  }

  #release(): void {
    this.#opened?.claims.dispose();
    this.#opened?.ledger.close();
    this.#opened = undefined;
  }
}
