import { validId } from '../job';
import { constants } from 'node:fs';
import { lstat, open, opendir } from 'node:fs/promises';
import path from 'node:path';
import { variants } from '../../api/types';
import type { JobRecord, Media } from '../job';
import { isSidecar, sidecarEnd } from './sidecar';
import { withoutUndefined } from '../objects';

/** A job as a sidecar tells of it, with the one clip that lies beside. */
export type SidecarJob = JobRecord & { id: string };

/** Deeper than any template of names makes folders. */
const deepest = 12;
const largest = 1024 * 1024;
const longestText = 100_000;
const longestWord = 500;

type Fields = Record<string, unknown>;

/**
 * The sidecars in a folder and below, one at a time; links are not followed.
 * @param skipped gets each file that looks like a sidecar and cannot be taken for one
 * @throws what `opendir` throws for the folder itself
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
    if (entry.isDirectory() && depth < deepest) {
      try {
        yield* sidecarsIn(file, signal, skipped, depth + 1);
      } catch {
        skipped(file);
      }
    } else if (entry.isFile() && isSidecar(entry.name)) {
      const found = await read(file).catch(() => undefined);
      if (found) yield found;
      else if (found === undefined) skipped(file);
    }
  }
}

/** Nothing for a file that is no sidecar; `null` for one whose clip is gone or is another. */
async function read(file: string): Promise<SidecarJob | null | undefined> {
  const text = await readSmall(file);
  const job = text === undefined ? undefined : readSidecar(text, file.slice(0, -sidecarEnd.length));
  const [media] = job?.media ?? [];
  if (!job || !media) return undefined;
  const clip = await lstat(media.path).catch(() => undefined);
  return clip?.isFile() && clip.size === media.bytes ? job : null;
}

async function readSmall(file: string): Promise<string | undefined> {
  // Windows has no such flag; there a link is no file to `opendir`.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const facts = await handle.stat();
    return facts.isFile() && facts.size <= largest ? await handle.readFile('utf8') : undefined;
  } finally {
    await handle.close();
  }
}

/**
 * What a sidecar of version 1 says of the clip beside it, or nothing where it is not one: it may come from anywhere. What
 * would be sent with a request, the reference and extra fields, is not taken from it.
 */
export function readSidecar(text: string, clip: string): SidecarJob | undefined {
  let all: unknown;
  try {
    all = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { version, provider, job, media: told, prompt, model, seconds, size, cost, ...times } = fields(all);
  const { id: owner, origin } = fields(provider);
  const { key, id, mine, outputs, parent, madeFrom } = fields(job);
  const createdAt = time(times['createdAt']);
  const media = mediaOf(fields(told), clip);
  if (version !== 1 || !isWord(owner) || !isWord(origin) || !isWord(key) || !isId(id)) return undefined;
  if (createdAt === undefined || !media) return undefined;
  const asked = withoutUndefined({
    prompt: isText(prompt) ? prompt : undefined,
    model: isWord(model) ? model : undefined,
    seconds: isAmount(seconds) ? seconds : undefined,
    size: isWord(size) ? size : undefined,
  });
  const own = mine !== false;
  return withoutUndefined({
    key,
    provider: owner,
    id,
    status: 'completed' as const,
    progress: 100,
    ...asked,
    createdAt,
    completedAt: time(times['completedAt']),
    expiresAt: time(times['expiresAt']),
    parent: parentOf(fields(parent)),
    madeFrom: madeFromOf(fields(madeFrom)),
    cost: costOf(fields(cost)),
    media: [media],
    watching: false,
    origin,
    mine: own,
    request: own && isText(prompt) ? { ...asked, prompt } : undefined,
    outputs: isCount(outputs) ? outputs : undefined,
    updatedAt: Date.now(),
  });
}

function mediaOf({ variant, index, bytes, contentType, sha256 }: Fields, file: string): Media | undefined {
  const known = variants.find((one) => one === variant);
  if (!known || !isCount(index) || !Number.isSafeInteger(bytes) || Number(bytes) <= 0 || !isWord(contentType))
    return undefined;
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return undefined;
  return { variant: known, index, path: file, bytes: Number(bytes), contentType, sha256 };
}

const relations = ['remix', 'edit', 'extend', 'continue'] as const;

function parentOf({ id, relation, at }: Fields): JobRecord['parent'] {
  const known = relations.find((one) => one === relation);
  return known && isId(id) ? withoutUndefined({ id, relation: known, at: momentOf(at) }) : undefined;
}

function madeFromOf({ key, relation, at }: Fields): JobRecord['madeFrom'] {
  const known = ([...relations, 'again'] as const).find((one) => one === relation);
  return known && isWord(key) ? withoutUndefined({ key, relation: known, at: momentOf(at) }) : undefined;
}

const momentOf = (value: unknown): number | undefined => (isAmount(value) ? value : undefined);

function costOf({ amount, currency, source }: Fields): JobRecord['cost'] {
  if (!isAmount(amount) || !isWord(currency) || (source !== 'reported' && source !== 'estimated')) return undefined;
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

/** ms since the epoch, for a time in ISO 8601 that lies after it. */
function time(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : NaN;
  return at > 0 ? at : undefined;
}
