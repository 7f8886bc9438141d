import * as l10n from '@vscode/l10n';
import { VideoJobsError } from '../../api/errors';

/** As much must come in each window: a byte now and then keeps a connection alive for ever, and brings no clip. */
export const leastBytes = 64 * 1024;
const windowMs = 60_000;
/** What a download may take whatever its size, and the pace that is enough beyond that. ms, bytes a second. */
const leastMs = 15 * 60_000;
const enoughRate = 16 * 1024;

/** Holds a download to its deadlines. By a clock that neither jumps nor runs while the machine sleeps. */
export class Pace {
  readonly #started = performance.now();
  #windowStarted = this.#started;
  #inWindow = 0;

  /** A body begins. */
  begin(): void {
    this.#windowStarted = performance.now();
    this.#inWindow = 0;
  }

  /** @throws VideoJobsError `timeout` where a whole window brought next to nothing. */
  took(bytes: number): void {
    this.#inWindow += bytes;
    const now = performance.now();
    if (now - this.#windowStarted < windowMs) return;
    if (this.#inWindow < leastBytes) throw tooSlow();
    this.#windowStarted = now;
    this.#inWindow = 0;
  }

  /** Whether the whole has taken longer than a clip of this size may. @param bytes in all, as far as is known */
  isOver(bytes: number): boolean {
    return performance.now() - this.#started > leastMs + (bytes / enoughRate) * 1000;
  }
}

export const tooSlow = () =>
  new VideoJobsError('timeout', l10n.t('The clip came too slowly to ever be whole. Download it again later.'));
