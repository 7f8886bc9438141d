/** Text as it is, up to a length that a page can still lay out at once. */
export function bounded(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

/** A moment that a calendar can hold; servers have been seen to send anything. */
export const isMoment = (ms: number | undefined): ms is number => ms !== undefined && Math.abs(ms) <= 8.64e15;
