import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import type { Logger } from '../jobs/ports';
import { copyWithSound, findFfmpeg, type SoundCodec } from './ffmpeg';

/** Disk space for all copies, in bytes; the oldest are deleted first. */
const maxBytes = 2_000_000_000;

/** Codecs in the order they are tried; the last copy made is the one played. */
const codecs: readonly SoundCodec[] = ['flac', 'mp3'];

/** Copies of clips with audio that VS Code decodes, in the extension's storage. The clips themselves stay unchanged. */
export class PlayableCopies {
  readonly #log: Logger;

  constructor(
    readonly folder: string,
    log: Logger,
  ) {
    this.#log = log;
  }

  /** Returns true if a copy can be made: ffmpeg is installed and the workspace is trusted. */
  async possible(): Promise<boolean> {
    return vscode.workspace.isTrusted && (await findFfmpeg()) !== undefined;
  }

  /** Returns the path of a clip's copy, if there is one. */
  async find(clip: string): Promise<string | undefined> {
    const name = await this.#nameOf(clip);
    if (name === undefined) return undefined;
    for (const codec of [...codecs].reverse()) {
      const file = this.#pathOf(name, codec);
      if (await exists(file)) return file;
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
    const name = await this.#nameOf(clip);
    if (name === undefined)
      throw new VideoJobsError('disk', vscode.l10n.t('The file no longer exists: {0}. Download the clip again.', clip));
    let failure: unknown;
    for (const codec of codecs) {
      const to = this.#pathOf(name, codec);
      if (await exists(to)) continue;
      const part = `${to}.${process.pid}.part`;
      try {
        await mkdir(this.folder, { recursive: true });
        await copyWithSound({ ffmpeg, from: clip, to: part, codec, signal, progress });
        await rename(part, to);
        await this.#tidy(to);
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

  /** Hash of path, size and mtime: a changed file is another clip. */
  async #nameOf(clip: string): Promise<string | undefined> {
    const { bytes, changed } = await sizeAndAge(clip);
    return bytes === 0 ? undefined : createHash('sha256').update(`${clip}\n${bytes}\n${changed}`).digest('hex');
  }

  #pathOf(name: string, codec: SoundCodec): string {
    return path.join(this.folder, `${name}.${codec}.mp4`);
  }

  async #tidy(newest: string): Promise<void> {
    const files = (await readdir(this.folder)).map((name) => path.join(this.folder, name));
    const copies = await Promise.all(files.map(async (file) => ({ file, ...(await sizeAndAge(file)) })));
    let room = maxBytes;
    for (const { file, bytes } of copies.sort((a, b) => b.changed - a.changed)) {
      room -= bytes;
      if (room < 0 && file !== newest) await rm(file, { force: true });
    }
  }
}

async function sizeAndAge(file: string): Promise<{ bytes: number; changed: number }> {
  const stats = await stat(file).catch(() => undefined);
  return { bytes: stats?.size ?? 0, changed: stats?.mtimeMs ?? 0 };
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );
