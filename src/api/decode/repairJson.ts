import { isRecord, type JsonRecord } from './record';

/** A string in either quotation marks, a number or word, or a sign. */
const token = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|'[^'\\]*(?:\\[\s\S][^'\\]*)*'|[\w.+$-]+|[^\s]/y;

/** Words of Python and JavaScript that JSON spells otherwise. */
const words: Readonly<Record<string, string>> = {
  None: 'null',
  NaN: 'null',
  nan: 'null',
  undefined: 'null',
  Infinity: 'null',
  '-Infinity': 'null',
  True: 'true',
  False: 'false',
};

/** Longer texts are not repaired. In characters. */
const maxLength = 2 * 1024 * 1024;
/** Number of brackets at which JSON is looked for behind other text. */
const maxStarts = 20;
/** Number of values in one text. */
const maxValues = 10_000;
const maxMergeDepth = 4;

/**
 * Parses the JSON in a text that is not quite JSON: behind a prefix (`)]}',`, a warning of PHP, the name of a callback), with
 * something after it, with commas before closing brackets, in the spelling of Python, or as events or lines, whose fields
 * are joined, the later over the earlier. What is cut off is not completed.
 * @param parse parser of strict JSON
 * @param isWhole set if nothing may stand before or after it
 * @returns undefined if there is none
 */
export function repairJson(text: string, parse: (json: string) => unknown, isWhole = false): unknown {
  if (text.length > maxLength) return undefined;
  if (isWhole) {
    const plain = text.trim();
    const piece = /^[{[]/.test(plain) ? pieceAt(plain, 0) : undefined;
    return piece?.end === plain.length ? valueOf(piece.json, parse) : undefined;
  }
  const values = valuesIn(text, parse);
  const [first] = values;
  return values.length > 1 && values.every(isRecord) ? values.reduce((all, next) => merge(all, next, 0)) : first;
}

function valuesIn(text: string, parse: (json: string) => unknown): unknown[] {
  const values: unknown[] = [];
  const bracket = /[{[]/g;
  for (let starts = 0; starts < maxStarts + values.length && values.length < maxValues; starts++) {
    const start = bracket.exec(text)?.index;
    if (start === undefined) break;
    const piece = pieceAt(text, start);
    // What is open to the end is cut off, and an object in it is not the whole.
    if (!piece) break;
    const value = valueOf(piece.json, parse);
    // Text in brackets.
    if (value === undefined) continue;
    if (values.length === 0 || isRecord(value)) values.push(value);
    bracket.lastIndex = piece.end;
  }
  return values;
}

function valueOf(json: string, parse: (json: string) => unknown): unknown {
  try {
    return parse(json);
  } catch {
    return undefined;
  }
}

/** The text from an opening bracket to the one that closes it, as JSON spells it. */
function pieceAt(text: string, start: number): { json: string; end: number } | undefined {
  const parts: string[] = [];
  let depth = 0;
  token.lastIndex = start;
  const space = /\s*/y;
  for (;;) {
    space.lastIndex = token.lastIndex;
    space.test(text);
    token.lastIndex = space.lastIndex;
    const [word] = token.exec(text) ?? [];
    if (word === undefined) return undefined;
    const end = token.lastIndex;
    if (word === '{' || word === '[') depth++;
    else if (word === '}' || word === ']') depth--;
    const isTrailingComma = word === ',' && /^\s*[}\]]/.test(text.slice(end, end + 200));
    if (!isTrailingComma) parts.push(wordOfJson(word));
    if (depth === 0) return { json: parts.join(' '), end };
  }
}

function wordOfJson(word: string): string {
  if (word.length > 1 && word.startsWith("'")) return JSON.stringify(unescaped(word.slice(1, -1)));
  return Object.hasOwn(words, word) ? (words[word] ?? word) : word;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

const unescaped = (text: string): string =>
  text.replace(/\\(?:u([0-9a-f]{4})|([\s\S]))/gi, (_, code: string | undefined, sign = '') =>
    code === undefined ? (escapes[sign as string] ?? (sign as string)) : String.fromCharCode(parseInt(code, 16)),
  );

function merge(into: JsonRecord, next: JsonRecord, depth: number): JsonRecord {
  const result: [string, unknown][] = Object.entries(into).filter(([name]) => !Object.hasOwn(next, name));
  for (const [name, value] of Object.entries(next)) {
    const before = Object.hasOwn(into, name) ? into[name] : undefined;
    result.push([
      name,
      isRecord(before) && isRecord(value) && depth < maxMergeDepth ? merge(before, value, depth + 1) : value,
    ]);
  }
  return Object.fromEntries(result);
}
