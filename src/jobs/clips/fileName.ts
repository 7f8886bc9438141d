import { createHash } from 'node:crypto';
import path from 'node:path';
import sanitize from 'sanitize-filename';
import type { Variant } from '../../api/types';
import type { JobRecord } from '../job';

/** Bytes of one name on disk, extension and all: leaves room for `.part` and for eCryptfs, which takes 143. */
const nameCap = 120;
const promptCap = 60;
const idCap = 40;
export const defaultTemplate = '{date} {time} {prompt}';

/** Names that Windows keeps for devices, whatever follows the first dot. */
const device = /^(con|conin\$|conout\$|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/**
 * Where a clip goes, below the library folder and without the extension: the template's own slashes make folders, those in
 * what it is filled with do not.
 * @param template Text with `{date}` `{time}` `{provider}` `{model}` `{prompt}` `{id}` `{index}` `{seconds}` `{size}`.
 * @returns A relative path that stays inside the folder and that every system takes.
 */
export function relativeName(template: string, job: JobRecord, variant: Variant, index: number): string {
  return nameBy(template, defaultTemplate, tokens(job, index), variant === 'video' ? '' : `-${variant}`);
}

export const defaultFrameTemplate = 'assets/frames/{prompt} {at}';

/**
 * Where a frame of a clip goes, as `relativeName` does for the clip.
 * @param template may also have `{at}`
 * @param at seconds into the clip
 */
export const frameName = (template: string, job: JobRecord, index: number, at: number): string =>
  nameBy(template, defaultFrameTemplate, { ...tokens(job, index), at: `${at.toFixed(3)}s` }, '');

function nameBy(template: string, usual: string, values: Record<string, string>, kind: string): string {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  const parts = (template.trim() || usual).split(/[/\\]+/).map((part) => ({ part, name: plainName(fill(part)) }));
  const used = parts.filter(({ name }) => name !== '');
  const last = used.pop() ?? { part: '{id}', name: values['id']! };
  const counted = values['index'] !== '1' && !last.part.includes('{index}');
  const ending = (counted ? `-${values['index']}` : '') + kind;
  // The longest extension and number that may follow, as in ` (999).webm`.
  const base = cut(last.name, nameCap - 12 - Buffer.byteLength(ending)) + ending;
  return path.join(...used.map(({ name }) => guardDevice(name)), guardDevice(base));
}

function tokens(job: JobRecord, index: number): Record<string, string> {
  const [date, time] = localTime(job.createdAt);
  return {
    date,
    time,
    provider: job.provider,
    model: job.model ?? '',
    prompt: wholeWords(plainName(job.prompt ?? ''), promptCap),
    id: idName(job.id || job.key),
    index: String(index + 1),
    seconds: job.seconds === undefined ? '' : `${job.seconds}s`,
    size: job.size ?? '',
  };
}

/**
 * A clip's name in a project, without the extension: the words of the prompt as addresses and shells take them.
 * @returns Letters and digits of any script with hyphens between them, at most 60 bytes, and `-2` for the second output.
 */
export function assetName(job: Pick<JobRecord, 'prompt' | 'id' | 'key'>, index: number): string {
  const words = plainName(job.prompt ?? '').toLowerCase();
  const joined = words.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();
  const name = wholeWords(joined, promptCap).replace(/ +/g, '-') || idName(job.id || job.key);
  return guardDevice(name) + (index > 0 ? `-${index + 1}` : '');
}

/** Ids are opaque and may hold anything. One that had to be changed gets a hash, so that two stay two. */
function idName(id: string): string {
  const plain = cut(plainName(id).replace(/[^\w.-]+/g, '-'), idCap);
  if (plain === id) return plain;
  return [plain, createHash('sha256').update(id).digest('hex').slice(0, 8)].filter(Boolean).join('-');
}

/** Text as one part of a path: one line, without what is invisible, turns the reading direction or means something to a system. */
function plainName(text: string): string {
  // More than fits is not looked at: a server may send megabytes.
  const visible = text
    .slice(0, 1000)
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '');
  const name = sanitize(visible.replace(/[<>:"/\\|?*]+/g, '-'));
  return cut(name.replace(/^[. ]+/, ''), nameCap - 12);
}

const guardDevice = (name: string) => (device.test(name.replace(/ +(?=\.|$)/g, '')) ? `_${name}` : name);

/** The longest beginning of at most `bytes` bytes that splits no character as it is seen. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text.trim();
  let result = '';
  let size = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    size += Buffer.byteLength(segment);
    if (size > bytes) break;
    result += segment;
  }
  return result.replace(/[. ]+$/, '').trim();
}

/** As `cut`, but without the piece of a word that was cut through, where that leaves most of the text. */
function wholeWords(text: string, bytes: number): string {
  const start = cut(text, bytes);
  const space = start.lastIndexOf(' ');
  return start === text || text[start.length] === ' ' || space < start.length / 2
    ? start
    : cut(start.slice(0, space), bytes);
}

/** `2026-11-21` and `14-05-09`, in the user's own time. */
function localTime(time: number): [date: string, time: string] {
  const at = Number.isFinite(new Date(time).getTime()) ? new Date(time) : new Date(0);
  const two = (value: number) => String(value).padStart(2, '0');
  return [
    `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    `${two(at.getHours())}-${two(at.getMinutes())}-${two(at.getSeconds())}`,
  ];
}

/** The target inside the folder, or the folder's own answer to a name that would leave it. */
export function inside(folder: string, relative: string): string {
  const target = path.resolve(folder, relative);
  const way = path.relative(path.resolve(folder), target);
  if (way === '' || way.startsWith('..') || path.isAbsolute(way)) throw new RangeError('The name leaves the folder');
  return target;
}
