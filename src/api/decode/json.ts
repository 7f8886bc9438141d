import { repairJson } from './repairJson';

/**
 * Parses JSON as servers send it: with a byte order mark, with integers above 2^53 (kept exactly, as strings), with `NaN`
 * and `Infinity` (Python's `json`; read as `null`), as events or lines, or as text that is not quite JSON (`repairJson`).
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  try {
    return parseStrictJson(text);
  } catch (error) {
    const repaired = repairJson(text, parseStrictJson);
    if (repaired === undefined) throw error;
    return repaired;
  }
}

/**
 * Parses JSON without losing anything but a byte order mark: integers above 2^53 are kept exactly, as strings.
 * @throws SyntaxError
 */
export function parseStrictJson(text: string): unknown {
  const plain = text.replace(/^\uFEFF/, '');
  return JSON.parse(/\d{16}/.test(plain) ? withExactNumbers(plain) : plain);
}

/** Parses JSON of an object or a list inside a string; undefined if the string is anything else. */
export function parseNested(text: string): object | undefined {
  if (!/^\s*[{["]/.test(text)) return undefined;
  const value = parsedWhole(text);
  if (typeof value === 'string') return parseNested(value);
  return typeof value === 'object' && value !== null ? value : undefined;
}

function parsedWhole(text: string): unknown {
  try {
    return parseStrictJson(text);
  } catch {
    return repairJson(text, parseStrictJson, true);
  }
}

/** Quotes integers that a double cannot hold. */
function withExactNumbers(text: string): string {
  const token = /"|-?\d[\d.eE+-]*/g;
  const parts: string[] = [];
  let copied = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [word] = match;
    if (word === '"') {
      token.lastIndex = endOfString(text, match.index + 1);
      continue;
    }
    if (!/^-?\d{16,}$/.test(word) || Number.isSafeInteger(Number(word))) continue;
    parts.push(text.slice(copied, match.index), `"${word}"`);
    copied = token.lastIndex;
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

/** Index behind the closing quotation mark. */
function endOfString(text: string, start: number): number {
  const special = /["\\]/g;
  special.lastIndex = start;
  for (let match = special.exec(text); match; match = special.exec(text)) {
    if (match[0] === '"') return special.lastIndex;
    special.lastIndex++;
  }
  return text.length;
}
