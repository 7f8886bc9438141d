/** Control characters, and the ones that turn the direction of what follows them. */
const unprintable = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+/gu;

/** No line is longer; a prompt of megabytes must not be searched through for each row. */
const longest = 10_000;

/** Text of a stranger as one line that shows what it says. */
export function plain(text: string): string {
  return text.slice(0, longest).replace(unprintable, ' ').replace(/\s+/g, ' ').trim();
}

/** At most `length` characters, the last an ellipsis where something was cut; no character is cut in two. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) {
    return text;
  }
  // A character has two code units at most: a prompt of megabytes is not taken apart whole.
  const characters = Array.from(text.slice(0, length * 2 + 2));
  return characters.length <= length
    ? characters.join('')
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}

/** Text of a stranger as a label: `$(name)` in one would be drawn as an icon. */
export function inLabel(text: string, length = 200): string {
  return shorten(plain(text), length).replace(/\$(?=\()/g, '$\u200b');
}

/** Text of a stranger in a message: `[text](address)` in one would be a link, commands included. */
export function inMessage(text: string, length = 400): string {
  return shorten(plain(text), length).replaceAll('](', ']\u200b(');
}
