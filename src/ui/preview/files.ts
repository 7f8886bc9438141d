import { stat } from 'node:fs/promises';
import { type ClipHeader, inMemoryUpTo } from '../../container/header';
import type { Media } from '../../jobs/job';
import type { ClipProblem } from '../../shared/messages';
import { diagnose, type Fault } from './diagnosis';
import { posterPath, stripPath } from './strips';

/** A clip on disk as the page can load it, and facts about it. */
export interface FileFacts {
  /** URL that the page may load; changes with the file. */
  url: string;
  /** Identifies this state of the file (mtime and size). */
  version: string;
  bytes: number;
  /** URLs of the stored filmstrip and poster. */
  strip?: string;
  poster?: string;
  header?: ClipHeader;
  /** Fault of the file itself. */
  fault?: Fault;
  /** Problem that the page had with it. */
  problem?: ClipProblem;
  /** The clip itself, if a copy with re-encoded audio is played instead. */
  original?: Pick<FileFacts, 'bytes' | 'header'>;
  /** Names the state of the original, which is the same for its copy. */
  clip: string;
  /** A copy with sound is being made. */
  coming?: true;
  /** ffmpeg is making a copy that plays here. */
  making?: true;
}

/** Lookup of playable copies by the path of their clip. */
interface CopyLook {
  find(clip: string): Promise<string | undefined>;
  /** Has one made where one is needed. Returns whether it is on its way. */
  want(clip: string, signal: AbortSignal): Promise<boolean>;
  /** The copy was played, and nothing of it was heard. */
  notHeard(copy: string): Promise<void>;
  /** The clip, or its copy, does not play as it should, and none with sound is coming. Returns whether another copy is on its way. */
  remedy(clip: string, missing: 'sound' | 'picture', signal: AbortSignal): Promise<boolean>;
  /** Whether the copy is of a clip with AAC. */
  isOfAac(copy: string): boolean;
}

/** AAC as files name it (RFC 6381). */
const aac = 'mp4a.40.2';

type Learned = Pick<FileFacts, 'header' | 'fault' | 'problem'>;

/** What shows the files. */
interface Viewer {
  /** Returns the page's URL of a path; `version` bypasses the cache when the file has changed. */
  toUrl(path: string, version: string): string;
  /** Something was learned that the view does not show yet. */
  update(): void;
  /** Aborted when it is closed: copies are made, and headers read, while it is open. */
  readonly signal: AbortSignal;
}

export interface FileLookDeps {
  copies: CopyLook;
  headers: {
    /** Returns undefined for a file whose header cannot be read. */
    read(path: string, signal: AbortSignal): Promise<ClipHeader | undefined>;
  };
}

/** Collects facts about the files of a job. Facts that the page reports hold for one version of a file. */
export class FileLook {
  readonly #learned = new Map<string, Learned>();

  readonly #deps: FileLookDeps;
  readonly #viewer: Viewer;

  constructor(deps: FileLookDeps, viewer: Viewer) {
    this.#deps = deps;
    this.#viewer = viewer;
  }

  /** Returns facts by the path of the clip; files that do not exist have none. */
  async at(media: readonly Media[]): Promise<Map<string, FileFacts>> {
    const looks = await Promise.all(media.map(async (file) => [file.path, await this.#facts(file)] as const));
    return new Map(looks.filter((look): look is [string, FileFacts] => look[1] !== undefined));
  }

  /** Records facts that the page reports about a version. */
  learn(version: string, found: Learned): void {
    this.#learned.set(version, { ...this.#learned.get(version), ...found });
  }

  /** Nothing was heard of this version; where it is that of a copy, there may be one of another kind. */
  async notHeard(media: readonly Media[], version: string): Promise<void> {
    for (const one of media) {
      const copy = one.variant === 'video' ? await this.#deps.copies.find(one.path) : undefined;
      const file = copy === undefined ? undefined : await look(copy);
      if (copy !== undefined && file && versionOf(one, file) === version) await this.#deps.copies.notHeard(copy);
    }
  }

  async #facts(media: Media): Promise<FileFacts | undefined> {
    const { path } = media;
    const original = await look(path);
    if (!original) return undefined;
    const { copies } = this.#deps;
    const { toUrl, signal } = this.#viewer;
    const isVideo = media.variant === 'video';
    const played = (isVideo && (await copies.find(path))) || path;
    const coming = isVideo && played === path && (await copies.want(path, signal));
    const file = played === path ? original : ((await look(played)) ?? original);
    const version = versionOf(media, file);
    if (!this.#learned.has(version)) {
      this.#learned.set(version, await this.#firstLook(media, played));
      if (isVideo && file.bytes > inMemoryUpTo) void this.#readHeader(version, played);
    }
    const { problem, fault } = this.#learned.get(version) ?? {};
    // What is coming has sound, and no other picture.
    const waits = coming && problem === 'noSound';
    const remediable = isVideo && problem !== undefined && fault === undefined && !waits;
    const missing = problem === 'noSound' ? 'sound' : 'picture';
    const making = remediable && (await copies.remedy(path, missing, signal));
    return {
      url: toUrl(played, version),
      version,
      bytes: file.bytes,
      strip: await this.#kept(stripPath(path), path),
      poster: await this.#kept(posterPath(path), path),
      clip: versionOf(media, original),
      ...(coming && { coming }),
      ...(making && { making }),
      ...(played === path
        ? {}
        : { original: { bytes: original.bytes, ...this.#headerOf(media, original, played, version) } }),
      ...this.#learned.get(version),
    };
  }

  async #readHeader(version: string, path: string): Promise<void> {
    const header = await this.#deps.headers.read(path, this.#viewer.signal);
    if (!header || this.#viewer.signal.aborted) return;
    this.learn(version, { header });
    this.#viewer.update();
  }

  async #kept(path: string, clip: string): Promise<string | undefined> {
    const found = await lookBeside(path, clip);
    return found && this.#viewer.toUrl(path, found.version);
  }

  /** As it was read; else that of its copy, which differs in its sound alone. */
  #headerOf(media: Media, original: Look, copy: string, version: string): Pick<FileFacts, 'header'> {
    const read = this.#learned.get(versionOf(media, original))?.header;
    if (read) return { header: read };
    const header = this.#learned.get(version)?.header;
    if (!header?.sound || !this.#deps.copies.isOfAac(copy)) return {};
    return { header: { ...header, sound: { ...header.sound, codec: aac } } };
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

/** Stats a file generated from a clip; undefined if it is older than the clip, so made from a previous one. */
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
