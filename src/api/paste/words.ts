const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v' };

/**
 * Splits a command into words as shells do: all kinds of quotes (`'…'`, `"…"`, `$'…'`), and lines continued with `\`,
 * `^` (cmd) or a backtick (PowerShell). A single-line input box replaces line breaks with spaces, so a lone
 * continuation mark counts as a line break, too. An unclosed quotation extends to the end.
 */
export function shellWords(text: string): string[] {
  return [...split(fromCmd(straight(text)))];
}

/** Straightens “typographic” quotes from documents, unless there are straight ones as well. */
const straight = (text: string): string =>
  /["']/.test(text) ? text : text.replace(/[“”„]/g, '"').replace(/[‘’‚]/g, "'");

/** Removes the `^` that browsers' "Copy as cURL (cmd)" puts before each special character, quotes included. */
const fromCmd = (text: string): string => (text.includes('^"') ? text.replace(/\^(\r?\n|[^])/g, '$1') : text);

function* split(text: string): Generator<string> {
  let word: string | undefined;
  for (let i = 0; i < text.length;) {
    const rest = text.slice(i, i + 3);
    const char = rest.charAt(0);
    if (/\s/.test(char)) {
      if (word !== undefined) yield word;
      word = undefined;
      i++;
    } else if (/^[\\^`]\s/.test(rest) || (/[\\^`]/.test(char) && rest.length === 1)) {
      // A continued line; it only continues the word if the line break follows immediately.
      i += /^.\r?\n/.test(rest) ? rest.indexOf('\n') + 1 : 1;
    } else if (char === "'" || rest.startsWith("$'")) {
      const [value, end] = char === "'" ? literal(text, i + 1) : escaped(text, i + 2);
      word = (word ?? '') + value;
      i = end;
    } else if (char === '"') {
      const [value, end] = quoted(text, i + 1);
      word = (word ?? '') + value;
      i = end;
    } else if (char === ';' || char === '|') {
      if (word !== undefined) yield word;
      yield char;
      word = undefined;
      i++;
    } else {
      const step = char === '\\' ? 1 : 0;
      word = (word ?? '') + text.charAt(i + step);
      i += step + 1;
    }
  }
  if (word !== undefined) yield word;
}

/** Text of a quotation, and the index after it. */
type Quotation = [value: string, end: number];

function literal(text: string, start: number): Quotation {
  const end = text.indexOf("'", start);
  return end < 0 ? [text.slice(start), text.length] : [text.slice(start, end), end + 1];
}

function quoted(text: string, start: number): Quotation {
  let value = '';
  let i = start;
  for (; i < text.length && text[i] !== '"'; i++) {
    // Programs for cmd and PowerShell use \" and `" as well.
    if (text[i] === '\\' || text[i] === '`') {
      if (/^(\\["\\$`]|`")/.test(text.slice(i, i + 2))) i++;
      else if (/^\\\r?\n/.test(text.slice(i, i + 3))) {
        i = text.indexOf('\n', i);
        continue;
      }
    }
    value += text[i];
  }
  return [value, i + 1];
}

function escaped(text: string, start: number): Quotation {
  let value = '';
  let i = start;
  while (i < text.length && text[i] !== "'") {
    const [whole, hex, octal, char] =
      /^\\(?:[xuU]([0-9a-fA-F]{1,8})|([0-7]{1,3})|([^]))/.exec(text.slice(i, i + 10)) ?? [];
    if (whole === undefined) {
      value += text[i++];
      continue;
    }
    const digits = hex?.slice(0, { x: 2, u: 4 }[text.charAt(i + 1)] ?? 8);
    if (digits !== undefined) value += character(Number.parseInt(digits, 16));
    else if (octal !== undefined) value += character(Number.parseInt(octal, 8) % 256);
    else value += escapes[char!] ?? char;
    i += digits === undefined ? whole.length : digits.length + 2;
  }
  return [value, i + 1];
}

const character = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');
