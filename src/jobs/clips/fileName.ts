import { createHash } from 'node:crypto';
import path from 'node:path';
import sanitize from 'sanitize-filename';
import type { Variant } from '../../api/types';
import type { JobRecord } from '../job';

/** Longest file name in bytes, extension included: leaves room for a suffix, and for eCryptfs, which takes 143. */
const nameCap = 120;
const promptCap = 60;
const idCap = 40;
export const defaultTemplate = '{date} {time} {prompt}';

/** Device names reserved by Windows, whatever follows the first dot. */
const device = /^(con|conin\$|conout\$|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/**
 * Returns a clip's path below the library folder, without the extension. The template's slashes make folders, those in the
 * values do not.
 * @param template Text with `{date}` `{time}` `{provider}` `{model}` `{prompt}` `{id}` `{index}` `{seconds}` `{size}`.
 * @returns A relative path that stays inside the folder and that every system takes.
 */
export function relativeName(template: string, job: JobRecord, variant: Variant, index: number): string {
  return nameBy(template, defaultTemplate, tokens(job, index), variant === 'video' ? '' : `-${variant}`);
}

export const defaultFrameTemplate = 'assets/frames/{prompt} {at}';

/**
 * Returns a frame's path, as `relativeName` does for a clip.
 * @param template may also contain `{at}`
 * @param at seconds into the clip
 */
export const frameName = (template: string, job: JobRecord, index: number, at: number): string =>
  nameBy(template, defaultFrameTemplate, { ...tokens(job, index), at: `${at.toFixed(3)}s` }, '');

function nameBy(template: string, usual: string, values: Record<string, string>, kind: string): string {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? values[name]! : whole));
  const parts = (template.trim() || usual).split(/[/\\]+/).map((part) => ({ part, name: plainName(fill(part)) }));
  const used = parts.filter(({ name }) => name !== '');
  const last = used.pop() ?? { part: '{id}', name: values['id']! };
  const needsNumber = values['index'] !== '1' && !last.part.includes('{index}');
  const ending = (needsNumber ? `-${values['index']}` : '') + kind;
  // Leave room for the longest number and extension, as in ` (999).webm`.
  const base = truncate(last.name, nameCap - 12 - Buffer.byteLength(ending)) + ending;
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
 * Returns a clip's name in a project, without the extension: the prompt's words in characters safe in URLs and shells.
 * @returns Letters and digits of any script with hyphens between them, at most 60 bytes, and `-2` for the second output.
 */
export function assetName(job: Pick<JobRecord, 'prompt' | 'id' | 'key'>, index: number): string {
  const words = plainName(job.prompt ?? '').toLowerCase();
  const joined = words.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();
  const name = wholeWords(joined, promptCap).replace(/ +/g, '-') || idName(job.id || job.key);
  return guardDevice(name) + (index > 0 ? `-${index + 1}` : '');
}

/** Converts an ID, which may hold any character, to a file name. A changed ID gets a hash, to keep two IDs apart. */
function idName(id: string): string {
  const plain = truncate(plainName(id).replace(/[^\w.-]+/g, '-'), idCap);
  if (plain === id) return plain;
  return [plain, createHash('sha256').update(id).digest('hex').slice(0, 8)].filter(Boolean).join('-');
}

/** Converts text to one path segment: one line, without invisible, bidirectional or reserved characters. */
function plainName(text: string): string {
  // A server may send megabytes; process only what may fit.
  const visible = text
    .slice(0, 1000)
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '');
  const name = sanitize(visible.replace(/[<>:"/\\|?*]+/g, '-'));
  return truncate(name.replace(/^[. ]+/, ''), nameCap - 12);
}

const guardDevice = (name: string) => (device.test(name.replace(/ +(?=\.|$)/g, '')) ? `_${name}` : name);

/** Truncates to at most N bytes without splitting a grapheme. */
function truncate(text: string, bytes: number): string {
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

/** Truncates as `truncate` does, and drops a word cut in two if that leaves most of the text. */
function wholeWords(text: string, bytes: number): string {
  const start = truncate(text, bytes);
  const space = start.lastIndexOf(' ');
  return start === text || text[start.length] === ' ' || space < start.length / 2
    ? start
    : truncate(start.slice(0, space), bytes);
}

/** Returns `2026-11-21` and `14-05-09`, in local time. */
function localTime(time: number): [date: string, time: string] {
  const date = Number.isFinite(new Date(time).getTime()) ? new Date(time) : new Date(0);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return [
    `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`,
    `${twoDigits(date.getHours())}-${twoDigits(date.getMinutes())}-${twoDigits(date.getSeconds())}`,
  ];
}

/** Resolves a relative path inside the folder. @throws RangeError if it would leave the folder */
export function inside(folder: string, relative: string): string {
  const target = path.resolve(folder, relative);
  const fromFolder = path.relative(path.resolve(folder), target);
  if (fromFolder === '' || fromFolder.startsWith('..') || path.isAbsolute(fromFolder)) {
    throw new RangeError('The name leaves the folder');
  }
  return target;
}
