/**
 * Parses JSON as servers send it: with a byte order mark, with integers above 2^53 (kept exactly, as strings), with `NaN`
 * and `Infinity` (Python's `json`; read as `null`), or as the last `data:` line of an event stream.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  try {
    return parseStrictJson(text);
  } catch (error) {
    const plain = text.replace(/^\uFEFF/, '');
    const repaired = /\b(NaN|Infinity)\b/.test(plain) ? withExactNumbers(plain) : lastEvent(plain);
    if (repaired === undefined) throw error;
    return JSON.parse(repaired);
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
  try {
    const value = parseJson(text);
    if (typeof value === 'string') return parseNested(value);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Quotes integers that a double cannot hold, and replaces numbers that JSON does not have by `null`. */
function withExactNumbers(text: string): string {
  const token = /"|-?\d[\d.eE+-]*|NaN|-?Infinity/g;
  const parts: string[] = [];
  let copied = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [word] = match;
    if (word === '"') {
      token.lastIndex = endOfString(text, match.index + 1);
      continue;
    }
    const replacement = replacementOf(word);
    if (replacement === undefined) continue;
    parts.push(text.slice(copied, match.index), replacement);
    copied = token.lastIndex;
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

function replacementOf(word: string): string | undefined {
  if (/[NI]/.test(word)) return 'null';
  return /^-?\d{16,}$/.test(word) && !Number.isSafeInteger(Number(word)) ? `"${word}"` : undefined;
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

/** Last JSON object of an event stream, which some gateways send although the request did not ask for one. */
function lastEvent(text: string): string | undefined {
  if (!/^\s*(event|data|id|retry)?:/.test(text)) return undefined;
  return text
    .split(/\r?\n/)
    .filter((line) => /^data:\s*\{/.test(line))
    .at(-1)
    ?.slice('data:'.length);
}
