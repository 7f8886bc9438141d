import * as l10n from '@vscode/l10n';
import { isRecord, valueAt } from '../decode/read';
import type { Overrides } from '../overrides';
import type { MediaInput } from '../types';
import { EmbeddedFile } from '../wire';
import { cannotExpress } from './dialect';

export type Fields = Readonly<Record<string, unknown>>;

/**
 * Renames the fields of a request as the overrides say.
 * @throws VideoJobsError `unsupported` if something would be lost: an input whose field is omitted, or a size that is
 * not width and height
 */
export function renameFields(
  fields: Fields,
  names: Overrides['fields'] = {},
  label: string,
  inputs: readonly MediaInput[] = [],
): Fields {
  const moves = Object.entries(names).map(([name, target]) => ({ name, target, value: valueAt(fields, name) }));
  let result = moves.reduce((rest, { name }) => without(rest, name.split('.')), fields);
  for (const { name, target, value } of moves) {
    if (value === undefined) continue;
    if (typeof target === 'string') {
      result = withValue(result, target.split('.'), value);
    } else if (target !== null) {
      const sides = sidesOf(value, label);
      target.forEach((side, i) => (result = withValue(result, side.split('.'), sides[i])));
    } else if (holdsMedia(value, inputs)) {
      throw cannotExpress(label, 'reference', l10n.t('the field "{0}" is left out by its settings.', name));
    }
  }
  return result;
}

function sidesOf(size: unknown, label: string): number[] {
  const match = /^(\d{2,5})x(\d{2,5})$/i.exec(typeof size === 'string' ? size.trim() : '');
  if (match) return match.slice(1).map(Number);
  throw cannotExpress(label, 'size', l10n.t('it requires a width and a height, such as 1280x720.'));
}

function holdsMedia(value: unknown, inputs: readonly MediaInput[]): boolean {
  if (value instanceof EmbeddedFile) return true;
  if (typeof value === 'object' && value !== null) {
    return Object.values(value).some((item) => holdsMedia(item, inputs));
  }
  return inputs.some(({ media }) => media.kind === 'url' && value === media.url);
}

/** Copy without the field at a path; objects that become empty are removed as well. */
function without(fields: Fields, [name = '', ...rest]: string[]): Fields {
  const inner = valueAt(fields, name);
  const remaining = rest.length > 0 && isRecord(inner) ? without(inner, rest) : undefined;
  if (rest.length > 0 && remaining === undefined) return fields;
  const others = Object.entries(fields).filter(([each]) => each !== name);
  return Object.fromEntries(remaining && Object.keys(remaining).length > 0 ? [...others, [name, remaining]] : others);
}

function withValue(fields: Fields, [name = '', ...rest]: string[], value: unknown): Fields {
  const inner = valueAt(fields, name);
  const nested = rest.length === 0 ? value : withValue(isRecord(inner) ? inner : {}, rest, value);
  return Object.fromEntries([...Object.entries(fields).filter(([each]) => each !== name), [name, nested]]);
}
