import type { ClipHeader } from '../container/header';
import type { Logger } from '../jobs/ports';
import { runInThread } from './clipThread';

/** Reads headers of clips in a thread. */
export class HeaderReader {
  readonly #script: string;
  readonly #log: Logger;

  /** @param script path of the bundled `clipWorker.ts` */
  constructor(script: string, log: Logger) {
    this.#script = script;
    this.#log = log;
  }

  /** Returns the header of a clip; undefined if it cannot be read. */
  async read(path: string, signal: AbortSignal): Promise<ClipHeader | undefined> {
    const report = await runInThread(this.#script, { kind: 'header', path }, signal);
    if (!('failed' in report)) return report.header;
    if (!signal.aborted) this.#log.info('The header of a clip could not be read.', report.failed);
    return undefined;
  }
}
