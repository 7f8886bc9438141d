/** Cuts text to a number of UTF-16 code units that a page can lay out at once. */
export function bounded(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

/** Returns true for a time in the range of `Date`, in ms since the epoch; servers have been seen to send anything. */
export const isMoment = (ms: number | undefined): ms is number => ms !== undefined && Math.abs(ms) <= 8.64e15;
