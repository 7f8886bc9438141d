const hidden = '(prompt)';

/** Shortest run of letters that gives a prompt away; in scripts without spaces each letter says more. */
const shortestRun = 8;
const shortestIdeographicRun = 3;

/**
 * One letter or digit as a server may write it: itself, or as a character of JSON, HTML or a URL; escaped any number of
 * times. Other escapes (`\n`, `%20`, `&quot;`) separate letters and are matched so that they do not read as some.
 */
const sign =
  /\\+(?:u\{?([0-9a-f]{4,6})\}?|x([0-9a-f]{2})|[nrtbf"'/])|&(?:amp;)*#(?:x([0-9a-f]{1,6})|(\d{1,7}));|&\w{2,8};|((?:%(?:25)*[0-9a-f]{2})+)|[\p{L}\p{N}\p{M}]/giu;

interface Letters {
  /** Lower-case letters and digits without anything between them. */
  text: string;
  /** Start and end in the source of each UTF-16 code unit of `text`. */
  places: [start: number, end: number][];
}

function lettersOf(source: string): Letters {
  let text = '';
  const places: [number, number][] = [];
  for (const match of source.matchAll(sign)) {
    const [whole, unicode, hex, htmlHex, html, percent] = match;
    const code = unicode ?? hex ?? htmlHex;
    const written =
      code !== undefined
        ? characterOf(Number.parseInt(code, 16))
        : html !== undefined
          ? characterOf(Number(html))
          : percent !== undefined
            ? decoded(percent)
            : /^[\\&]/.test(whole)
              ? ''
              : whole;
    const plain = written.normalize('NFKD').toLowerCase();
    for (const letter of plain.match(/[\p{L}\p{N}]/gu) ?? []) {
      text += letter;
      for (let unit = 0; unit < letter.length; unit++) places.push([match.index, match.index + whole.length]);
    }
  }
  return { text, places };
}

/** A surrogate half of a JSON escape is no letter; both halves are hidden with their neighbours. */
const characterOf = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '');

function decoded(percent: string): string {
  try {
    return decodeURIComponent(percent.replace(/%(?:25)+/gi, '%'));
  } catch {
    return '';
  }
}

const isIdeographic = (text: string): boolean =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u.test(text);

/** Finds the parts of a text that repeat at least a few letters of the prompt, in any spelling, cut or broken over lines. */
export function hidePrompt(text: string, prompt: string): string {
  const wanted = lettersOf(prompt).text;
  if (wanted === '') return text;
  const run = Math.min(wanted.length, isIdeographic(wanted) ? shortestIdeographicRun : shortestRun);
  const runs = new Set<string>();
  for (let at = 0; at + run <= wanted.length; at++) runs.add(wanted.slice(at, at + run));
  const { text: letters, places } = lettersOf(text);
  let result = '';
  let written = 0;
  for (let at = 0; at + run <= letters.length; at++) {
    if (!runs.has(letters.slice(at, at + run))) continue;
    let last = at + run - 1;
    while (last + 1 < letters.length && runs.has(letters.slice(last + 2 - run, last + 2))) last++;
    const start = wordStart(text, places[at]![0]);
    const end = wordEnd(text, places[last]![1]);
    // A short prompt (`cat`) is hidden as a word, and not inside of another (`category`).
    const isWord = start === places[at]![0] && end === places[last]![1];
    at = last;
    if (wanted.length < shortestRun && !isWord && !isIdeographic(wanted)) continue;
    result += text.slice(written, Math.max(written, start)) + (start >= written ? hidden : '');
    written = Math.max(written, end);
  }
  return result + text.slice(written);
}

/** The cut may go through a word, whose rest would give it away. */
function wordStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < 40 && /[\p{L}\p{N}]/u.test(text.charAt(start - 1)) && !isEscape(text, start)) {
    start--;
  }
  return start;
}

function wordEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && end - at < 40 && /[\p{L}\p{N}]/u.test(text.charAt(end))) end++;
  return end;
}

/** The letter before is that of `\n`, `\t` and the like, and no part of a word. */
const isEscape = (text: string, at: number): boolean => text.charAt(at - 2) === '\\';

/** Hides a prompt in all strings of a value. */
export function hidePromptIn<T>(value: T, prompt: string): T {
  if (typeof value === 'string') return hidePrompt(value, prompt) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => hidePromptIn(one, prompt)) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) {
    const { message, code } = value as Error & { code?: string };
    return Object.assign(Object.create(value), {
      message: hidePrompt(message, prompt),
      ...(code && { code: hidePrompt(code, prompt) }),
    }) as T;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, hidePromptIn(one as unknown, prompt)]),
  ) as T;
}
