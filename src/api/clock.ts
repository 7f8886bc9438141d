/** Formats a time (in ms since the epoch) as a clock time, with the date if it is not today. */
export function clockTime(time: number, now = Date.now()): string {
  const date = new Date(time);
  return date.toDateString() === new Date(now).toDateString() ? date.toLocaleTimeString() : date.toLocaleString();
}
