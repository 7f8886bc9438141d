import { mkdir, rename, rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import type { Logger } from '../jobs/ports';
import type { CopyFolder } from './copyFolder';
import { copyWithSound, findFfmpeg, type SoundCodec } from './ffmpeg';

/** The order in which sound is tried; the copy that was made last is played. */
const codecs = ['flac', 'mp3'] as const satisfies readonly SoundCodec[];

/** Copies of clips whose sound this editor decodes, made by ffmpeg. The clips stay as they are. */
export class PlayableCopies {
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
    for (const codec of [...codecs].reverse()) {
      const file = await this.#folder.find(clip, nameOf(codec));
      if (file !== undefined) return file;
    }
    return undefined;
  }

  /**
   * Makes a copy with the first codec that was not tried yet.
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
    if ((await this.#folder.pathOf(clip, nameOf(codecs[0]))) === undefined) {
      throw new VideoJobsError('disk', vscode.l10n.t('The file no longer exists: {0}. Download the clip again.', clip));
    }
    let failure: unknown;
    for (const codec of codecs) {
      const to = await this.#folder.pathOf(clip, nameOf(codec));
      if (to === undefined || (await this.#folder.find(clip, nameOf(codec))) !== undefined) continue;
      const part = `${to}.${process.pid}.part`;
      try {
        await mkdir(this.#folder.path, { recursive: true });
        await copyWithSound({ ffmpeg, from: clip, to: part, codec, signal, progress });
        await rename(part, to);
        await this.#folder.tidy(to);
        return to;
      } catch (error) {
        if (signal.aborted) throw new VideoJobsError('cancelled', vscode.l10n.t('Making the copy was canceled.'));
        this.#log.warn(`ffmpeg could not make a copy with ${codec}.`, error);
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
}

/** End of the name of a copy. */
const nameOf = (codec: SoundCodec): string => `${codec}.mp4`;
