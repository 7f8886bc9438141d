import * as vscode from 'vscode';
import { customType, dialectRow } from '../../api/dialects';
import { dataOnly, descriptionForm } from '../../api/dialects/described/form';
import { patchFields, patchOf } from '../../api/dialects/described/patch';
import { placeholderFault } from '../../api/dialects/described/placeholders';
import { isKeyHeader } from '../../api/keyHeader';
import type { Overrides } from '../../api/overrides';
import { overridesForm } from '../../api/overridesForm';
import { isCredentialHeader } from '../../api/paste/headers';
import { isSecretHeader } from '../../api/redact';
import { check, type CheckOptions, type Fault } from '../../api/shape/check';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Most characters that the overrides of one provider have as JSON. */
const maxLength = 200_000;

/**
 * Returns the first fault of a provider's overrides, with its place (`overrides.get.path`); undefined if all are valid. What
 * is valid sends the key nowhere but below the provider's base address, and needs no more time than its length.
 */
export function overridesFault(value: unknown, type = 'openai', baseUrl = ''): Fault | undefined {
  const fault = faultIn(value, type, baseUrl);
  return fault && { ...fault, place: fault.place === '' ? 'overrides' : `overrides.${fault.place}` };
}

function faultIn(value: unknown, type: string, baseUrl: string): Fault | undefined {
  if (!isRecord(value)) return { place: '', expected: vscode.l10n.t('an object') };
  const isCustom = type === customType;
  for (const [name, one] of Object.entries(value)) {
    if (one === undefined) continue;
    // What is merged into the type may be partial, and may remove a part of it.
    const merges = !isCustom && patchFields.includes(name) && name !== 'answer' && name !== 'statuses';
    const fault = check(overridesForm, { [name]: one }, { whole: !merges, removes: merges, faultOf: textFault });
    if (fault) return fault;
  }
  if (!isShort(value)) return { place: '', expected: vscode.l10n.t('at most {0} characters', maxLength) };
  return isCustom ? wholeFault(value) : mergedFault(value, type, baseUrl);
}

function isShort(value: unknown): boolean {
  try {
    return JSON.stringify(value).length <= maxLength;
  } catch {
    return false;
  }
}

/** A description must be whole, and tell the jobs apart. */
function wholeFault(value: object): Fault | undefined {
  const description = Object.fromEntries(Object.entries(value).filter(([name]) => patchFields.includes(name)));
  const fault = check(descriptionForm, description, { whole: true, removes: false, faultOf: textFault });
  return fault ?? meaningFault(description);
}

function meaningFault({ create, get, variants = [], modes = {} }: Record<string, unknown>): Fault | undefined {
  if (!/\{id[}:]/.test(JSON.stringify(get))) {
    return { place: 'get', expected: vscode.l10n.t('the placeholder {0}', '{id}') };
  }
  if (!JSON.stringify([create, variants]).includes('{prompt}')) {
    return { place: 'create', expected: vscode.l10n.t('the placeholder {0}', '{prompt}') };
  }
  const names = Object.keys(modes as object);
  const wrong = (variants as { mode?: string }[]).findIndex(({ mode }) => mode !== undefined && !names.includes(mode));
  if (wrong < 0) return undefined;
  return { place: `variants.${wrong}.mode`, expected: vscode.l10n.t('a name in {0}', '"modes"') };
}

/** What was merged must be complete: an operation that the type lacks needs all of its parts. */
function mergedFault(overrides: Overrides, type: string, baseUrl: string): Fault | undefined {
  const row = dialectRow(type);
  const base = row.at?.(baseUrl) ?? row;
  const patch = patchOf(overrides);
  if (Object.keys(patch).length === 0) return undefined;
  const lost = (['create', 'get'] as const).find((name) => overrides[name] === null);
  if (lost) return { place: lost, expected: vscode.l10n.t('an object') };
  if (base.describedBy) return wholeFault(base.describedBy(patch));
  const without = dataOnly.find((name) => overrides[name] !== undefined);
  if (without !== undefined) {
    return { place: without, expected: vscode.l10n.t('no such field: the type {0} has none', type) };
  }
  const lacking = operations.filter((name) => base.capabilities[name as 'list'] !== true && isRecord(overrides[name]));
  for (const name of lacking) {
    const options = { whole: true, removes: true, faultOf: textFault };
    const fault = check(descriptionForm.optional[name], overrides[name], options);
    if (fault) return { ...fault, place: fault.place === '' ? name : `${name}.${fault.place}` };
  }
  return undefined;
}

const operations = ['list', 'delete', 'remix', 'edit', 'extend', 'result', 'cancel', 'probe'] as const;

const textFault: CheckOptions['faultOf'] = (rule, text) => {
  switch (rule) {
    case 'place':
      return text.trim() === '' || text.length > 300 ? vscode.l10n.t('a path such as {0}', 'data.0.url') : undefined;
    case 'template':
      return placeholderFault(text);
    case 'path':
      // Anything else would be a part of another address: `.example.com`, `//example.com`.
      return /^\/(?!\/)[^?#\\\s]*$/.test(text)
        ? placeholderFault(text)
        : vscode.l10n.t('a path below the base URL that starts with “/”; parameters go into "query"');
    case 'expression':
      return isSafeExpression(text)
        ? undefined
        : vscode.l10n.t('a regular expression without repetition inside a repetition');
    case 'header':
      return isKeyHeader(text) && !isCredentialHeader(text) && !isSecretHeader(text) && !/^cookie/i.test(text)
        ? undefined
        : vscode.l10n.t('a header that neither belongs to the connection nor holds a key');
  }
};

function isSafeExpression(text: string): boolean {
  // A group with a repetition or an alternative in it that is itself repeated can take exponential time.
  if (/\([^()]*(?:[+*{|]|\([^()]*\))[^()]*\)\s*[+*{]/.test(text) || /\\\d/.test(text)) return false;
  try {
    new RegExp(text, 'i');
    return true;
  } catch {
    return false;
  }
}
