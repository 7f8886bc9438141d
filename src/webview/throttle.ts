/** Calls at once, then at most once in `ms`, the last time with the last value. What is due is not lost when the page goes. */
export function throttle<T>(call: (value: T) => void, ms: number): (value: T) => void {
  let due: { value: T } | undefined;
  let timer: number | undefined;
  const flush = (): void => {
    const now = due;
    due = undefined;
    timer = now && window.setTimeout(flush, ms);
    if (now) call(now.value);
  };
  window.addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && flush());
  return (value) => {
    due = { value };
    if (timer === undefined) flush();
  };
}
