/** Characters with a name in HTML and XML. */
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Signs without which a text is spelled in no other way than literally. */
const signs = [
  '\\u',
  '\\U',
  '\\x',
  '\\/',
  '\\"',
  "\\'",
  '\\\\',
  '%',
  '&#',
  '&amp;',
  '&quot;',
  '&apos;',
  '&lt;',
  '&gt;',
];

export const mayBeEscaped = (text: string): boolean => signs.some((sign) => text.includes(sign));

/**
 * An escaped character in JSON, percent encoding, HTML or XML. JSON may stand as a string in JSON, two deep, which gives
 * 1, 3 and 7 backslashes; an encoded address may be encoded once or twice more.
 */
const escaped =
  /\\{1,7}(?:u([\da-f]{4})|x([\da-f]{2})|(["'\\/]))|%(?:25){0,2}([\da-f]{2})|&#(?:x0{0,4}([\da-f]{1,5})|0{0,4}(\d{1,6}));|&(amp|lt|gt|quot|apos);/gi;

function characterOf([, unit, code, sign, byte, hex, decimal, name]: RegExpExecArray): string {
  if (sign !== undefined) return sign;
  if (name !== undefined) return entities[name.toLowerCase()] ?? '';
  const digits = unit ?? code ?? byte ?? hex;
  return String.fromCharCode(digits === undefined ? Number(decimal) : parseInt(digits, 16));
}

/** Returns the texts, and their bytes in UTF-8 as characters, which is what percent encoding stands for. */
const withBytes = (texts: readonly string[]): Set<string> =>
  new Set(texts.flatMap((text) => [text, Buffer.from(text).toString('latin1')]));

/**
 * Replaces texts in every spelling in which a server may echo them: JSON, percent encoding, HTML,
 * mixed within one text. Linear in the length of `text`; matches against the unescaped text, and cuts the escaped one.
 */
export function replaceSpelled(text: string, wanted: readonly string[], replacement: string): string {
  const parts: string[] = [];
  /** Offsets at which an escape starts in the unescaped text, and where it starts and ends in the original. */
  const escapes: { at: number; start: number; end: number }[] = [];
  let end = 0;
  let length = 0;
  for (const match of text.matchAll(escaped)) {
    const plain = text.slice(end, match.index);
    escapes.push({ at: length + plain.length, start: match.index, end: match.index + match[0].length });
    parts.push(plain, characterOf(match));
    length += plain.length + 1;
    end = match.index + match[0].length;
  }
  if (escapes.length === 0) return text;
  const unescaped = parts.join('') + text.slice(end);
  const found: { from: number; to: number }[] = [];
  for (const each of withBytes(wanted)) {
    for (let at = unescaped.indexOf(each); at >= 0; at = unescaped.indexOf(each, at + each.length)) {
      found.push({ from: originalOf(escapes, at, 'start'), to: originalOf(escapes, at + each.length - 1, 'end') });
    }
  }
  let result = '';
  let copied = 0;
  for (const { from, to } of found.sort((a, b) => a.from - b.from)) {
    if (from < copied) continue;
    result += text.slice(copied, from) + replacement;
    copied = to;
  }
  return result + text.slice(copied);
}

/** Returns where the character at an offset of the unescaped text starts or ends in the original. */
function originalOf(
  escapes: readonly { at: number; start: number; end: number }[],
  offset: number,
  edge: 'start' | 'end',
): number {
  let low = 0;
  let high = escapes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (escapes[middle]!.at <= offset) low = middle + 1;
    else high = middle;
  }
  const last = escapes[low - 1];
  if (last?.at === offset) return last[edge];
  const start = last ? last.end + (offset - last.at - 1) : offset;
  return edge === 'start' ? start : start + 1;
}

/**
 * Middle of a text's base64, wherever the text stands in what is encoded (`Basic` has a name before it): characters that
 * depend on neighbours are left out. Both alphabets.
 */
export function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text);
  const forms = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  return [...new Set(forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]))];
}
