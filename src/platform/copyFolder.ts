import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Size limit for the copies of all clips, in bytes; the oldest are deleted first. */
const mostBytes = 2_000_000_000;

/** Copies of clips that play in this editor, in the extension's own storage, named by the state of the clip's file. */
export class CopyFolder {
  constructor(readonly path: string) {}

  /**
   * Returns the path for a clip's copy, or undefined if the clip does not exist.
   * @param kind suffix of the file name, which identifies the format
   */
  async pathOf(clip: string, kind: string): Promise<string | undefined> {
    // A changed file counts as another clip.
    const { bytes, changed } = await sizeAndAge(clip);
    if (bytes === 0) return undefined;
    const name = createHash('sha256').update(`${clip}\n${bytes}\n${changed}`).digest('hex');
    return path.join(this.path, `${name}.${kind}`);
  }

  /** Returns the path of a clip's copy if there is one. */
  async find(clip: string, kind: string): Promise<string | undefined> {
    const file = await this.pathOf(clip, kind);
    return file !== undefined && (await sizeAndAge(file)).bytes > 0 ? file : undefined;
  }

  /** The file that a copy is written to until it is complete: two windows may make the same one. */
  async partOf(copy: string): Promise<string> {
    await mkdir(this.path, { recursive: true });
    return `${copy}.${process.pid}.part`;
  }

  /** Gives a complete copy its name, and notes of which clip it is. `tidy` then makes room. */
  async keep(part: string, copy: string, clip: string): Promise<void> {
    await rename(part, copy);
    await writeFile(noteOf(copy), clip);
  }

  async drop(copy: string): Promise<void> {
    for (const file of [copy, noteOf(copy)]) await rm(file, { force: true });
  }

  /** Deletes the copies of clips that are gone or have changed, then the oldest ones until the rest has room. @param newest is kept whatever its size */
  async tidy(newest?: string): Promise<void> {
    const names = await readdir(this.path).catch(() => []);
    const files = names.filter((name) => !name.endsWith(noteEnd)).map((name) => path.join(this.path, name));
    const known = await Promise.all(files.map(async (file) => ({ file, ...(await sizeAndAge(file)) })));
    let room = mostBytes;
    for (const { file, bytes } of known.sort((a, b) => b.changed - a.changed)) {
      if (file === newest || (bytes <= room && !(await this.#isLeftOver(file)))) room -= bytes;
      else await this.drop(file);
    }
  }

  /** Returns true for a copy whose clip is not there any more in the state that was copied. */
  async #isLeftOver(copy: string): Promise<boolean> {
    const clip = await readFile(noteOf(copy), 'utf8').catch(() => undefined);
    if (clip === undefined) return false;
    const kind = path.basename(copy).replace(/^[^.]*\./, '');
    return (await this.pathOf(clip, kind)) !== copy;
  }
}

/** End of the name of the file beside a copy that holds the path of its clip. */
const noteEnd = '.clip';
const noteOf = (copy: string): string => `${copy}${noteEnd}`;

async function sizeAndAge(file: string): Promise<{ bytes: number; changed: number }> {
  const found = await stat(file).catch(() => undefined);
  return { bytes: found?.isFile() ? found.size : 0, changed: found?.mtimeMs ?? 0 };
}
