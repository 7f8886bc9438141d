import type * as vscode from 'vscode';
import { type AudibleCopies, isAudibleCopy } from './audibleCopies';
import type { PlayableCopies } from './playableCopies';

/** Copies that play here in the place of their clips: those that are made by themselves, and those that ffmpeg was asked for. */
export class Copies {
  readonly #own: AudibleCopies;
  readonly #ffmpeg: PlayableCopies;

  constructor(
    /** Where they lie. */
    readonly folder: string,
    own: AudibleCopies,
    ffmpeg: PlayableCopies,
  ) {
    this.#own = own;
    this.#ffmpeg = ffmpeg;
  }

  get onDidChange(): vscode.Event<void> {
    return this.#own.onDidChange;
  }

  /** The copy of a clip, if there is one that is of use here. */
  async find(clip: string): Promise<string | undefined> {
    return (await this.#own.find(clip)) ?? this.#ffmpeg.find(clip);
  }

  /** Has a copy made where this editor does not decode the sound of a clip. Returns whether it is on its way. */
  want(clip: string, signal?: AbortSignal): Promise<boolean> {
    return this.#own.want(clip, signal);
  }

  isOfAac(copy: string): boolean {
    return isAudibleCopy(copy);
  }

  notHeard(copy: string): Promise<void> {
    return this.#own.notHeard(copy);
  }

  /** Whether ffmpeg can make one. */
  possible(): Promise<boolean> {
    return this.#ffmpeg.possible();
  }

  /** Has ffmpeg make one. @throws VideoJobsError `unsupported`, `disk`, `cancelled` */
  make(clip: string, signal: AbortSignal, progress: (seconds: number) => void): Promise<string> {
    return this.#ffmpeg.make(clip, signal, progress);
  }
}
