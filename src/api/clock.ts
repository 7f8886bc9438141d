/** A moment to come (ms since the epoch), as a clock shows it; with the day where that is not today. */
export function clockTime(at: number, now = Date.now()): string {
  const date = new Date(at);
  return date.toDateString() === new Date(now).toDateString() ? date.toLocaleTimeString() : date.toLocaleString();
}
