const lineBreaks = /\r\n|\r|\n/g;

/** Characters that stand for a line break; the first one that the text does not contain is used. */
const marks = ['⏎', '↵', '␤', '¶'];

/** Text as an input box can hold it: VS Code's have one line, and drop line breaks. */
export interface OneLine {
  /** The text with a mark in place of each line break. */
  shown: string;
  /** The mark, if the text has line breaks. */
  mark?: string;
  /** Turns the content of the box, edited or not, or a part of it, back into text. */
  restore(shown: string): string;
}

export function oneLine(text: string): OneLine {
  const breaks = text.match(lineBreaks);
  if (!breaks) return { shown: text, restore: (shown) => shown };
  const mark = markFor(text);
  const shown = text.replace(lineBreaks, mark);
  const usual = breaks.every((one) => one === '\r\n') ? '\r\n' : '\n';
  return { shown, mark, restore: (edited) => (edited === shown ? text : edited.replaceAll(mark, usual)) };
}

function markFor(text: string): string {
  const mark = marks.find((one) => !text.includes(one));
  if (mark !== undefined) return mark;
  let code = 0xe000;
  while (text.includes(String.fromCharCode(code))) code++;
  return String.fromCharCode(code);
}

const withoutSpaces = (text: string): string => text.replace(/\s+/g, '');

/**
 * Puts the line breaks of the clipboard back into text that was pasted into an input box.
 * @param before content of the box before the paste
 * @param after content of the box after it, in which the line breaks are spaces, or gone
 * @returns the whole text with its line breaks; undefined if `after` is not the result of pasting `clipboard`
 */
export function restorePaste(before: string, after: string, clipboard: string, box: OneLine): string | undefined {
  const wanted = withoutSpaces(clipboard);
  if (wanted === '' || !/[\r\n]/.test(clipboard)) return undefined;
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shortest - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const length = after.length - tail - start;
  // Where the pasted text begins as the text after it does, the difference may lie a few characters too far right.
  for (let shift = 0; shift <= Math.min(start, 100); shift++) {
    const from = start - shift;
    if (withoutSpaces(after.slice(from, from + length)) !== wanted) continue;
    return box.restore(after.slice(0, from)) + clipboard + box.restore(after.slice(from + length));
  }
  return undefined;
}
