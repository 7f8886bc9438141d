import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import type { Logger } from '../jobs/ports';
import type { CopyFolder } from './copyFolder';
import { findFfmpeg, makeCopy, type PictureCodec, type SoundCodec } from './ffmpeg';

/** How a copy is made. */
interface Recipe {
  picture: PictureCodec;
  sound: SoundCodec;
}

/** The order in which they are tried where only the sound is not decoded; the copy that was made last is played. */
const ofSound: readonly Recipe[] = [
  { picture: 'same', sound: 'flac' },
  { picture: 'same', sound: 'mp3' },
];

/** The same where the picture is not decoded either. */
const ofPicture: readonly Recipe[] = [
  { picture: 'x264', sound: 'flac' },
  { picture: 'h264', sound: 'flac' },
  { picture: 'x264', sound: 'mp3' },
];

/** Copies of clips whose picture and sound this editor decodes, made by ffmpeg. The clips stay as they are. */
export class PlayableCopies {
  readonly #changes = new vscode.EventEmitter<void>();
  /** Fires when a copy is there, or could not be made. */
  readonly onDidChange = this.#changes.event;
  /** Clips whose picture a page could not show. */
  readonly #unseen = new Set<string>();
  /** Clips of which a copy is made in the background, and those of which there is none. */
  readonly #making = new Set<string>();
  readonly #failed = new Set<string>();

  readonly #folder: CopyFolder;
  readonly #log: Logger;

  constructor(folder: CopyFolder, log: Logger) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Returns true if a copy can be made: ffmpeg is installed and the workspace is trusted. */
  async possible(): Promise<boolean> {
    return vscode.workspace.isTrusted && (await findFfmpeg()) !== undefined;
  }

  /** Returns the path of a clip's copy, if there is one. */
  async find(clip: string): Promise<string | undefined> {
    for (const recipe of [...ofSound, ...ofPicture].reverse()) {
      const file = await this.#folder.find(clip, nameOf(recipe));
      if (file !== undefined) return file;
    }
    return undefined;
  }

  /** Records that a page could not show the picture of a clip, so that its copies get another one. */
  notSeen(clip: string): void {
    this.#unseen.add(clip);
  }

  /** Has a copy made in the background, once. Returns whether it is on its way. */
  async want(clip: string, signal: AbortSignal): Promise<boolean> {
    if (this.#making.has(clip)) return true;
    if (this.#failed.has(clip) || signal.aborted || !(await this.possible())) return false;
    if (this.#making.has(clip)) return true;
    this.#making.add(clip);
    void this.make(clip, signal, () => undefined)
      .catch((error: unknown) => {
        if (signal.aborted) return;
        this.#failed.add(clip);
        this.#log.warn('A copy that plays here could not be made.', error);
      })
      .finally(() => {
        this.#making.delete(clip);
        this.#changes.fire();
      });
    return true;
  }

  /**
   * Makes a copy in the first way that was not tried yet.
   * @param progress called with the encoded length in seconds
   * @throws VideoJobsError `unsupported`, `disk`, `cancelled`
   */
  async make(clip: string, signal: AbortSignal, progress: (seconds: number) => void): Promise<string> {
    const ffmpeg = vscode.workspace.isTrusted ? await findFfmpeg() : undefined;
    if (!ffmpeg) {
      const why = vscode.workspace.isTrusted
        ? vscode.l10n.t('ffmpeg was not found on this computer. Install it, add it to the PATH, then restart VS Code.')
        : vscode.l10n.t('Programs on this computer only run in trusted workspaces.');
      throw new VideoJobsError('unsupported', why);
    }
    const recipes = this.#unseen.has(clip) ? ofPicture : ofSound;
    let failure: unknown;
    for (const recipe of recipes) {
      const to = await this.#folder.pathOf(clip, nameOf(recipe));
      if (to === undefined) {
        throw new VideoJobsError(
          'disk',
          vscode.l10n.t('The file no longer exists: {0}. Download the clip again.', clip),
        );
      }
      if ((await this.#folder.find(clip, nameOf(recipe))) !== undefined) continue;
      const part = await this.#folder.partOf(to);
      try {
        await makeCopy({ ffmpeg, from: clip, to: part, ...recipe, signal, progress });
        await this.#folder.keep(part, to, clip);
        await this.#folder.tidy(to);
        return to;
      } catch (error) {
        if (signal.aborted) throw new VideoJobsError('cancelled', vscode.l10n.t('Making the copy was canceled.'));
        this.#log.warn(`ffmpeg could not make a copy (${recipe.picture}, ${recipe.sound}).`, error);
        failure = error;
      } finally {
        await rm(part, { force: true });
      }
    }
    throw new VideoJobsError(
      'disk',
      vscode.l10n.t(
        'The copy could not be made. Open the clip in the system player instead. See the log for the output of ffmpeg.',
      ),
      { cause: failure },
    );
  }

  dispose(): void {
    this.#changes.dispose();
  }
}

/** End of the name of a copy. */
const nameOf = ({ picture, sound }: Recipe): string =>
  picture === 'same' ? `${sound}.mp4` : `${picture}.${sound}.mp4`;
