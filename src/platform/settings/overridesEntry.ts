import type { Overrides } from '../../api/overrides';
import type { JobStatus } from '../../api/types';

type Check = (value: unknown) => boolean;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const oneOf =
  (...words: string[]): Check =>
  (value) =>
    words.includes(value as string);
const isBoolean: Check = (value) => typeof value === 'boolean';
const isText: Check = (value) => typeof value === 'string' && value !== '';
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const all =
  (check: Check): Check =>
  (value) =>
    isRecord(value) && Object.values(value).every(check);
/** Checks an object that has these fields and no others. */
const only =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) &&
    Object.entries(value).every(([name, each]) => Object.hasOwn(fields, name) && fields[name]!(each));

const isPath: Check = (value) => isText(value) || (listOf(isText)(value) && (value as string[]).length > 0);
const isPlace: Check = (value) => typeof value === 'string' && /^((GET|POST|DELETE) +)?\//.test(value);
const isName: Check = (value) =>
  value === null || isText(value) || (listOf(isText)(value) && (value as string[]).length === 2);

const places = ['create', 'get', 'content', 'models', 'list', 'remix', 'edit', 'extend', 'delete'];
const statuses = ['queued', 'in_progress', 'completed', 'failed', 'cancelled', 'expired'] satisfies JobStatus[];

const fields: Readonly<Record<keyof Overrides, Check>> = {
  encoding: oneOf('json', 'multipart'),
  seconds: oneOf('string', 'number'),
  apiVersion: (value) => typeof value === 'string' && /^[\w.-]{0,40}$/.test(value),
  paths: only(Object.fromEntries(places.map((place) => [place, isPlace]))),
  fields: all(isName),
  defaults: isRecord,
  answer: only({ id: isPath, status: isPath, progress: isPath, address: isPath, thumbnail: isPath, error: isPath }),
  statuses: all(oneOf(...statuses)),
  capabilities: only({
    list: isBoolean,
    remix: isBoolean,
    edit: isBoolean,
    extend: isBoolean,
    delete: isBoolean,
    models: isBoolean,
    index: isBoolean,
    variants: listOf(oneOf('video', 'thumbnail', 'spritesheet')),
    reference: listOf(oneOf('file', 'url')),
  } satisfies Record<keyof NonNullable<Overrides['capabilities']>, Check>),
};

/** Returns the path of the first invalid part (`overrides.answer.adress`), or undefined if all are valid. */
export function overridesFault(value: unknown): string | undefined {
  if (!isRecord(value)) return 'overrides';
  for (const [name, each] of Object.entries(value)) {
    const check = Object.hasOwn(fields, name) ? fields[name as keyof Overrides] : undefined;
    if (check?.(each)) continue;
    const inner =
      check && isRecord(each) ? Object.entries(each).find(([part, one]) => !check({ [part]: one })) : undefined;
    return ['overrides', name, ...(inner ? [inner[0]] : [])].join('.');
  }
  return undefined;
}
