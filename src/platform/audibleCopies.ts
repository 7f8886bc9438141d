import { rm, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Logger } from '../jobs/ports';
import type { SoundFormat } from '../sound/formatNames';
import { runInThread } from './clipThread';
import type { CopyFolder } from './copyFolder';
import type { Hearing } from './hearing';

/** A copy in progress and its waiters; canceled when the last one leaves. */
interface Making {
  readonly abort: AbortController;
  waiting: number;
}

/**
 * Copies of clips with sound that this VS Code decodes, made automatically where it does not decode AAC. The clips
 * themselves stay unchanged.
 */
export class AudibleCopies {
  readonly #making = new Map<string, Making>();
  /** Clips, by the state of their file, for which no copy is made. */
  readonly #refused = new Set<string>();
  readonly #changes = new vscode.EventEmitter<void>();
  /** Fires when a copy is ready, or turns out to be impossible. */
  readonly onDidChange = this.#changes.event;
  #last: Promise<void> = Promise.resolve();

  readonly #folder: CopyFolder;
  readonly #script: string;
  readonly #hearing: Pick<Hearing, 'deaf' | 'format' | 'refuse'>;
  readonly #log: Logger;

  /** @param script path of the bundled `clipWorker.ts` */
  constructor(folder: CopyFolder, script: string, hearing: Pick<Hearing, 'deaf' | 'format' | 'refuse'>, log: Logger) {
    this.#folder = folder;
    this.#script = script;
    this.#hearing = hearing;
    this.#log = log;
  }

  /** Returns the copy of a clip if one is needed and exists. */
  async find(clip: string): Promise<string | undefined> {
    const { deaf, format } = this.#hearing;
    return deaf && format ? this.#folder.find(clip, nameOf(format)) : undefined;
  }

  /**
   * Starts making a copy if one is needed.
   * @param signal withdraws this request; a request without one is never withdrawn
   * @returns true if a copy is being made
   */
  async want(clip: string, signal?: AbortSignal): Promise<boolean> {
    const { deaf, format } = this.#hearing;
    const to = deaf && format && (await this.#folder.pathOf(clip, nameOf(format)));
    if (!to || this.#refused.has(to) || signal?.aborted || (await exists(to))) return false;
    const making = this.#making.get(to) ?? this.#start(clip, to, format);
    making.waiting++;
    signal?.addEventListener('abort', () => --making.waiting === 0 && making.abort.abort(), {
      signal: making.abort.signal,
    });
    return true;
  }

  /**
   * Handles a copy that a page has played without sound: tries the next format; if there is none, the clip plays
   * silently.
   */
  async notHeard(copy: string): Promise<void> {
    const format = formats.find((one) => copy.endsWith(nameOf(one)));
    if (!format) return;
    this.#hearing.refuse(format);
    await this.#folder.drop(copy);
    this.#changes.fire();
  }

  dispose(): void {
    for (const { abort } of this.#making.values()) abort.abort();
    this.#changes.dispose();
  }

  #start(clip: string, to: string, format: SoundFormat): Making {
    const making = { abort: new AbortController(), waiting: 0 };
    this.#making.set(to, making);
    // One at a time: the machine has other work.
    this.#last = this.#last.then(() => this.#make(clip, to, format, making.abort.signal));
    return making;
  }

  async #make(from: string, to: string, format: SoundFormat, signal: AbortSignal): Promise<void> {
    let part: string | undefined;
    let kept = false;
    try {
      if (signal.aborted) return;
      part = await this.#folder.partOf(to);
      const began = Date.now();
      const report = await runInThread(this.#script, { kind: 'copy', from, to: part, format }, signal);
      if (signal.aborted) return;
      if ('failed' in report) {
        this.#refused.add(to);
        this.#log.info('The sound of a clip could not be copied.', report.failed);
        return;
      }
      await this.#folder.keep(part, to, from);
      kept = true;
      this.#log.debug('A copy with sound was made.', report, `${Date.now() - began} ms`);
    } catch (error) {
      this.#refused.add(to);
      this.#log.warn('A copy with sound could not be kept.', error);
    } finally {
      this.#making.delete(to);
      if (part !== undefined) await rm(part, { force: true }).catch(() => undefined);
      this.#changes.fire();
    }
    // Afterwards: pages are waiting for the copy.
    if (!kept) return;
    await this.#folder.tidy(to).catch((error: unknown) => this.#log.warn('Old copies were not deleted.', error));
  }
}

const formats = ['flac', 'pcm'] as const satisfies readonly SoundFormat[];

/** Returns the suffix of a copy's file name. */
const nameOf = (format: SoundFormat): string => (format === 'pcm' ? 'sound.mov' : 'sound.mp4');

/** Returns true for a path of a copy with decodable sound. */
export const isAudibleCopy = (path: string): boolean => formats.some((format) => path.endsWith(`.${nameOf(format)}`));

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
