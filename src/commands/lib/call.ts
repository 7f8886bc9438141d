import type { CommandFields, Started } from '../../ui/run';

/** Fields that commands take, by the names of the API. */
export type Fields = CommandFields;

/** One run of a command. */
export interface Call {
  /** What the caller gave. */
  readonly fields: Fields;
  /** The same for each row of the view, where several were selected. */
  readonly rows?: readonly Fields[];
  /** A person stands behind it: a menu or the palette started it, or it had to ask something. */
  byUser: boolean;
  /** The provider it is about, as soon as that is known. */
  provider?: string;
}

/** A row of the jobs view, as VS Code hands it to a command of its menu. */
interface Row {
  kind: string;
  job?: { key: string };
  provider?: string;
  variant?: unknown;
  index?: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isRow = (value: Record<string, unknown>): boolean => typeof value['kind'] === 'string';

/** Menus of editors and views hand over things of their own; only an object with a field of ours counts. */
const ours = ['key', 'provider', 'id', 'prompt', 'targets', 'type', 'system'];

const isStarted = (value: unknown): value is Started => isObject(value) && value['by'] === 'person';

/**
 * Reads a command's arguments.
 * @param argument a row, fields of the API, or nothing
 * @param more all rows that were selected, where the view gave the first; or how `ui/run` started it
 */
export function readCall(argument: unknown, more?: unknown): Call {
  if (isStarted(more)) {
    const { rows = [] } = more;
    return { fields: isObject(argument) ? argument : {}, ...(rows.length > 1 && { rows }), byUser: true };
  }
  if (!isObject(argument)) return { fields: {}, byUser: true };
  if (isRow(argument)) {
    const rows = Array.isArray(more) ? (more as unknown[]).filter(isObject).filter(isRow) : [];
    return {
      fields: fieldsOfRow(argument as unknown as Row),
      ...(rows.length > 1 && { rows: rows.map((row) => fieldsOfRow(row as unknown as Row)) }),
      byUser: true,
    };
  }
  const known = ours.some((name) => argument[name] !== undefined);
  return { fields: known ? argument : {}, byUser: !known };
}

function fieldsOfRow({ job, provider, variant, index }: Row): Fields {
  if (job) return { key: job.key, variant, index };
  return provider === undefined ? {} : { provider };
}

/** A field that is a text with something in it. */
export function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
