import { constants } from 'node:fs';
import { lstat, open, opendir } from 'node:fs/promises';
import path from 'node:path';
import type { Provider } from '../../api/provider';
import { variants } from '../../api/types';
import { isPlausible } from '../cost';
import type { JobRecord, Media } from '../job';
import { validId } from '../job';
import { withoutUndefined } from '../objects';
import { writeWhole } from './clipFiles';
import { isSidecar, sidecarEnd, sidecarOf, sidecarPath } from './sidecar';

/** A job restored from a sidecar, with the one clip beside it. */
export type SidecarJob = JobRecord & { id: string };

/** Deepest nesting of folders; deeper than any name template makes. */
const maxDepth = 12;
/** Largest sidecar read, in bytes. */
const maxBytes = 1024 * 1024;
/** Longest prompt, in characters. */
const longestText = 100_000;
const longestWord = 500;

type Fields = Record<string, unknown>;

/**
 * Yields the sidecars in a folder and its subfolders; links are not followed.
 * @param skipped called with each file named like a sidecar that is not one
 * @throws `opendir`'s errors for the folder itself
 */
export async function* sidecarsIn(
  folder: string,
  signal: AbortSignal,
  skipped: (file: string) => void,
  depth = 0,
): AsyncGenerator<SidecarJob> {
  for await (const entry of await opendir(folder)) {
    if (signal.aborted) return;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory() && depth < maxDepth) {
      try {
        yield* sidecarsIn(file, signal, skipped, depth + 1);
      } catch {
        skipped(file);
      }
    } else if (entry.isFile() && isSidecar(entry.name)) {
      const job = await read(file).catch(() => undefined);
      if (job) yield job;
      else if (job === undefined) skipped(file);
    }
  }
}

/** Returns undefined for a file that is not a sidecar, `null` for one whose clip is missing or has another size. */
async function read(file: string): Promise<SidecarJob | null | undefined> {
  const text = await readSmall(file);
  const job = text === undefined ? undefined : readSidecar(text, file.slice(0, -sidecarEnd.length));
  const [media] = job?.media ?? [];
  if (!job || !media) return undefined;
  const clip = await lstat(media.path).catch(() => undefined);
  return clip?.isFile() && clip.size === media.bytes ? job : null;
}

/**
 * Writes the sidecar of a clip. Replaces one that this extension wrote, and nothing else.
 * @param part path of the incomplete file
 * @throws the file system's errors, among them `EEXIST` for another program's file
 */
export async function writeSidecar(
  job: JobRecord,
  media: Media,
  provider: Provider | undefined,
  part: string,
): Promise<void> {
  const text = `${JSON.stringify(sidecarOf(job, media, provider), null, 2)}\n`;
  await writeWhole(sidecarPath(media.path), text, part, () => isOwnSidecar(media.path));
}

/** Returns true if the file beside a clip is a sidecar that this extension wrote, and not a link. */
export async function isOwnSidecar(clip: string): Promise<boolean> {
  const text = await readSmall(sidecarPath(clip)).catch(() => undefined);
  return text !== undefined && readSidecar(text, clip) !== undefined;
}

async function readSmall(file: string): Promise<string | undefined> {
  // Windows has no such flag; there `opendir` does not report a link as a file.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const facts = await handle.stat();
    return facts.isFile() && facts.size <= maxBytes ? await handle.readFile('utf8') : undefined;
  } finally {
    await handle.close();
  }
}

/**
 * Parses a sidecar of version 1, or returns undefined: the file may come from anywhere. The reference and extra fields, which
 * a new request would send, are not read.
 */
