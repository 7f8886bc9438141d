import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { patience } from '../../../scripts/lib/patience.mjs';

export { patience };

/** Waits until something holds. @param within ms @throws AssertionError that says what did not */
export async function eventually(what: string, holds: () => Promise<boolean>, within = patience): Promise<void> {
  for (const end = Date.now() + within; Date.now() < end; await delay(100)) if (await holds()) return;
  assert.fail(`Not within ${within / 1000} s: ${what}`);
}

/** Whether the window that an error of Playwright's is about is gone for good. */
const isFinal = (error: unknown): boolean =>
  error instanceof Error && /has been closed|Target crashed|Page crashed/.test(error.message);

/**
 * Does something until it is heeded. For what a window that is still busy passes over, such as a key or a click; what is
 * done must do no harm when it is done twice, and throw soon when its sign does not come.
 * @throws the last error
 */
export async function untilHeeded(attempt: () => Promise<void>): Promise<void> {
  for (const end = Date.now() + patience; ;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end || isFinal(error)) throw error;
    }
  }
}
