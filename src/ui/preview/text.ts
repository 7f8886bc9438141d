const controls = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+/gu;

/** One line without control characters or direction overrides, cut to `length` characters. For a tab's title. */
export function oneLine(text: string, length: number): string {
  const clean = text
    .slice(0, length * 20)
    .replace(controls, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(clean);
  return characters.length <= length
    ? clean
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}

/** Text as it is, up to a length that a page can still lay out at once. */
export function bounded(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