export function readSidecar(text: string, clip: string): SidecarJob | undefined {
  let all: unknown;
  try {
    all = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { version, provider, job, media: mediaFields, prompt, model, seconds, size, cost, ...times } = fields(all);
  const { id: providerId, origin } = fields(provider);
  const { spec, take } = fields(all);
  const { key, id, mine, outputs, parent, madeFrom, by } = fields(job);
  const createdAt = pastTime(times['createdAt']);
  const media = mediaOf(fields(mediaFields), clip);
  if (version !== 1 || !isWord(providerId) || !isWord(origin) || !isWord(key) || !isId(id)) return undefined;
  if (createdAt === undefined || !media) return undefined;
  const requested = withoutUndefined({
    prompt: isText(prompt) ? prompt : undefined,
    model: isWord(model) ? model : undefined,
    seconds: isAmount(seconds) ? seconds : undefined,
    size: isWord(size) ? size : undefined,
  });
  const madeHere = mine !== false;
  return withoutUndefined({
    key,
    provider: providerId,
    id,
    status: 'completed' as const,
    progress: 100,
    ...requested,
    createdAt,
    completedAt: pastTime(times['completedAt']),
    expiresAt: time(times['expiresAt']),
    parent: parentOf(fields(parent)),
    madeFrom: madeFromOf(fields(madeFrom)),
    cost: costOf(fields(cost)),
    media: [media],
    watching: false,
    origin,
    restored: true,
    mine: madeHere,
    request: madeHere && isText(prompt) ? { ...requested, prompt } : undefined,
    outputs: isCount(outputs) ? outputs : undefined,
    spec: isHash(spec) ? spec : undefined,
    take: isCount(take) && take > 1 ? take : undefined,
    by: makerOf(fields(by)),
    updatedAt: Date.now(),
  });
}

function mediaOf({ variant, index, bytes, contentType, sha256 }: Fields, file: string): Media | undefined {
  const knownVariant = variants.find((one) => one === variant);
  if (!knownVariant || !isCount(index) || !Number.isSafeInteger(bytes) || Number(bytes) <= 0 || !isWord(contentType)) {
    return undefined;
  }
  if (!isHash(sha256)) return undefined;
  return { variant: knownVariant, index, path: file, bytes: Number(bytes), contentType, sha256 };
}

const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

const makers = ['agent', 'file', 'extension'] as const;

function makerOf({ kind, client }: Fields): JobRecord['by'] {
  const known = makers.find((one) => one === kind);
  return known && withoutUndefined({ kind: known, client: isWord(client) ? client : undefined });
}

const relations = ['remix', 'edit', 'extend', 'continue'] as const;

function parentOf({ id, relation, at }: Fields): JobRecord['parent'] {
  const knownRelation = relations.find((one) => one === relation);
  return knownRelation && isId(id) ? withoutUndefined({ id, relation: knownRelation, at: momentOf(at) }) : undefined;
}

function madeFromOf({ key, relation, at }: Fields): JobRecord['madeFrom'] {
  const knownRelation = ([...relations, 'again'] as const).find((one) => one === relation);
  return knownRelation && isWord(key)
    ? withoutUndefined({ key, relation: knownRelation, at: momentOf(at) })
    : undefined;
}

const momentOf = (value: unknown): number | undefined => (isAmount(value) ? value : undefined);

function costOf({ amount, currency, source }: Fields): JobRecord['cost'] {
  if (!isPlausible(amount) || !isWord(currency) || (source !== 'reported' && source !== 'estimated')) return undefined;
  return { amount, currency, source };
}

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= longestText;
const isWord = (value: unknown): value is string => isText(value) && value !== '' && value.length <= longestWord;
const isAmount = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value < 1e9;
const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < 1000;

function isId(value: unknown): value is string {
  try {
    return typeof value === 'string' && validId(value) === value;
  } catch {
    return false;
  }
}

/** Converts an ISO 8601 time after 1970 to ms since the epoch. */
function time(value: unknown): number | undefined {
  const parsed = typeof value === 'string' ? Date.parse(value) : NaN;
  return parsed > 0 ? parsed : undefined;
}

/** Returns the time of a past event. One in the future, such as a date of the year 275760, is replaced by the present. */
function pastTime(value: unknown): number | undefined {
  const parsed = time(value);
  return parsed === undefined ? undefined : Math.min(parsed, Date.now());
}
