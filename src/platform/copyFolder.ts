import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** What the copies of all clips may take together; the oldest go first. */
const mostBytes = 2_000_000_000;

/** Copies of clips that play in this editor, in the extension's own storage, named by the state of the clip's file. */
export class CopyFolder {
  constructor(readonly path: string) {}

  /**
   * Where a copy belongs; undefined for a clip that is not there.
   * @param kind end of its name, which says how it was made
   */
  async pathOf(clip: string, kind: string): Promise<string | undefined> {
    // A changed file is another clip.
    const { bytes, changed } = await sizeAndAge(clip);
    if (bytes === 0) return undefined;
    const name = createHash('sha256').update(`${clip}\n${bytes}\n${changed}`).digest('hex');
    return path.join(this.path, `${name}.${kind}`);
  }

  /** The copy of a clip, if there is one. */
  async find(clip: string, kind: string): Promise<string | undefined> {
    const file = await this.pathOf(clip, kind);
    return file !== undefined && (await sizeAndAge(file)).bytes > 0 ? file : undefined;
  }

  /** Makes room. @param newest is kept whatever its size */
  async tidy(newest: string): Promise<void> {
    const files = (await readdir(this.path)).map((name) => path.join(this.path, name));
    const known = await Promise.all(files.map(async (file) => ({ file, ...(await sizeAndAge(file)) })));
    let room = mostBytes;
    for (const { file, bytes } of known.sort((a, b) => b.changed - a.changed)) {
      room -= bytes;
      if (room < 0 && file !== newest) await rm(file, { force: true });
    }
  }
}

async function sizeAndAge(file: string): Promise<{ bytes: number; changed: number }> {
  const found = await stat(file).catch(() => undefined);
  return { bytes: found?.isFile() ? found.size : 0, changed: found?.mtimeMs ?? 0 };
}
