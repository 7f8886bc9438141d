import { stat } from 'node:fs/promises';
import type { Media } from '../../jobs/job';
import type { ClipHeader } from '../../shared/header';
import type { ClipProblem } from '../../shared/messages';
import { diagnose, type Fault } from './diagnosis';
import { posterPath, stripPath } from './strips';

/** A clip on disk as the page can use it, and what is known of it. */
export interface FileFacts {
  /** An address that the page may load; changes when the file does. */
  url: string;
  /** Names this state of the file. */
  version: string;
  bytes: number;
  /** Addresses of the filmstrip and the poster that were kept. */
  strip?: string;
  poster?: string;
  header?: ClipHeader;
  /** What is wrong with the file itself. */
  fault?: Fault;
  /** What went wrong when the page tried it. */
  problem?: ClipProblem;
  /** What is played is a copy, with sound that more editors decode, of this. */
  original?: Pick<FileFacts, 'bytes' | 'header'>;
}

/** Where copies that play in more editors are, by the clip they were made of. */
export interface CopyLook {
  find(clip: string): Promise<string | undefined>;
}

type Learned = Pick<FileFacts, 'header' | 'fault' | 'problem'>;

/** Looks at the files of a job. What is learned of one holds for that version of it. */
export class FileLook {
  readonly #learned = new Map<string, Learned>();

  /** @param toUrl makes the page's address of a path; `version` keeps a changed file from being played from a cache. */
  constructor(
    private readonly toUrl: (path: string, version: string) => string,
    private readonly copies: CopyLook,
  ) {}

  /** Facts by path of the clip, without the files that are not there. */
  async at(media: readonly Media[]): Promise<Map<string, FileFacts>> {
    const looks = await Promise.all(media.map(async (file) => [file.path, await this.#facts(file)] as const));
    return new Map(looks.filter((look): look is [string, FileFacts] => look[1] !== undefined));
  }

  /** Notes what the page found of a version. */
  learn(version: string, found: Learned): void {
    this.#learned.set(version, { ...this.#learned.get(version), ...found });
  }

  async #facts(media: Media): Promise<FileFacts | undefined> {
    const { path } = media;
    const original = await look(path);
    if (!original) return undefined;
    const played = (media.variant === 'video' && (await this.copies.find(path))) || path;
    const file = played === path ? original : ((await look(played)) ?? original);
    const version = versionOf(media, file);
    if (!this.#learned.has(version)) this.#learned.set(version, await this.#firstLook(media, played));
    return {
      url: this.toUrl(played, version),
      version,
      bytes: file.bytes,
      strip: await this.#kept(stripPath(path), path),
      poster: await this.#kept(posterPath(path), path),
      ...(played === path ? {} : { original: { bytes: original.bytes, ...this.#headerOf(media, original) } }),
      ...this.#learned.get(version),
    };
  }

  async #kept(path: string, clip: string): Promise<string | undefined> {
    const found = await lookBeside(path, clip);
    return found && this.toUrl(path, found.version);
  }

  #headerOf(media: Media, file: Look): Pick<FileFacts, 'header'> {
    const header = this.#learned.get(versionOf(media, file))?.header;
    return header ? { header } : {};
  }

  async #firstLook({ contentType }: Media, path: string): Promise<Learned> {
    if (!contentType.startsWith('video/')) return {};
    const fault = await diagnose(path).catch(() => undefined);
    return fault ? { fault } : {};
  }
}

interface Look {
  version: string;
  bytes: number;
  changed: number;
}

/** Looks at what was made of a clip. Where it is older than the clip, it is of one that was here before. */
export async function lookBeside(path: string, clip: string): Promise<Look | undefined> {
  const [made, original] = await Promise.all([look(path), look(clip)]);
  return made && original && made.changed >= original.changed ? made : undefined;
}

const versionOf = ({ variant, index }: Media, { version }: Look): string => `${variant}${index}-${version}`;

export async function look(path: string): Promise<Look | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const version = `${Math.round(found.mtimeMs).toString(36)}-${found.size.toString(36)}`;
  return { version, bytes: found.size, changed: found.mtimeMs };
}
