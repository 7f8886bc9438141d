import { asText, isRecord } from '../../decode/read';
import { EmbeddedFile } from '../../wire';
import type { Template } from './description';
import { MediaItem } from './values';

export type Lookup = (name: string) => unknown;

const placeholder = /\{([\w.]+)\}/g;
const whole = /^\{([\w.]+)\}$/;

/** Fills a template; undefined where a placeholder has no value. */
export function fill(template: Template, lookup: Lookup): unknown {
  if (typeof template === 'string') return fillText(template, lookup);
  if (Array.isArray(template)) {
    const items = (template as readonly Template[]).flatMap((item) => fillItem(item, lookup));
    return items.length > 0 ? items : undefined;
  }
  if (!isRecord(template)) return template;
  const entries = Object.entries(template).map(([name, value]) => [name, fill(value, lookup)] as const);
  const filled = entries.filter(([, value]) => value !== undefined);
  return filled.length > 0 || entries.length === 0 ? Object.fromEntries(filled) : undefined;
}

function fillText(template: string, lookup: Lookup): unknown {
  const [, only] = whole.exec(template) ?? [];
  if (only !== undefined) return lookup(only) ?? undefined;
  let isComplete = true;
  const text = template.replace(placeholder, (_match, name: string) => {
    const value = asText(lookup(name));
    isComplete &&= value !== undefined;
    return value ?? '';
  });
  return isComplete ? text : undefined;
}

/** Items that one item of a list becomes: none if a placeholder in it has no value. */
function fillItem(template: Template, lookup: Lookup): unknown[] {
  if (isRecord(template) && typeof template['$each'] === 'string') {
    const values = lookup(template['$each']);
    const item = template['$item'] as Template;
    return !Array.isArray(values)
      ? []
      : values.flatMap((value: unknown) => fillItem(item, (name) => itemValue(value, name) ?? lookup(name)));
  }
  let isComplete = true;
  const filled = fill(template, (name) => {
    const value = lookup(name) ?? undefined;
    isComplete &&= value !== undefined;
    return value;
  });
  return isComplete && filled !== undefined ? [filled] : [];
}

function itemValue(value: unknown, name: string): unknown {
  if (name !== 'item' && !name.startsWith('item.')) return undefined;
  return value instanceof MediaItem ? value.value(name) : name === 'item' ? value : undefined;
}

/** Fills texts of a header or a query; those without a value are left out. */
export function fillTexts(
  texts: Readonly<Record<string, string>> | undefined,
  lookup: Lookup,
): Record<string, string> | undefined {
  const filled = fill(texts ?? {}, lookup) as Record<string, unknown> | undefined;
  if (!filled || Object.keys(filled).length === 0) return undefined;
  return Object.fromEntries(Object.entries(filled).map(([name, value]) => [name, String(value)]));
}

/** Merges objects, the second one's fields taking precedence; files and lists are replaced whole. */
export function merge(
  base: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(more)) {
    const before = merged[name];
    const isBoth = isRecord(before) && isRecord(value) && !(before instanceof EmbeddedFile);
    Object.defineProperty(merged, name, {
      value: isBoth ? merge(before, value) : value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return merged;
}
