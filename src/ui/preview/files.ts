import { stat } from 'node:fs/promises';
import type { Media } from '../../jobs/job';
import { readMp4Header } from './mp4Header';

/** A clip on disk as the page can use it. */
export interface FileFacts {
  /** An address that the page may load; changes when the file does. */
  url: string;
  fps?: number;
  sound?: string;
}

/** Looks at the files of a job. Headers are read once for each version of a file. */
export class FileLook {
  private readonly known = new Map<string, FileFacts>();

  /** @param toUrl makes the page's address of a path; `version` keeps a changed file from being played from a cache. */
  constructor(private readonly toUrl: (path: string, version: string) => string) {}

  /** Facts by path, without the files that are not there. */
  async at(media: readonly Media[]): Promise<Map<string, FileFacts>> {
    const looks = await Promise.all(media.map(async (file) => [file.path, await this.facts(file)] as const));
    return new Map(looks.filter((look): look is [string, FileFacts] => look[1] !== undefined));
  }

  private async facts({ path, contentType }: Media): Promise<FileFacts | undefined> {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) return undefined;
    const version = `${Math.round(found.mtimeMs).toString(36)}-${found.size.toString(36)}`;
    const url = this.toUrl(path, version);
    const known = this.known.get(url);
    if (known) return known;
    // A header that cannot be read costs the frame rate and the word on sound, not the clip.
    const header = contentType === 'video/mp4' ? await readMp4Header(path).catch(() => undefined) : undefined;
    const facts = { url, ...header };
    this.known.set(url, facts);
    return facts;
  }
}
