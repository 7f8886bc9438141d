import type * as vscode from 'vscode';
import { type AudibleCopies, isAudibleCopy } from './audibleCopies';
import type { CopyFolder } from './copyFolder';
import type { PlayableCopies } from './playableCopies';
import type { Settings } from './settings/settings';

/** Copies that are played instead of their clips: those made automatically, and those made with ffmpeg on request. */
export class Copies {
  readonly #own: AudibleCopies;
  readonly #ffmpeg: PlayableCopies;
  readonly #folder: CopyFolder;
  readonly #settings: Pick<Settings, 'alwaysMakePlayable'>;

  constructor(
    folder: CopyFolder,
    own: AudibleCopies,
    ffmpeg: PlayableCopies,
    settings: Pick<Settings, 'alwaysMakePlayable'>,
  ) {
    this.#folder = folder;
    this.#own = own;
    this.#ffmpeg = ffmpeg;
    this.#settings = settings;
  }

  /** Folder that they lie in. */
  get folder(): string {
    return this.#folder.path;
  }

  /** Calls when a copy is there, or is known not to come. */
  onDidChange(listener: () => void): vscode.Disposable {
    const both = [this.#own.onDidChange(listener), this.#ffmpeg.onDidChange(listener)];
    return { dispose: () => void both.map((one): unknown => one.dispose()) };
  }

  /** The copy of a clip, if there is one that is of use here: one that the user had made knows better. */
  async find(clip: string): Promise<string | undefined> {
    return (await this.#ffmpeg.find(clip)) ?? this.#own.find(clip);
  }

  /** Starts making a copy if this editor does not decode the clip's sound. Returns true if one is being made. */
  want(clip: string, signal?: AbortSignal): Promise<boolean> {
    return this.#own.want(clip, signal);
  }

  isOfAac(copy: string): boolean {
    return isAudibleCopy(copy);
  }

  notHeard(copy: string): Promise<void> {
    return this.#own.notHeard(copy);
  }

  /**
   * A page could not play a clip as it should: its sound, or its picture too. Where the user chose that, ffmpeg makes a copy.
   * Returns whether it is on its way.
   */
  async remedy(clip: string, missing: 'sound' | 'picture', signal: AbortSignal): Promise<boolean> {
    if (missing === 'picture') this.#ffmpeg.notSeen(clip);
    return this.#settings.alwaysMakePlayable && this.#ffmpeg.want(clip, signal);
  }

  /** Deletes the copies of clips that are gone. */
  tidy(): Promise<void> {
    return this.#folder.tidy();
  }

  /** Makes a copy with ffmpeg. @throws VideoJobsError `unsupported`, `disk`, `cancelled` */
  make(clip: string, signal: AbortSignal, progress: (seconds: number) => void): Promise<string> {
    return this.#ffmpeg.make(clip, signal, progress);
  }
}
