import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';

/** Minimum bytes per window: an occasional byte keeps a connection alive indefinitely without finishing the clip. */
export const minBytes = 64 * 1024;
/** Length of a window, in ms. */
const windowMs = 60_000;
/** Time any download may take, in ms. */
const minDeadlineMs = 15 * 60_000;
/** Rate that is enough beyond that, in bytes per second. */
const minRate = 16 * 1024;

/** Enforces a download's deadlines, by a monotonic clock that stops while the machine sleeps. */
export class Pace {
  readonly #started = performance.now();
  #windowStarted = this.#started;
  #inWindow = 0;

  /** Starts a response body. */
  begin(): void {
    this.#windowStarted = performance.now();
    this.#inWindow = 0;
  }

  /** Counts received bytes. @throws VideoJobsError `timeout` if a window brought fewer than `minBytes` */
  received(bytes: number): void {
    this.#inWindow += bytes;
    const now = performance.now();
    if (now - this.#windowStarted < windowMs) return;
    if (this.#inWindow < minBytes) throw tooSlow();
    this.#windowStarted = now;
    this.#inWindow = 0;
  }

  /** Returns true if the download exceeds the time for a clip of this size. @param bytes total size, if known */
  isOver(bytes: number): boolean {
    return performance.now() - this.#started > minDeadlineMs + (bytes / minRate) * 1000;
  }
}

export const tooSlow = () =>
  new VideoJobsError('timeout', l10n.t('The download was too slow to finish. Try again later.'));
