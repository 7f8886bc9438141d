/** Control and bidirectional formatting characters. */
const unprintable = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+/gu;

/** Longest input that is processed, in UTF-16 code units: a prompt of megabytes must not be scanned for each row. */
const longest = 10_000;

/** Untrusted text as one printable line. */
export function plain(text: string): string {
  return text.slice(0, longest).replace(unprintable, ' ').replace(/\s+/g, ' ').trim();
}

/** Cuts text to `length` code points, the last an ellipsis if something was cut. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) {
    return text;
  }
  // A code point has at most two code units: a prompt of megabytes is not split as a whole.
  const characters = Array.from(text.slice(0, length * 2 + 2));
  return characters.length <= length
    ? characters.join('')
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}

/** Untrusted text as a label, in which `$(name)` would be rendered as an icon. */
export function inLabel(text: string, length = 200): string {
  return shorten(plain(text), length).replace(/\$(?=\()/g, '$\u200b');
}

/** Untrusted text in a message, in which `[text](address)` would be a link, even to a command. */
export function inMessage(text: string, length = 400): string {
  return shorten(plain(text), length).replaceAll('](', ']\u200b(');
}
