import * as l10n from '@vscode/l10n';
import { at, isRecord } from '../decode/read';
import { EmbeddedFile } from '../wire';
import { cannotExpress } from './dialect';
import type { Overrides } from '../overrides';
import type { Reference } from '../types';

export type Fields = Readonly<Record<string, unknown>>;

/**
 * A request's fields under the names that the server has for them.
 * @throws VideoJobsError `unsupported` for what would be lost on the way: a reference whose field is left out, a size
 * that is no width and height
 */
export function renamed(fields: Fields, names: Overrides['fields'] = {}, label: string, reference?: Reference): Fields {
  const moves = Object.entries(names).map(([name, target]) => ({ name, target, value: at(fields, name) }));
  let result = moves.reduce((rest, { name }) => without(rest, name.split('.')), fields);
  for (const { name, target, value } of moves) {
    if (value === undefined) continue;
    if (typeof target === 'string') {
      result = withValue(result, target.split('.'), value);
    } else if (target !== null) {
      const sides = sidesOf(value, label);
      target.forEach((side, i) => (result = withValue(result, side.split('.'), sides[i])));
    } else if (reference && holds(value, reference)) {
      throw cannotExpress(label, 'reference', l10n.t('its settings leave out the field "{0}".', name));
    }
  }
  return result;
}

function sidesOf(size: unknown, label: string): number[] {
  const found = /^(\d{2,5})x(\d{2,5})$/i.exec(typeof size === 'string' ? size.trim() : '');
  if (found) return found.slice(1).map(Number);
  throw cannotExpress(label, 'size', l10n.t('it takes a width and a height, such as 1280x720.'));
}

function holds(value: unknown, reference: Reference): boolean {
  if (value instanceof EmbeddedFile) return true;
  if (typeof value === 'object' && value !== null) return Object.values(value).some((item) => holds(item, reference));
  return reference.kind === 'url' && value === reference.url;
}

/** Copies along the way, so that what was given stays as it was. What is left empty goes, too. */
function without(fields: Fields, [name = '', ...rest]: string[]): Fields {
  const inner = at(fields, name);
  const left = rest.length > 0 && isRecord(inner) ? without(inner, rest) : undefined;
  if (rest.length > 0 && left === undefined) return fields;
  const others = Object.entries(fields).filter(([each]) => each !== name);
  return Object.fromEntries(left && Object.keys(left).length > 0 ? [...others, [name, left]] : others);
}

function withValue(fields: Fields, [name = '', ...rest]: string[], value: unknown): Fields {
  const inner = at(fields, name);
  const put = rest.length === 0 ? value : withValue(isRecord(inner) ? inner : {}, rest, value);
  return Object.fromEntries([...Object.entries(fields).filter(([each]) => each !== name), [name, put]]);
}
