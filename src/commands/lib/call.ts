import type { CommandFields, Started } from '../../ui/run';

/** Fields that commands accept, named as in the API. */
export type Fields = CommandFields;

/** One invocation of a command. */
export interface Call {
  /** Fields passed by the caller. */
  readonly fields: Fields;
  /** Fields for each selected row of the view, if there are several. */
  readonly rows?: readonly Fields[];
  /** True if a user is present: they started it from a menu or the palette, or it had to prompt. */
  byUser: boolean;
  /** Provider that the command applies to, once known. */
  provider?: string;
}

/** A row of the jobs view, as VS Code passes it to a command of its menu. */
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

/** Menus of editors and views pass objects of their own; only one with a field from this list is used. */
const ours = ['key', 'provider', 'id', 'prompt', 'targets', 'type', 'system'];

const isStarted = (value: unknown): value is Started => isObject(value) && value['by'] === 'person';

/**
 * Reads a command's arguments.
 * @param argument a row, fields of the API, or undefined
 * @param more all selected rows, if `argument` is a row; or the options of `ui/run`
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

/** Returns true for the argument of a keybinding that applies to the selected rows of the view. */
export const isForSelection = (argument: unknown): boolean => isObject(argument) && argument['selection'] === true;

function fieldsOfRow({ job, provider, variant, index }: Row): Fields {
  if (job) return { key: job.key, variant, index };
  return provider === undefined ? {} : { provider };
}

/** Returns a field if it is a non-empty string, otherwise undefined. */
export function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
