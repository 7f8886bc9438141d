import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import type { Logger } from '../ports';
import { ledgerFile } from './file';
import { signalFile } from './ledger';

/** Time in which changes in quick succession are one, in ms. */
const debounce = 50;

/** Watches for other windows' changes of the ledger, and for its file being deleted or replaced. */
export class LedgerWatcher {
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param changed must not throw */
  constructor(folder: string, log: Logger, changed: () => void) {
    try {
      this.#watcher = watch(folder, { persistent: false }, (event, name) => {
        const isMoved = event === 'rename' && name === path.basename(ledgerFile(folder));
        if (name !== null && name !== signalFile && !isMoved) return;
        this.#timer ??= setTimeout(() => {
          this.#timer = undefined;
          changed();
        }, debounce);
      });
      this.#watcher.on('error', (error) => log.warn('The job list is not watched any more', error));
    } catch (error) {
      // Changes of other windows are picked up on the next focus.
      log.warn('The job list cannot be watched', error);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#watcher?.close();
  }
}
