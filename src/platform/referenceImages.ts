import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import { VideoJobsError } from '../api/errors';
import { inputsOfRequest } from '../jobs/inputs';
import type { JobService } from '../jobs/jobService';
import { diskError } from '../jobs/ledger/diskError';
import type { Logger } from '../jobs/ports';

/** Minimum age of an image that may be deleted, in ms: a form may still be open in another window. */
const graceTime = 24 * 3600_000;
const pageSize = 500;
/** Largest image that is copied, in bytes: no server takes larger ones. */
const maxBytes = 20 * 1024 * 1024;

/**
 * Reference images that exist nowhere else: frames of clips, pasted and cropped pictures. Kept in the extension's storage
 * as long as a job in the list refers to them, so that each can be sent again.
 */
export class ReferenceImages {
  #tidying: Promise<void> | undefined;

  readonly #jobs: Pick<JobService, 'list'>;
  readonly #log: Logger;

  constructor(
    readonly folder: string,
    jobs: Pick<JobService, 'list'>,
    log: Logger,
  ) {
    this.#jobs = jobs;
    this.#log = log;
  }

  /**
   * Stores an image; the same bytes under the same name are stored once.
   * @param name file name shown to users and servers, with the extension
   * @returns path of the stored file
   * @throws VideoJobsError `disk`
   */
  async keep(bytes: Uint8Array, name: string): Promise<string> {
    const { name: base, ext } = path.parse(name);
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
    const plain = base.replace(/[^\w.-]+/g, '-').slice(0, 40) || 'image';
    const file = path.join(this.folder, `${plain}-${hash}${ext.toLowerCase()}`);
    const part = `${file}.${randomUUID()}.part`;
    // A tidy in progress must not delete the file that is reused here.
    await this.#tidying;
    try {
      await mkdir(this.folder, { recursive: true });
      const now = new Date();
      const there = await utimes(file, now, now).then(
        () => true,
        () => false,
      );
      if (!there) {
        await writeFile(part, bytes, { flag: 'wx' });
        await rename(part, file);
      }
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      throw diskError(error, file);
    }
    void this.tidy();
    return file;
  }

  /**
   * Copies an image from a file system of VS Code (`vscode-local:` in a remote window, a virtual workspace).
   * @returns path of the stored file
   * @throws VideoJobsError `disk`, `rejected` for one that no server would take by its size
   */
  async bring(image: vscode.Uri): Promise<string> {
    const name = path.posix.basename(image.path);
    try {
      const { size } = await vscode.workspace.fs.stat(image);
      if (size <= maxBytes) return await this.keep(await vscode.workspace.fs.readFile(image), name);
    } catch (cause) {
      if (cause instanceof VideoJobsError) throw cause;
      throw new VideoJobsError('disk', vscode.l10n.t('The image {0} could not be read.', name), { cause });
    }
    throw new VideoJobsError('rejected', vscode.l10n.t('{0} is larger than 20 MB. Choose a smaller image.', name));
  }

  /** Deletes old images that no job refers to any more; keeps them in case of doubt. */
  tidy(now = Date.now()): Promise<void> {
    this.#tidying ??= this.#clear(now - graceTime).then(() => {
      this.#tidying = undefined;
    });
    return this.#tidying;
  }

  async #clear(limit: number): Promise<void> {
    try {
      const old = await this.#olderThan(limit);
      if (old.length === 0) return;
      const used = await this.#used();
      for (const file of old.filter((one) => !used.has(one))) {
        // Another window may have reused it meanwhile.
        if ((await stat(file)).mtimeMs < limit) await rm(file, { force: true });
      }
    } catch (error) {
      this.#log.debug('Reference images could not be cleared away.', error);
    }
  }

  async #olderThan(time: number): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => []);
    const files = names.map((name) => path.join(this.folder, name));
    const ages = await Promise.all(files.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })));
    return ages.filter(({ at }) => at < time).map(({ file }) => file);
  }

  /** Paths that jobs refer to; reads the list page by page to keep the extension host responsive. */
  async #used(): Promise<Set<string>> {
    const used = new Set<string>();
    for (let page = this.#jobs.list.page({}, pageSize); page.length > 0;) {
      for (const { request } of page) for (const { source } of inputsOfRequest(request ?? {})) used.add(source);
      await setImmediate();
      page = this.#jobs.list.page({}, pageSize, page.at(-1));
    }
    return used;
  }
}
