import * as l10n from '@vscode/l10n';
import { isRecord } from '../decode/read';
import type { Form } from './shape';

/** Place of a value that does not fit, `get.path`, and what was expected there, for the user. */
export interface Fault {
  place: string;
  expected: string;
}

export interface CheckOptions {
  /** Required fields must be there. */
  whole: boolean;
  /** `null` in place of an optional field removes it. */
  removes: boolean;
  /** Fault of a text by its rule, or of a name; undefined if it fits. */
  faultOf(rule: 'template' | 'path' | 'expression' | 'place' | 'header', text: string): string | undefined;
}

/** Deepest and longest value that is read. */
const maxDepth = 24;
const maxTextLength = 4000;
const maxEntries = 500;

/** Returns the first fault of a value, in the order of its fields; undefined if it fits. */
export function check(form: Form, value: unknown, options: CheckOptions, place = '', depth = 0): Fault | undefined {
  const expected = (what: string): Fault => ({ place, expected: what });
  const inside = (inner: Form, one: unknown, name: string | number): Fault | undefined =>
    check(inner, one, options, joined(place, name), depth + 1);
  if (depth > maxDepth) return expected(l10n.t('less nesting'));
  switch (form.kind) {
    case 'text': {
      if (typeof value !== 'string') return expected(l10n.t('a text'));
      if (value.length > (form.max ?? maxTextLength)) {
        return expected(l10n.t('a text of at most {0} characters', form.max ?? maxTextLength));
      }
      const fault = form.rule && options.faultOf(form.rule, value);
      if (fault !== undefined) return expected(fault);
      if (form.pattern === undefined || new RegExp(form.pattern).test(value)) return undefined;
      return expected(value === '' ? l10n.t('a text that is not empty') : l10n.t('a text like {0}', form.pattern));
    }
    case 'number': {
      const { integer, min = -Infinity, max = Infinity } = form;
      const fits = typeof value === 'number' && value >= min && value <= max && (!integer || Number.isInteger(value));
      return fits && Number.isFinite(value) ? undefined : expected(l10n.t('a number'));
    }
    case 'boolean':
      return typeof value === 'boolean' ? undefined : expected('true, false');
    case 'choice':
      return form.words.includes(value as string) ? undefined : expected(l10n.t('one of: {0}', form.words.join(', ')));
    case 'json':
      return jsonFault(value, form.rule, options, place, depth);
    case 'list': {
      const { item, min = 0, max = maxEntries } = form;
      if (!Array.isArray(value)) return expected(l10n.t('a list'));
      if (value.length < min || value.length > max) {
        return expected(
          min === max ? l10n.t('a list of {0}', min) : l10n.t('a list of at least {0} and at most {1}', min, max),
        );
      }
      // A list replaces another one whole.
      const strict = { ...options, whole: true, removes: false };
      return firstOf(value, (one, index) => check(item, one, strict, joined(place, index), depth + 1));
    }
    case 'map': {
      if (!isPlain(value)) return expected(l10n.t('an object'));
      return firstOf(entriesOf(value), ([name, one]) => {
        const fault = form.names && options.faultOf(form.names, name);
        if (fault !== undefined) return { place: joined(place, name), expected: fault };
        return one === null && options.removes ? undefined : inside(form.value, one, name);
      });
    }
    case 'object': {
      if (!isPlain(value)) return expected(l10n.t('an object'));
      const known = { ...form.required, ...form.optional };
      const missing = options.whole
        ? Object.keys(form.required).find((name) => !Object.hasOwn(value, name) || value[name] === undefined)
        : undefined;
      if (missing !== undefined) return { place: joined(place, missing), expected: l10n.t('a value: it is required') };
      return firstOf(entriesOf(value), ([name, one]) => {
        const field = Object.hasOwn(known, name) ? known[name] : undefined;
        if (!field) {
          return { place: joined(place, name), expected: l10n.t('one of: {0}', Object.keys(known).join(', ')) };
        }
        const removes = one === null && options.removes && Object.hasOwn(form.optional, name);
        return one === undefined || removes ? undefined : inside(field, one, name);
      });
    }
    case 'either': {
      const faults = form.forms.map((each) => check(each, value, options, place, depth + 1));
      if (faults.includes(undefined)) return undefined;
      // The fault furthest inside is that of the alternative that was meant.
      const [inner] = (faults as Fault[]).toSorted((a, b) => b.place.length - a.place.length);
      if (!inner || inner.place !== place) return inner;
      return expected([...new Set((faults as Fault[]).map((each) => each.expected))].join(l10n.t(' or ')));
    }
  }
}

function jsonFault(
  value: unknown,
  rule: 'template' | undefined,
  options: CheckOptions,
  place: string,
  depth: number,
): Fault | undefined {
  if (depth > maxDepth) return { place, expected: l10n.t('less nesting') };
  if (typeof value === 'string') {
    const fault = rule && options.faultOf(rule, value);
    return fault === undefined ? undefined : { place, expected: fault };
  }
  if (value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) {
    return undefined;
  }
  if (Array.isArray(value)) {
    if (value.length > maxEntries) return { place, expected: l10n.t('at most {0} entries', maxEntries) };
    return firstOf(value, (one, index) => jsonFault(one, rule, options, joined(place, index), depth + 1));
  }
  if (!isPlain(value)) return { place, expected: l10n.t('a value that JSON can hold') };
  return firstOf(entriesOf(value), ([name, one]) =>
    one === undefined ? undefined : jsonFault(one, rule, options, joined(place, name), depth + 1),
  );
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && Object.keys(value).length <= maxEntries;

const entriesOf = (value: Record<string, unknown>): [string, unknown][] => Object.entries(value);

const joined = (place: string, name: string | number): string => (place === '' ? String(name) : `${place}.${name}`);

function firstOf<T>(values: readonly T[], look: (value: T, index: number) => Fault | undefined): Fault | undefined {
  for (const [index, value] of values.entries()) {
    const fault = look(value, index);
    if (fault) return fault;
  }
  return undefined;
}
